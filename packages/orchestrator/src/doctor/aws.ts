import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { NeededQuota, Region } from "@tandem/config";
import { z } from "zod";
import type { Identity } from "./probes.ts";

const answer = z.object({ headers: z.object({ date: z.string() }) });

/**
 * Asks STS with the caller's own credentials, whichever way the AWS SDK finds them. It needs no permission.
 * @param region Whose STS is asked. @default that of AWS_REGION, else us-east-1
 */
export async function callerIdentity(
  limitMs: number,
  region = process.env["AWS_REGION"] ?? "us-east-1",
): Promise<Identity> {
  const client = new STSClient({ region, maxAttempts: 1 });
  let ahead: number | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const dated = answer.safeParse(result.response);
      if (dated.success) ahead = (Date.now() - Date.parse(dated.data.headers.date)) / 1000;
      return result;
    },
    { step: "deserialize", name: "clock", priority: "low" },
  );
  const { Account, Arn } = await within(limitMs, (abortSignal) =>
    client.send(new GetCallerIdentityCommand({}), { abortSignal }),
  );
  if (Account === undefined || Arn === undefined) throw new Error("GetCallerIdentity names no account");
  return { accountId: Account, arn: Arn, clockAheadSeconds: ahead };
}

/** What a region's services answer to a caller whose account has not enabled it. */
const NOT_ENABLED: ReadonlySet<string> = new Set(["InvalidClientTokenId", "RegionDisabledException"]);

/**
 * Whether a region accepts the caller, which one that the account has to enable first does only then. STS is asked,
 * since that needs no permission; `account:GetRegionOptStatus` and `ec2:DescribeRegions` would need one each.
 */
export async function acceptsCaller(region: Region, limitMs: number): Promise<boolean> {
  try {
    await callerIdentity(limitMs, region);
    return true;
  } catch (error) {
    if (error instanceof Error && NOT_ENABLED.has(error.name)) return false;
    throw error;
  }
}

/** What the account has of a quota in a region: AWS's default where nothing else was ever applied. */
export async function appliedQuota(
  region: Region,
  { serviceCode, quotaCode }: NeededQuota,
  limitMs: number,
): Promise<number> {
  const client = new ServiceQuotasClient({ region, maxAttempts: 1 });
  const asked = { ServiceCode: serviceCode, QuotaCode: quotaCode };
  const { Quota } = await within(limitMs, async (abortSignal) => {
    try {
      return await client.send(new GetServiceQuotaCommand(asked), { abortSignal });
    } catch (error) {
      if (!(error instanceof NoSuchResourceException)) throw error;
      return client.send(new GetAWSDefaultServiceQuotaCommand(asked), { abortSignal });
    }
  });
  if (Quota?.Value === undefined) throw new Error(`Service Quotas names no value of ${serviceCode} ${quotaCode}`);
  return Quota.Value;
}

/** The signal stops the request only; finding credentials can take long by itself. */
async function within<T>(limitMs: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(limitMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("stopped waiting")));
  });
  return Promise.race([ask(signal), late]).catch((error: unknown) => {
    throw signal.aborted ? new Error(`no answer in ${limitMs / 1000} s`, { cause: error }) : error;
  });
}
