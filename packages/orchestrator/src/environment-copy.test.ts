import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { copyOf } from "./environment-copy.ts";
import type { CopyRequest } from "./environment-copy.ts";
import { initEnvironment } from "./environment-files.ts";
import type { InitRequest } from "./environment-files.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-copy-"));
  for (const project of ["shared", "primary-region", "standby-region", "global"]) {
    await mkdir(join(root, "stacks", project), { recursive: true });
  }
});
afterEach(() => rm(root, { recursive: true }));

const nothing = {
  environmentSuffix: undefined,
  accountId: undefined,
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
};

/** What a copy has is told by its files; the engine's encryption of a password is tested beside it. */
const seal = () => Promise.resolve();

const live = (overrides: Partial<InitRequest> = {}) =>
  initEnvironment(
    {
      ...nothing,
      root,
      profile: "payments-us",
      environment: "live",
      environmentSuffix: "live",
      accountId: "123456789012",
      primaryRegion: "eu-west-1",
      standbyRegion: "eu-west-3",
      operatorArn: "arn:aws:iam::123456789012:role/operator",
      alertEmails: "oncall@bank.co",
      retention: "keep",
      ...overrides,
    },
    seal,
  );

/** What shared's file holds after a copy of `live`. */
async function copied(overrides: Partial<CopyRequest> = {}): Promise<string> {
  const environment = "pr-123";
  await initEnvironment(await copyOf({ ...nothing, root, from: "live", environment, ...overrides }), seal);
  return readFile(join(root, `stacks/shared/Pulumi.${environment}.yaml`), "utf8");
}

describe("a copy of an environment", () => {
  it("has its settings, and a name, a domain and a retention of its own", async () => {
    await live({ secretsProvider: "awskms:///alias/acme-tandem-state" });
    expect(await copied()).toBe(`# The environment: every other stack reads it from this stack's outputs.
secretsprovider: awskms:///alias/acme-tandem-state
config:
  tandem:profile: payments-us
  tandem:environmentSuffix: pr-123
  tandem:accountId: "123456789012"
  tandem:domain: payment-pr-123.test.local
  tandem:domainMode: none
  tandem:primaryRegion: eu-west-1
  tandem:standbyRegion: eu-west-3
  tandem:operatorArn: arn:aws:iam::123456789012:role/operator
`);
  });

  it("has the original's engine version, or the one that is given", async () => {
    await live({ profile: "transactions-us", databaseEngineVersion: "16.10" });
    expect(await copied()).toContain('tandem:databaseEngineVersion: "16.10"\n');
    expect(await copied({ force: true, databaseEngineVersion: "16.9" })).toContain(
      'tandem:databaseEngineVersion: "16.9"\n',
    );
  });

  it("is a sibling of a delegated domain, which the same parent zone delegates", async () => {
    await live({ domain: "payments.acme.dev", domainMode: "delegated", parentZoneId: "Z0123456789ABCDEFGHIJ" });
    const text = await copied();
    expect(text).toContain("tandem:domain: payments-pr-123.acme.dev\n");
    expect(text).toContain("tandem:domainMode: delegated\n");
    expect(text).toContain("tandem:parentZoneId: Z0123456789ABCDEFGHIJ\n");
  });

  it("has no certificates yet in the mode external, whatever the original's zone is", async () => {
    await live({ domain: "payments.acme.dev", delegated: "true" });
    expect(await copied()).not.toContain("tandem:delegated");
  });

  it("takes what is given instead", async () => {
    await live();
    const text = await copied({
      environmentSuffix: "p1",
      domain: "x.test.local",
      retention: "keep",
      accountId: "999999999999",
    });
    expect(text).toContain("tandem:environmentSuffix: p1\n");
    expect(text).toContain("tandem:domain: x.test.local\n");
    expect(text).toContain('tandem:accountId: "999999999999"\n');
    expect(text).toContain("tandem:retention: keep\n");
  });

  it("is refused of an environment that is not there", async () => {
    await expect(copied()).rejects.toMatchObject({ code: "environment-unknown" });
  });

  it("names what is wrong with the copy by the options of init", async () => {
    await live();
    await expect(copied({ environmentSuffix: "Not_Legal" })).rejects.toMatchObject({
      problems: [{ key: "tandem:environmentSuffix" }],
    });
    await expect(copied({ retention: "forever" })).rejects.toMatchObject({
      problems: [{ key: "tandem:retention", legal: "disposable | keep" }],
    });
  });
});
