import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { bits, identifier, integer, octets, sequence, set, tagged, time, truth, utf8 } from "./der.ts";

/** What a server shows to its clients. */
export interface Certificate {
  /** PEM */
  readonly certificate: string;
  /** PEM, PKCS #8 */
  readonly key: string;
}

/** Vouches for the databases of one rehearsal, as Amazon's authorities do for those at AWS. */
export interface Authority {
  /** PEM */
  readonly certificate: string;
  /** A certificate for a server by these names; `localhost` and 127.0.0.1 are among them always. */
  issue(names: readonly string[]): Certificate;
}

/** Made anew for each rehearsal; its key never leaves this process. Elliptic curve P-256, valid for 30 days. */
export function createAuthority(): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = nameOf("Tandem rehearsal database authority");
  const certificate = certify({
    issuer,
    subject: issuer,
    publicKey,
    signer: privateKey,
    extensions: [
      extension(oids.basicConstraints, sequence(truth()), "critical"),
      // Signing of certificates: the sixth bit.
      extension(oids.keyUsage, tagged(0x03, Buffer.from([2, 0x04])), "critical"),
    ],
  });
  return {
    certificate,
    issue(names) {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const alternatives = [
        ...["localhost", ...names].map((name) => tagged(0x82, Buffer.from(name))),
        tagged(0x87, Buffer.from([127, 0, 0, 1])),
      ];
      return {
        certificate: certify({
          issuer,
          subject: nameOf(names[0] ?? "localhost"),
          publicKey: pair.publicKey,
          signer: privateKey,
          extensions: [extension(oids.subjectAltName, sequence(...alternatives))],
        }),
        key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}

const oids = {
  commonName: "2.5.4.3",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
} as const;

const dayMs = 86_400_000;

interface Wanted {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** A certificate of RFC 5280, version 3. */
function certify({ issuer, subject, publicKey, signer, extensions }: Wanted): string {
  const algorithm = sequence(identifier(oids.ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const now = Date.now();
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    issuer,
    sequence(time(new Date(now - dayMs)), time(new Date(now + 30 * dayMs))),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  const whole = sequence(content, algorithm, bits(sign("sha256", content, signer)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** A common name; it holds 64 characters at most. */
function nameOf(text: string): Buffer {
  return sequence(set(sequence(identifier(oids.commonName), utf8(text.slice(0, 64)))));
}

function extension(oid: string, value: Buffer, critical?: "critical"): Buffer {
  return sequence(identifier(oid), ...(critical === undefined ? [] : [truth()]), octets(value));
}
