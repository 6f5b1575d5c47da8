import { describe, expect, it } from "vitest";
import { exitCodes } from "./command.ts";
import type { Command, Invocation, Terminal } from "./command.ts";
import { commands } from "./commands/index.ts";
import { Interruption } from "./interruption.ts";
import { runProgram } from "./program.ts";

/** A terminal that remembers. */
function recordingTerminal() {
  const text = { out: "", err: "" };
  const terminal: Terminal = {
    out: (more) => void (text.out += more),
    err: (more) => void (text.err += more),
    live: false,
    interactive: false,
  };
  return { text, terminal };
}

async function run(argv: readonly string[], all: readonly Command[] = commands) {
  const { text, terminal } = recordingTerminal();
  const interruption = new Interruption(terminal.err, () => undefined);
  const code = await runProgram(all, argv, { terminal, interruption });
  return { code, ...text };
}

describe("runProgram", () => {
  it("lists the commands and the exit codes", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Usage: tandem [options] [command]

      Disaster recovery across two AWS regions, as code.

      Options:
        -h, --help                      display help for command

      Commands:
        init [options] [profile]        write the Pulumi.<stack>.yaml files of a new
                                        environment
        doctor [options] [env]          check what a deployment to AWS needs, and say
                                        how to mend what is missing
        outputs [options] <env>         what an environment offers its users:
                                        endpoints, DNS name, health check
        status [options] <env>          each layer's last update, what is stale and
                                        why, drift, locks, and which region is active
        graph [options] <env>           the layers of an environment, how they wait
                                        for each other, and which of them changes
                                        affect
        drift [options] <env>           where the cloud is not what the layers' states
                                        say; the exit code is 1 where anything differs
        plan [options] <env>            what rolling an environment out would do,
                                        every layer before the first is touched
        cost [options] <env>            what an environment costs a month, by layer
                                        and region, from a dated price table
        up [options] <env>              roll an environment out, layer by layer; what
                                        nothing has changed for is skipped
        gate [options] <env> [layer]    what must hold behind a layer: its outputs
                                        keep their contract, and a region is ready
        down [options] <env>            delete an environment, what stands on top
                                        first
        watch [options] <env>           follow which region is active, what the
                                        witnesses say and what the controller decides
        drill [options] [scenarios...]  lose a region on purpose in a rehearsal while
                                        clients write, and count what they lost
        failover [options] <env>        have the standby region take over, by plan, or
                                        at once where the primary is lost
        failback [options] <env>        have the primary region take over again, by
                                        plan
        unlock [options] <env>          remove the lock that a run on another machine
                                        has left; refuses where its process runs on
                                        this one
        state [options] <action> [env]  make the S3 backend and the key that hold an
                                        organization's states in both regions
        rehearse [options] [profile]    roll a profile out on a local AWS emulator,
                                        use it, check it, and take it down
        shell [env]                     a shell, or one command, in which \`pulumi\`
                                        works against a kept rehearsal
        test [options] [files...]       run the tests; the last line is \`N passed, N
                                        failed\`
        bench [options] [profile]       measure rollout against a loop of \`pulumi up\`,
                                        handlers and memory
        simulate [options] [profile]    how long a dark primary is noticed and left,
                                        and how often a healthy one would be, by
                                        simulation
        help [command]                  display help for command

      Exit codes:
        0    done, and every check holds
        1    it ran, and something did not hold or a deployment failed
        2    the command line or the configuration is wrong; nothing was done
        70   a fault in Tandem itself
        130  stopped on request (Ctrl-C, SIGTERM, SIGHUP)
      "
    `);
  });

  it.each(commands.map(({ name }) => name))("shows arguments, options and examples of %s", async (name) => {
    const { code, out } = await run([name, "--help"]);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot(`help/${name}.txt`);
  });

  it("answers no command with the help, and an unknown one with its name", async () => {
    expect(await run([])).toMatchObject({
      code: exitCodes.usage,
      err: expect.stringContaining("Usage: tandem") as string,
    });
    const unknown = await run(["rehears"]);
    expect(unknown).toMatchObject({ code: exitCodes.usage, out: "" });
    expect(unknown.err).toBe(
      "error: unknown command 'rehears'\n(Did you mean rehearse?)\n(run with --help for the arguments and examples)\n",
    );
  });

  it("hands over arguments, options and what stands after --", async () => {
    let seen: Invocation | undefined;
    const spy: Command = {
      name: "spy",
      summary: "remembers",
      args: [
        { name: "<one>", summary: "first" },
        { name: "[more...]", summary: "others" },
      ],
      options: [
        { flags: "--flag", summary: "switch" },
        { flags: "--value <text>", summary: "text" },
      ],
      examples: [],
      load: async () => async (invocation) => {
        seen = invocation;
        return exitCodes.failed;
      },
    };
    const { code } = await run(["spy", "a", "b", "c", "--flag", "--value", "v", "--", "x", "--flag"], [spy]);
    expect(code).toBe(1);
    expect(seen).toMatchObject({ args: ["a", "b", "c"], rest: ["x", "--flag"], options: { flag: true, value: "v" } });
  });

  it("refuses an unknown option before anything is loaded", async () => {
    const { code, err } = await run(["rehearse", "payments-us", "--kep"]);
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain("error: unknown option '--kep'\n(Did you mean --keep?)");
  });
});
