// A parent of a sandbox, for tests: starts one, says so, and does what its last argument tells it.
import { startSandbox } from "../sandbox.ts";

const [directory = "", id = "", end = ""] = process.argv.slice(2);
const sandbox = await startSandbox({ directory, id });
if (end === "keep") await sandbox.keep();
console.log(sandbox.endpoint);
// Killed by the test; a parent that returns from here ends by itself.
if (end === "wait") process.stdin.resume();
