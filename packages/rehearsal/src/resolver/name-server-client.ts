import type { DnsRecord } from "@tandem/orchestrator/ports";
import { Packet, UDPClient } from "dns2";
import type { Resource } from "dns2";

/** How long a client waits for an answer, in milliseconds. */
const timeoutMs = 2000;

/**
 * Asks a name server over DNS; an answer that is too long for UDP is asked for over TCP.
 * @param nameServer `127.0.0.1:<port>`
 * @throws Error when it answers with an error code, or with no record
 */
export async function askNameServer(nameServer: string, name: string, type: string): Promise<readonly DnsRecord[]> {
  const [dns = "", port = ""] = nameServer.split(":");
  const { header, answers } = await UDPClient({ dns, port: Number(port), timeout: timeoutMs })(name, type);
  if (header.rcode !== Packet.RCODE.NOERROR || answers.length === 0) {
    const codes = Object.entries(Packet.RCODE);
    const [code = String(header.rcode)] = codes.find(([, number]) => number === header.rcode) ?? [];
    throw new Error(`${name} ${type}: the name server answers ${code} and ${answers.length} records`);
  }
  return answers.map((answer) => ({
    name: answer.name,
    type: Packet.typeName(answer.type),
    ttlSeconds: answer.ttl,
    value: valueOf(answer),
  }));
}

function valueOf({ domain, address, data }: Resource): string {
  return domain ?? address ?? [data ?? ""].flat().join("");
}
