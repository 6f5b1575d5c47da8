import { createRequire } from "node:module";
import { join } from "node:path";

/** What the engine asks to run; the part of its `RunRequest` that a local Node.js program needs. */
export interface ProgramRun {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  /** The project's folder, which holds Pulumi.yaml. */
  readonly rootDirectory: string;
  /** Where the program runs and from where it resolves its packages. */
  readonly programDirectory: string;
  /** `main` of Pulumi.yaml, relative to the program's folder. */
  readonly entryPoint: string;
  readonly arguments: readonly string[];
  readonly monitorAddress: string;
  readonly engineAddress: string;
  readonly dryRun: boolean;
  readonly parallel: number;
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys: readonly string[];
}

export interface ProgramCommand {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const ownPositions = new URL("own-positions.ts", import.meta.url).href;

/** The arguments for `node`, and the variables beside the host's own, that run a program against the engine. */
export function programCommand(run: ProgramRun, runner: string): ProgramCommand {
  return {
    arguments: [
      `--import=${ownPositions}`,
      runner,
      `--monitor=${run.monitorAddress}`,
      `--engine=${run.engineAddress}`,
      `--organization=${run.organization}`,
      `--project=${run.project}`,
      `--root-directory=${run.rootDirectory}`,
      `--stack=${run.stack}`,
      `--pwd=${run.programDirectory}`,
      `--parallel=${run.parallel}`,
      ...(run.dryRun ? ["--dry-run"] : []),
      run.entryPoint === "" ? "." : run.entryPoint,
      ...run.arguments,
    ],
    environment: {
      PULUMI_CONFIG: JSON.stringify(run.config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.secretConfigKeys),
    },
  };
}

/** The program's own copy of Pulumi's runner: the SDK that it starts is the one that the program imports. */
export function findRunner(programDirectory: string): string {
  return createRequire(join(programDirectory, "Pulumi.yaml")).resolve("@pulumi/pulumi/cmd/run");
}

/** What the engine is told of how a program ended. */
export interface ProgramResult {
  /** Empty when the program succeeded. */
  readonly error: string;
  /** The program has shown its error itself. */
  readonly bail: boolean;
}

/** With this code Pulumi's runner says that the user has already seen what is wrong. */
const exitCodeAfterLogging = 32;

export function programResult(code: number | null, signal: NodeJS.Signals | null): ProgramResult {
  if (code === 0) return { error: "", bail: false };
  if (code === exitCodeAfterLogging) return { error: "", bail: true };
  return {
    error: `the program ended with ${signal === null ? `exit code ${code}` : `signal ${signal}`}`,
    bail: false,
  };
}
