import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "@tandem/orchestrator";
import { execa } from "execa";

/** Credentials and settings that a user may have; none of them may reach a child of a rehearsal. */
const usersOwn = {
  AWS_PROFILE: "production",
  AWS_ACCESS_KEY_ID: "AKIAREALREALREALREAL",
  AWS_SECRET_ACCESS_KEY: "a-real-secret",
  AWS_SESSION_TOKEN: "a-real-token",
  AWS_REGION: "eu-west-1",
  PULUMI_ACCESS_TOKEN: "pul-a-real-token",
  PULUMI_BACKEND_URL: "https://api.pulumi.example",
};

const asUser = {
  cwd: repositoryRoot,
  env: usersOwn,
  reject: false,
  stdin: "ignore",
  forceKillAfterDelay: 30_000,
} as const;

/** Starts `./tandem` as a user with credentials of his own would. */
export function tandem(...args: string[]) {
  return execa(join(repositoryRoot, "tandem"), args, asUser);
}

/** The same as the first process of a process group of its own. */
export function tandemGroup(...args: string[]) {
  return execa(join(repositoryRoot, "tandem"), args, { ...asUser, detached: true });
}

/** Ids of the processes whose command line or environment names this text; a zombie counts as gone. */
export async function processesOf(text: string): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
      const [command, environment] = await Promise.all([read("cmdline"), read("environ")]);
      return `${command}\0${environment}`.includes(text) && Number(pid) !== process.pid ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** The files and folders of rehearsals, of one or of all, in the stacks' folders and in `.pulumi-state`. */
export async function leftovers(environment = "rehearsal-"): Promise<readonly string[]> {
  const folders = ["shared", "primary-region", "standby-region", "global"].map((project) => join("stacks", project));
  const names = await Promise.all(
    [...folders, join(".pulumi-state", "rehearsals")].map((folder) =>
      readdir(join(repositoryRoot, folder)).catch((error: NodeJS.ErrnoException): string[] => {
        if (error.code === "ENOENT") return [];
        throw error;
      }),
    ),
  );
  return names.flat().filter((name) => name.includes(environment));
}
