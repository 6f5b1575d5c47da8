import { TandemError } from "./errors.ts";

/** What systemd takes as a variable's name. */
const legalName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** One line of printable ASCII. */
const legalValue = /^[\x20-\x7e]*$/;

/**
 * Variables as systemd's `EnvironmentFile` takes them, one line each, in quotes.
 * @throws TandemError `environment-illegal`, which names each variable that cannot be written so, and no value
 */
export function renderEnvironment(variables: Readonly<Record<string, string>>): string {
  const illegal = Object.entries(variables)
    .filter(([name, value]) => !legalName.test(name) || !legalValue.test(value))
    .map(([name]) => JSON.stringify(name));
  if (illegal.length > 0) {
    throw new TandemError(
      "environment-illegal",
      `${illegal.join(", ")} cannot be written to an environment file; legal: names of letters, digits and _, values of one line of printable ASCII`,
      { kind: "bug" },
    );
  }
  return Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\`$]/g, String.raw`\$&`)}"\n`)
    .join("");
}

/** The variables of a file that {@link renderEnvironment} wrote. @throws TypeError for any other line */
export function parseEnvironment(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const { name, value } = /^(?<name>[A-Za-z_]\w*)="(?<value>(?:[^"\\`$]|\\.)*)"$/.exec(line)?.groups ?? {};
      if (name === undefined || value === undefined) {
        throw new TypeError(`${JSON.stringify(line)} is no line of an environment file`);
      }
      return [name, value.replaceAll(/\\(.)/g, "$1")];
    }),
  );
}
