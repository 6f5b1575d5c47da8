/** A process that holds a lock. */
interface ShownHolder {
  readonly username: string;
  readonly hostname: string;
  readonly pid: number;
  readonly gone: boolean;
}

/** `ann on here, process 7, which is gone` */
export function holderText({ username, hostname, pid, gone }: ShownHolder): string {
  return `${username} on ${hostname}, process ${pid}${gone ? ", which is gone" : ""}`;
}

const units = [
  { name: "day", seconds: 86_400 },
  { name: "h", seconds: 3600 },
  { name: "min", seconds: 60 },
] as const;

/** `5 min ago` */
export function age(at: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000));
  const unit = units.find((each) => seconds >= each.seconds);
  if (unit === undefined) return `${seconds} s ago`;
  const count = Math.floor(seconds / unit.seconds);
  return `${count} ${unit.name}${unit.name === "day" && count > 1 ? "s" : ""} ago`;
}
