import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initEnvironment } from "../environment-files.ts";
import { confirmDelegation } from "./confirm-delegation.ts";

const published = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.net"];
const foundation = {
  contractVersion: 1,
  zoneId: "Z1",
  zoneNameServers: published,
  workloadTableName: "ledger",
  workloadTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/ledger",
  controlTableName: "control",
  controlTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/control",
  certificateArns: {},
};
const file = "stacks/shared/Pulumi.live.yaml";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-delegation-"));
  for (const project of ["shared", "primary-region", "standby-region", "global"]) {
    await mkdir(join(root, "stacks", project), { recursive: true });
  }
});
afterEach(() => rm(root, { recursive: true }));

async function environmentOf(domain: string): Promise<string> {
  await initEnvironment({
    root,
    profile: "payments-us",
    environment: "live",
    environmentSuffix: "live",
    accountId: "123456789012",
    domain,
    primaryRegion: undefined,
    standbyRegion: undefined,
  });
  return readFile(join(root, file), "utf8");
}

const confirm = (answered: readonly string[], outputs: Record<string, unknown> | undefined = foundation) =>
  confirmDelegation({
    root,
    environment: "live",
    engine: { outputs: async ({ stackName }) => (stackName === "live-foundation" ? outputs : undefined) },
    lookUp: async (domain) => (domain === "payments.acme.dev" ? answered : []),
  });

describe("confirmDelegation", () => {
  it("writes down that DNS leads to foundation's zone, and says what comes next", async () => {
    const before = await environmentOf("payments.acme.dev");
    expect(await confirm(["NS-2.awsdns-02.net.", "ns-1.awsdns-01.org"])).toEqual({
      domain: "payments.acme.dev",
      nameServers: published,
      file,
      next: [
        "pulumi -C stacks/shared up -s live",
        "pulumi -C stacks/global up -s live-foundation",
        "pulumi -C stacks/primary-region up -s live",
        "pulumi -C stacks/standby-region up -s live",
        "pulumi -C stacks/global up -s live-traffic",
      ],
    });
    expect(await readFile(join(root, file), "utf8")).toBe(`${before}  tandem:delegated: true\n`);
  });

  it.each([
    ["none", [], "none"],
    ["another zone's", ["ns-9.awsdns-09.com"], "ns-9.awsdns-09.com"],
    ["one that is missing", ["ns-1.awsdns-01.org"], "ns-1.awsdns-01.org"],
    ["one too many", [...published, "ns-3.old.net"], "ns-1.awsdns-01.org, ns-2.awsdns-02.net, ns-3.old.net"],
  ])("names both lists when DNS answers %s, and changes nothing", async (_, answered, told) => {
    const before = await environmentOf("payments.acme.dev");
    await expect(confirm(answered)).rejects.toMatchObject({
      code: "delegation-wrong",
      message:
        "public DNS does not lead to the zone of payments.acme.dev\n" +
        `  it answers: ${told}\n` +
        "  the zone's: ns-1.awsdns-01.org, ns-2.awsdns-02.net",
      hint: expect.stringContaining("./tandem init --delegated --env live") as string,
    });
    expect(await readFile(join(root, file), "utf8")).toBe(before);
  });

  it("refuses an environment whose domain nobody delegates by hand", async () => {
    await environmentOf("payment.test.local");
    await expect(confirm(published)).rejects.toMatchObject({
      code: "delegation-mode",
      message: "nobody delegates payment.test.local by hand: the domain mode of live is none; legal: external",
    });
  });

  it("asks for foundation first, and for the environment's file before that", async () => {
    await expect(confirm(published)).rejects.toMatchObject({ code: "environment-unknown" });
    await environmentOf("payments.acme.dev");
    const nowhere = confirmDelegation({
      root,
      environment: "live",
      engine: { outputs: async () => undefined },
      lookUp: async () => published,
    });
    await expect(nowhere).rejects.toMatchObject({
      code: "layer-missing",
      message: "live is not rolled out: tandem-global/live-foundation does not exist",
    });
  });

  it("names every problem of the environment's configuration", async () => {
    const text = await environmentOf("payments.acme.dev");
    await writeFile(join(root, file), text.replace("payments-us", "payments-uk"));
    await expect(confirm(published)).rejects.toMatchObject({
      code: "config-invalid",
      problems: [{ key: "tandem:profile", value: "payments-uk" }],
    });
  });
});
