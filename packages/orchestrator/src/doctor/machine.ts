import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { TandemError } from "@tandem/config";
import { changedContracts } from "@tandem/contracts";
import { parse } from "yaml";
import { z } from "zod";
import type { Identity, Probes } from "./probes.ts";

const run = promisify(execFile);

/** No probe takes longer; an answer that takes longer is none. */
const LIMIT_MS = 10_000;

/** The probes that ask the real machine, Pulumi and AWS; what a rehearsal knows comes from the caller. */
export function machineProbes(
  root: string,
  rehearsal: Pick<Probes, "languageHost" | "awsPlugin" | "rehearsals">,
): Probes {
  const variables = process.env;
  return {
    root,
    variables,
    nodeVersion: process.versions.node,
    pulumiVersion: async () => (await pulumi(root, "version")).trim().replace(/^v/, ""),
    changedContracts,
    identity: () => callerIdentity(LIMIT_MS),
    backend: async () => {
      const folder = join(root, "stacks", "shared");
      const project = projectSchema.parse(parse(await readFile(join(folder, "Pulumi.yaml"), "utf8")));
      const url = variables["PULUMI_BACKEND_URL"] ?? project.backend.url;
      const stacks = z.array(z.unknown()).parse(JSON.parse(await pulumi(folder, "stack", "ls", "--json")));
      return { url, stacks: stacks.length };
    },
    readable: (file) =>
      access(file, constants.R_OK).then(
        () => true,
        () => false,
      ),
    ...rehearsal,
  };
}

const projectSchema = z.object({ backend: z.object({ url: z.string() }) });

async function pulumi(folder: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run("pulumi", ["-C", folder, "--non-interactive", ...args], {
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return stdout;
  } catch (error) {
    const { killed, stderr } = failedRun.parse(error);
    const reason = killed ? `no answer in ${LIMIT_MS / 1000} s` : stderr.trim();
    throw new TandemError("pulumi-failed", `pulumi ${args.join(" ")}: ${reason}`, { kind: "deploy", cause: error });
  }
}

const failedRun = z.object({ killed: z.boolean().default(false), stderr: z.string().default("pulumi did not start") });

const answer = z.object({ headers: z.object({ date: z.string() }) });

/** Asks STS with the caller's own credentials, whichever way the AWS SDK finds them. */
export async function callerIdentity(limitMs: number): Promise<Identity> {
  const client = new STSClient({ region: process.env["AWS_REGION"] ?? "us-east-1", maxAttempts: 1 });
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
  // The signal stops the request only; finding credentials can take long by itself.
  const signal = AbortSignal.timeout(limitMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("stopped waiting")));
  });
  const asked = client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
  const { Account, Arn } = await Promise.race([asked, late]).catch((error: unknown) => {
    throw signal.aborted ? new Error(`no answer in ${limitMs / 1000} s`, { cause: error }) : error;
  });
  if (Account === undefined || Arn === undefined) throw new Error("GetCallerIdentity names no account");
  return { accountId: Account, arn: Arn, clockAheadSeconds: ahead };
}
