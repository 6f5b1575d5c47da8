// Starts a pair in a directory, tells its processes and its place, and waits to be killed.
import { createAuthority } from "../certificate.ts";
import { lodge } from "../lodging.ts";
import { DatabasePair } from "../pair.ts";

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: own-main.ts <directory>");
const lodging = await lodge(directory, process.env["PATH"] ?? "");
const pair = await DatabasePair.start({
  lodging,
  authority: createAuthority(),
  name: "p",
  region: "us-east-1",
  hosts: [],
  master: { user: "admin", password: "secret", database: undefined },
});
await pair.addStandby("us-west-2", []);
console.log(JSON.stringify({ pids: pair.pids, folder: lodging.folder }));
process.stdin.resume();
