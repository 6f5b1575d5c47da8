import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { neededQuotas, topologyOf } from "@tandem/config";
import { afterEach, describe, expect, it } from "vitest";
import { replaceProcessEnvironment } from "../process-environment.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { acceptsCaller, appliedQuota, callerIdentity } from "./aws.ts";

const own = { ...process.env } as Record<string, string>;
let server: Server | undefined;
afterEach(() => {
  replaceProcessEnvironment(own);
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Answers in the place of AWS, for a caller with credentials. */
async function aws(listener: RequestListener): Promise<void> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
}

const identity =
  "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn>" +
  "<UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

describe("callerIdentity", () => {
  it("tells account, principal and how far the clocks are apart", async () => {
    await aws((_, response) => {
      response.setHeader("date", new Date(Date.now() - 100_000).toUTCString());
      response.end(identity);
    });
    const { accountId, arn, clockAheadSeconds } = await callerIdentity(5000);
    expect({ accountId, arn }).toEqual({ accountId: "123456789012", arn: "arn:aws:iam::123456789012:user/a" });
    expect(Math.round((clockAheadSeconds ?? 0) / 10)).toBe(10);
  });

  it("does not wait for an AWS that does not answer", async () => {
    await aws(() => undefined);
    await expect(callerIdentity(50)).rejects.toThrow("no answer in 0.05 s");
  });
});

/** An error as STS gives it. */
const refusal = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

describe("acceptsCaller", () => {
  it.each([
    ["accepts", 200, identity, true],
    ["does not know", 403, refusal("InvalidClientTokenId"), false],
    ["is disabled for", 403, refusal("RegionDisabledException"), false],
  ])("tells a region that %s the caller, and asks that region", async (_, status, body, accepted) => {
    const scopes: (string | undefined)[] = [];
    await aws(({ headers }, response) => {
      scopes.push(headers.authorization?.split("/")[2]);
      response.writeHead(status).end(body);
    });
    expect(await acceptsCaller("eu-central-2", 5000)).toBe(accepted);
    expect(scopes).toEqual(["eu-central-2"]);
  });

  it("takes no other error for an answer", async () => {
    await aws((_, response) => void response.writeHead(403).end(refusal("ExpiredToken")));
    await expect(acceptsCaller("eu-central-2", 5000)).rejects.toMatchObject({ name: "ExpiredToken" });
  });
});

describe("appliedQuota", () => {
  const [concurrency] = neededQuotas(topologyOf(rehearsalConfig("payments-us")));
  const asked = async (answers: Readonly<Record<string, readonly [status: number, body: unknown]>>) => {
    const operations: string[] = [];
    await aws(({ headers }, response) => {
      const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
      operations.push(operation);
      const [status, body] = answers[operation] ?? [500, {}];
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
    });
    if (concurrency === undefined) throw new Error("no quota is needed");
    const value = await appliedQuota("us-east-2", concurrency, 5000).catch(
      (error: unknown) => (error as Error).message,
    );
    return { operations, value };
  };
  const missing = [400, { __type: "NoSuchResourceException" }] as const;

  it("is what the account has", async () => {
    expect(await asked({ GetServiceQuota: [200, { Quota: { Value: 10 } }] })).toEqual({
      operations: ["GetServiceQuota"],
      value: 10,
    });
  });

  it("is AWS's default where nothing else was applied", async () => {
    const defaults = [200, { Quota: { Value: 1000 } }] as const;
    expect(await asked({ GetServiceQuota: missing, GetAWSDefaultServiceQuota: defaults })).toEqual({
      operations: ["GetServiceQuota", "GetAWSDefaultServiceQuota"],
      value: 1000,
    });
  });

  it("passes on why AWS does not tell, and takes no answer without a value", async () => {
    const denied = [400, { __type: "AccessDeniedException", message: "not authorized" }] as const;
    expect((await asked({ GetServiceQuota: denied })).value).toBe("not authorized");
    expect((await asked({ GetServiceQuota: [200, {}] })).value).toBe(
      "Service Quotas names no value of lambda L-B99A9384",
    );
  });
});
