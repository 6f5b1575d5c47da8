import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { greeting, isDatabaseHost } from "./greeting.ts";
import type { DatabaseNetwork } from "./greeting.ts";

/**
 * Leads this process's connections to RDS endpoints to the rehearsal's databases, and has it trust them: who reads a file of
 * RDS's authorities, Lambda's own or the one that the workload's variable names, reads the rehearsal's.
 */
export function reachDatabases(region: string, { front, authority }: DatabaseNetwork): void {
  connectThrough(front, region);
  const files = new Set<unknown>(["/var/runtime/ca-cert.pem", process.env["DATABASE_CA_FILE"]]);
  const read = fs.readFileSync;
  Object.assign(fs, {
    readFileSync: (...args: Parameters<typeof read>) => {
      const [path, options] = args;
      if (!files.has(path)) return read(...args);
      const encoding = typeof options === "string" ? options : options?.encoding;
      return encoding ? authority : Buffer.from(authority);
    },
  });
  syncBuiltinESMExports();
}

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;

/** Every connection is made by this one method, whoever asks for it. */
function connectThrough(front: string, source: string): void {
  const [frontHost = "", frontPort] = front.split(":");
  const socket: { connect: Connect } = net.Socket.prototype as { connect: Connect };
  const direct = socket.connect;
  socket.connect = function connectOrGreet(...args) {
    const { host, port, listener } = wanted(args);
    if (host === undefined || !isDatabaseHost(host)) return direct.apply(this, args);
    direct.call(this, { host: frontHost, port: Number(frontPort) }, ...(listener === undefined ? [] : [listener]));
    this.write(greeting({ source, host, port }));
    return this;
  };
}

interface Wanted {
  readonly host?: string | undefined;
  readonly port: number;
  readonly listener?: unknown;
}

/** `(options, listener?)`, `(port, host?, listener?)`, or from `net.connect` both of the first in one array. */
function wanted(args: readonly unknown[]): Wanted {
  const [first, ...rest] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const listener = rest.findLast((argument) => typeof argument === "function");
  if (typeof first === "object" && first !== null) {
    const { host, port } = first as { readonly host?: string; readonly port?: number | string };
    return { host, port: Number(port), listener };
  }
  return { host: typeof rest[0] === "string" ? rest[0] : undefined, port: Number(first), listener };
}
