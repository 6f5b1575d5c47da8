import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";

type Output = (text: string) => void;

/**
 * The same CLI, started in a process group of its own. A terminal sends Ctrl-C to every process of the group in front,
 * and the engine would cancel at the first one; this way it hears of it only when `signal` is aborted. Its plugins have
 * groups of their own already.
 */
export function inOwnGroup(command: PulumiCommand): PulumiCommand {
  return Object.assign(Object.create(command) as PulumiCommand, {
    /** What the Automation API calls for every operation. @throws Error with what the CLI wrote to standard error */
    async run(
      args: readonly string[],
      cwd: string,
      environment: Readonly<Record<string, string>>,
      onOutput?: Output,
      onError?: Output,
      signal?: AbortSignal,
    ) {
      const running = execa(command.command, [...args, "--non-interactive"], {
        cwd,
        env: { ...environment, PULUMI_AUTOMATION_API: "true" },
        detached: true,
        stdin: "ignore",
        maxBuffer: Number.POSITIVE_INFINITY,
        reject: false,
      });
      running.stdout.setEncoding("utf8").on("data", (text: string) => onOutput?.(text));
      running.stderr.setEncoding("utf8").on("data", (text: string) => onError?.(text));
      // The engine finishes what its providers are doing, writes its state, and lets its lock go.
      const cancel = (): void => void running.kill("SIGINT");
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener("abort", cancel, { once: true });
      try {
        const { stdout, stderr, exitCode, failed, shortMessage } = await running;
        if (!failed) return { stdout, stderr, code: exitCode };
        throw new Error([stderr, stdout, shortMessage].find((text) => text !== undefined && text !== "") ?? "failed");
      } finally {
        signal?.removeEventListener("abort", cancel);
      }
    },
  });
}
