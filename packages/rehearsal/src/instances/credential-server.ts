import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { InstanceCredentials } from "./role-credentials.ts";

/** Hands credentials out to instances, each its own alone, in place of the instance metadata service. */
export interface CredentialServer {
  /** Variables with which the AWS SDK of an instance finds its credentials here. */
  variablesFor(instanceId: string, credentials: InstanceCredentials): Readonly<Record<string, string>>;
  forget(instanceId: string): void;
  close(): Promise<void>;
}

interface Client {
  readonly token: Buffer;
  readonly credentials: InstanceCredentials;
}

/** Serves at a loopback port what the SDK's provider for containers asks for, which takes no address of a network's. */
export async function startCredentialServer(report: (error: unknown) => void): Promise<CredentialServer> {
  const clients = new Map<string, Client>();
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const client = clients.get((request.url ?? "").slice(1));
      const token = Buffer.from(request.headers.authorization ?? "");
      if (client === undefined || token.length !== client.token.length || !timingSafeEqual(token, client.token)) {
        response.writeHead(401).end();
        return;
      }
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await client.credentials.current();
      const body = {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        Token: sessionToken,
        Expiration: expiration.toISOString(),
      };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    answer().catch((error: unknown) => {
      report(error);
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    variablesFor(instanceId, credentials) {
      const token = randomBytes(32).toString("base64url");
      clients.set(instanceId, { token: Buffer.from(token), credentials });
      return {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/${instanceId}`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
        AWS_EC2_METADATA_DISABLED: "true",
      };
    },
    forget: (instanceId) => void clients.delete(instanceId),
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
