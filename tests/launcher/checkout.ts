import { spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { repositoryRoot } from "@tandem/orchestrator";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { kept, onPath, python } from "./fakes.ts";

/** What the launcher needs of the machine apart from the tools that it looks for. */
const utilities =
  "awk cat cksum cp cut dirname env grep gzip id ln ls mkdir mv printf readlink rm sed sh sha256sum shasum sleep tail tar tee uname";

/** The real Python and the utilities, where this machine has them. */
const lookUp = `python3 -c 'import sys; print(sys.executable)'; for name in ${utilities}; do command -v $name; done; :`;
const [realPython = "", ...commands] = (await execa("sh", ["-c", lookUp])).stdout.split("\n");
// A name without a path is the shell's own.
const found = commands.filter((path) => path.startsWith("/"));

const main = `process.stdout.write(JSON.stringify({ args: process.argv.slice(2), home: process.env.HOME }));\n`;

/** A copy of the launcher in a scratch folder, whose tools are fakes: no test reaches the network or the user's cache. */
export interface Checkout {
  /** The scratch folder; its name has spaces, and so has everything in it. */
  readonly folder: string;
  readonly root: string;
  /** The first folder on PATH. */
  readonly bin: string;
  /** The tools' folder in the cache. */
  readonly cache: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The steps that the fakes have done since the last call, in order. */
  calls(): Promise<readonly string[]>;
  /** Makes an executable. */
  put(path: string, script: string): Promise<void>;
}

export async function checkout(): Promise<Checkout> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "tandem launcher ")));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [root, bin, base] = ["a checkout", "own bin", "base"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const put = async (path: string, script: string) => {
    await writeFile(path, script);
    await chmod(path, 0o755);
  };
  const made = [
    join(root, "packages", "cli", "src"),
    bin,
    base,
    join(folder, "kept"),
    join(folder, "release"),
    join(folder, "home"),
  ];
  await Promise.all(made.map((path) => mkdir(path, { recursive: true })));
  await Promise.all([
    ...["tandem", "pnpm-lock.yaml", "tools"].map((name) =>
      cp(join(repositoryRoot, name), join(root, name), { recursive: true }),
    ),
    writeFile(join(root, "packages", "cli", "src", "main.ts"), main),
    writeFile(join(folder, "calls"), ""),
    ...Object.entries(onPath).map(([name, script]) => put(join(bin, name), script)),
    ...Object.entries(kept).map(([name, script]) => put(join(folder, "kept", name), script)),
    put(join(bin, "python3"), python(realPython)),
    symlink(process.execPath, join(folder, "kept", "node")),
    symlink(process.execPath, join(bin, "node")),
    ...found.map((path) => symlink(path, join(base, basename(path)))),
    execa("sh", ["-c", "mkfifo paused resume"], { cwd: folder }),
  ]);
  await release(folder);
  let seen = 0;
  return {
    folder,
    root,
    bin,
    cache: join(folder, "home", ".cache", "tandem"),
    environment: { PATH: [bin, base].join(delimiter), HOME: join(folder, "home"), TEST: folder },
    put,
    calls: async () => {
      const all = (await readFile(join(folder, "calls"), "utf8")).split("\n").slice(0, -1);
      const fresh = all.slice(seen);
      seen = all.length;
      return fresh;
    },
  };
}

/** The archive and checksums that the fake curl serves, under every name that a machine may ask for. */
async function release(folder: string): Promise<void> {
  const made = `mkdir -p tree/pulumi && cp kept/pulumi tree/pulumi/ && tar -czf release/archive -C tree pulumi && rm -r tree
    sum=$( { sha256sum release/archive || shasum -a 256 release/archive; } 2>/dev/null | cut -d" " -f1)
    for os in linux darwin; do for arch in x64 arm64; do
      echo "$sum  pulumi-v3.259.0-$os-$arch.tar.gz"
    done; done >release/sums`;
  await execa("sh", ["-c", made], { cwd: folder });
}

/** Starts the launcher; without a command, the stub of the CLI runs. */
export function launch(
  { root, environment }: Checkout,
  args: readonly string[] = [],
  env: Readonly<Record<string, string | undefined>> = {},
  options: { readonly input?: string; readonly file?: string } = {},
) {
  const { file = join(root, "tandem"), ...rest } = options;
  return execa(file, args, { cwd: root, env: { ...environment, ...env }, extendEnv: false, reject: false, ...rest });
}

/**
 * Starts the launcher as a process group of its own, resolves when the fake of `step` is under way, and hands back how
 * to end the group or the launcher alone. The step's processes end with the test at the latest.
 */
export async function launchUntil(
  { root, environment, folder }: Checkout,
  step: string,
  env: Record<string, string> = {},
) {
  const child = spawn(join(root, "tandem"), [], {
    cwd: root,
    detached: true,
    stdio: "ignore",
    env: { ...environment, ...env, PAUSE: step },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("cannot start the launcher");
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code));
  });
  const kill = (target: number, signal: NodeJS.Signals) => {
    process.kill(target, signal);
    return ended;
  };
  onTestFinished(() => {
    try {
      process.kill(-pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  });
  await readFile(join(folder, "paused"));
  return {
    ended,
    killGroup: (signal: NodeJS.Signals) => kill(-pid, signal),
    killLauncher: (signal: NodeJS.Signals) => kill(pid, signal),
    resume: () => writeFile(join(folder, "resume"), "\n"),
  };
}
