import { Packet } from "dns2";
import type { Resource } from "dns2";
import { NotModelled } from "./model.ts";

/** A record as DNS carries it, from a value as Route 53 writes it: `10 mail.example.org.`, `"text"`. */
export function toResource(name: string, type: string, ttl: number, value: string): Resource {
  const encode = encoders[type];
  if (encode === undefined) throw new NotModelled(`${name}: records of type ${type} are not modelled`);
  // The typings ask for a method that the server adds itself.
  return { name, type: typeCode(type), class: Packet.CLASS.IN, ttl, ...encode(value) } as Resource;
}

/** The number of a record type that can be answered. */
function typeCode(type: string): number {
  const codes: Readonly<Record<string, number>> = Packet.TYPE;
  const code = codes[type];
  if (code === undefined) throw new NotModelled(`records of type ${type} are not modelled`);
  return code;
}

const encoders: Readonly<Record<string, (value: string) => Partial<Resource>>> = {
  A: (address) => ({ address }),
  AAAA: (address) => ({ address }),
  CNAME: (value) => ({ domain: withoutDot(value) }),
  NS: (value) => ({ ns: withoutDot(value) }),
  SOA: (value) => {
    const [primary = "", admin = "", ...numbers] = value.split(" ");
    const [serial = 0, refresh = 0, retry = 0, expiration = 0, minimum = 0] = numbers.map(Number);
    return { primary: withoutDot(primary), admin: withoutDot(admin), serial, refresh, retry, expiration, minimum };
  },
  TXT: (value) => ({ data: characterStrings(value) }),
};

/** The strings of a TXT value, each in quotes in which a backslash stands before a quote or a backslash. */
function characterStrings(value: string): string[] {
  return [...value.matchAll(/"(?<text>(?:[^"\\]|\\.)*)"/g)].map(({ groups }) =>
    (groups?.["text"] ?? "").replaceAll(/\\(?<sign>["\\])/g, "$<sign>"),
  );
}

/** A name in the form in which this resolver compares names. */
export function plainName(name: string): string {
  return withoutDot(name).toLowerCase();
}

function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
