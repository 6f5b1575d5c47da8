import type { Region } from "@tandem/config";

/** What every AWS client here is made with. */
export interface ClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/**
 * The settings that the engine takes from these variables; what they leave out the SDK looks for as always: in this
 * process's variables, in a profile, at the machine's role.
 * @param service as in `AWS_ENDPOINT_URL_<service>`: `S3`
 */
export function clientSettings(
  environment: Readonly<Record<string, string>>,
  service: "S3" | "KMS" | "IAM" | "STS",
  region: Region | (string & {}) | undefined = environment["AWS_REGION"],
): ClientSettings {
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`] ?? environment["AWS_ENDPOINT_URL"];
  const accessKeyId = environment["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  const session = sessionToken === undefined ? {} : { sessionToken };
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...session } }),
  };
}
