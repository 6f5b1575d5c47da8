import { X509Certificate } from "node:crypto";
import { connect, createServer } from "node:tls";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createAuthority } from "./certificate.ts";

const host = "ledger.cluster-1a2b.eu-central-1.rds.amazonaws.com";

test("an authority signs itself, and vouches for servers by all of their names", () => {
  const authority = createAuthority();
  const root = new X509Certificate(authority.certificate);
  expect({ subject: root.subject, ca: root.ca, verified: root.verify(root.publicKey) }).toEqual({
    subject: "CN=Tandem rehearsal database authority",
    ca: true,
    verified: true,
  });
  const server = new X509Certificate(authority.issue([host, "reader.example"]).certificate);
  expect(server.checkIssued(root)).toBe(true);
  expect(server.verify(root.publicKey)).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.subjectAltName).toBe(`DNS:localhost, DNS:${host}, DNS:reader.example, IP Address:127.0.0.1`);
  const days = (server.validToDate.getTime() - server.validFromDate.getTime()) / 86_400_000;
  expect(days).toBe(31);
});

test("a client takes a server's certificate for its name alone, and from this authority alone", async () => {
  const authority = createAuthority();
  const { certificate, key } = authority.issue([host]);
  const server = createServer({ cert: certificate, key }, (socket) => socket.end());
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const outcome = (ca: string, servername: string) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: "127.0.0.1", port, ca, servername }, () => {
        resolve("trusted");
        socket.destroy();
      });
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  expect(await outcome(authority.certificate, host)).toBe("trusted");
  expect(await outcome(authority.certificate, "another.example")).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  expect(await outcome(createAuthority().certificate, host)).not.toBe("trusted");
  server.close();
});
