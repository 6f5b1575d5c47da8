/** Where the processes of a rehearsal find the databases behind Aurora's endpoints. */
export interface DatabaseNetwork {
  /** The one place on this machine at which connections to all of them arrive: `127.0.0.1:<port>`. */
  readonly front: string;
  /** PEM of the authority that vouches for them, in place of Amazon's. */
  readonly authority: string;
}

/** Where a connection is meant to go, and from which region it comes. */
export interface Destination {
  readonly source: string;
  readonly host: string;
  readonly port: number;
}

/** What goes ahead of a connection's own bytes, one line: the front takes it off. */
export function greeting({ source, host, port }: Destination): string {
  return `TANDEM ${source} ${host} ${port}\n`;
}

/** Longer than any greeting. */
export const longestGreeting = 512;

export function parseGreeting(line: string): Destination | undefined {
  const parts = /^TANDEM (?<source>[a-z0-9-]+) (?<host>[A-Za-z0-9.-]+) (?<port>\d+)$/.exec(line)?.groups;
  const { source, host, port } = parts ?? {};
  return source && host && port ? { source, host: host.toLowerCase(), port: Number(port) } : undefined;
}

/** Whether a host is an endpoint of RDS: of a cluster, of its readers, or of an instance. */
export function isDatabaseHost(host: string): boolean {
  return /^[a-z0-9.-]+\.[a-z0-9-]+\.rds\.amazonaws\.com$/i.test(host);
}
