import { execa } from "execa";

interface ExportedState {
  readonly deployment: {
    readonly resources: {
      readonly urn: string;
      readonly type: string;
      inputs?: Record<string, unknown>;
      outputs?: Record<string, unknown>;
    }[];
  };
}

/** A stack as its owner addresses it: the folder, the stack's name, and what `pulumi` runs with. */
export interface OwnedStack {
  readonly cwd: string;
  readonly stack: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Makes a secret of a property of the stack's only such resource, as if its last update had set one there; and keeps
 * one among the outputs of a component, where no update looks.
 */
export async function plantSecret(
  { cwd, stack, env }: OwnedStack,
  {
    type,
    name,
    property,
    text,
  }: { readonly type: string; readonly name: string; readonly property: string; text: string },
): Promise<void> {
  const pulumi = (args: readonly string[], input?: string) =>
    execa("pulumi", [...args, "--stack", stack], {
      cwd,
      env,
      extendEnv: false,
      ...(input === undefined ? {} : { input }),
    });
  const { stdout } = await pulumi(["stack", "export"]);
  const state = JSON.parse(stdout) as ExportedState;
  const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(text),
  };
  const { resources } = state.deployment;
  const resource = resources.find(({ urn }) => urn.endsWith(`${type}::${name}`));
  const component = resources.find((each) => each.type.startsWith("tandem:"));
  if (resource === undefined || component === undefined) throw new Error(`no ${type} ${name} in ${stack}`);
  resource.inputs = { ...resource.inputs, [property]: secret };
  resource.outputs = { ...resource.outputs, [property]: secret };
  component.outputs = { ...component.outputs, hidden: secret };
  await pulumi(["stack", "import"], JSON.stringify(state));
  await pulumi(["config", "set", "--secret", "tandem:hidden"], text);
}
