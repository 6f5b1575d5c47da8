import type { Finding } from "./finding.ts";
import type { Probes } from "./probes.ts";

/** AWS refuses requests whose time is further off. Source: IAM User Guide, "Elements of an AWS API request signature". */
const CLOCK_LIMIT_SECONDS = 300;

const LOG_IN = "aws configure sso, or aws login; then aws sts get-caller-identity";

/**
 * Whether AWS accepts the caller's credentials, whether they are of the right account, and whether this machine's clock
 * is right. Without an environment nothing needs them.
 */
export async function checkAccount(probes: Probes, accountId: string | undefined): Promise<readonly Finding[]> {
  const identity = await probes.identity();
  const { accountId: actual, arn, clockAheadSeconds } = identity;
  const right = accountId === undefined || accountId === actual;
  const whose = probes.rehearsal ? "the rehearsal's own: " : "";
  const credentials: Finding = right
    ? { id: "credentials", status: "ok", detail: `${whose}${arn}, account ${actual}` }
    : {
        id: "credentials",
        status: "failed",
        detail: `the credentials belong to account ${actual}; the environment allows only ${accountId}`,
        fix: `export AWS_PROFILE=<a profile of account ${accountId}>`,
      };
  return clockAheadSeconds === undefined ? [credentials] : [credentials, clockFinding(clockAheadSeconds)];
}

function clockFinding(aheadSeconds: number): Finding {
  const off = Math.abs(Math.round(aheadSeconds));
  const detail = `this machine's clock is ${off} s ${aheadSeconds < 0 ? "behind" : "ahead of"} AWS's`;
  return off < CLOCK_LIMIT_SECONDS
    ? { id: "clock", status: "ok", detail }
    : {
        id: "clock",
        status: "failed",
        detail: `${detail}; AWS accepts up to ${CLOCK_LIMIT_SECONDS} s`,
        fix: "sudo timedatectl set-ntp true",
      };
}

/** What is said when AWS does not know the caller or cannot be reached. */
export function identityFailure(reason: string, needed: "warning" | "failed"): Finding {
  return { id: "credentials", status: needed, detail: `AWS does not say who this is: ${reason}`, fix: LOG_IN };
}
