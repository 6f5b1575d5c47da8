import type { Finding } from "./finding.ts";
import type { Probes } from "./probes.ts";
import type { StackSettings } from "../environment-settings.ts";

/** @param shared Whether others than this user need the state, as they do once an environment is on AWS */
export async function checkBackend(probes: Probes, shared: boolean): Promise<Finding> {
  const { url, stacks } = await probes.backend();
  const detail = `${url} answers; it holds ${stacks} ${stacks === 1 ? "stack" : "stacks"} of tandem-shared`;
  return shared && url.startsWith("file:")
    ? {
        id: "state-backend",
        status: "warning",
        detail: `${detail}; only this machine has it`,
        fix: "export PULUMI_BACKEND_URL=s3://<bucket>?region=<region>, as docs/deploy-to-aws.md shows",
      }
    : { id: "state-backend", status: "ok", detail };
}

/** Whether the engine can open the stacks' secrets: with a passphrase, unless a service keeps the key. */
export async function checkSecrets(probes: Probes, stacks: readonly StackSettings[]): Promise<Finding> {
  const { variables } = probes;
  const service = /^https?:/.test(variables["PULUMI_BACKEND_URL"] ?? "");
  const byPassphrase = stacks.filter(
    ({ secretsProvider }) => secretsProvider === "passphrase" || (secretsProvider === undefined && !service),
  );
  if (byPassphrase.length === 0) {
    const providers = new Set(stacks.map(({ secretsProvider }) => secretsProvider ?? "the backend's own"));
    return { id: "secrets", status: "ok", detail: `secrets provider: ${[...providers].join(", ")}` };
  }
  const names = byPassphrase.map(({ layer }) => layer).join(", ");
  const file = variables["PULUMI_CONFIG_PASSPHRASE_FILE"];
  const fix = "export PULUMI_CONFIG_PASSPHRASE_FILE=<file with the environment's passphrase>";
  if (variables["PULUMI_CONFIG_PASSPHRASE"] !== undefined) {
    return { id: "secrets", status: "ok", detail: `PULUMI_CONFIG_PASSPHRASE is set; for ${names}` };
  }
  if (file === undefined) {
    return { id: "secrets", status: "failed", detail: `no passphrase is set; layers that need one: ${names}`, fix };
  }
  return (await probes.readable(file))
    ? { id: "secrets", status: "ok", detail: `PULUMI_CONFIG_PASSPHRASE_FILE is readable; for ${names}` }
    : { id: "secrets", status: "failed", detail: `PULUMI_CONFIG_PASSPHRASE_FILE ${file} cannot be read`, fix };
}
