// Runs the stand-in aws plugin from a single file: the engine starts a process of it for each provider of each layer, and to
// find and read a thousand modules takes longer than all that it does then.
import { bundlePath, isCurrent } from "./made.ts";

if (!isCurrent(bundlePath)) (await import("./build.ts")).build(bundlePath);
await import(bundlePath);
