import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One finding, as `<line> <plugin>/<rule>`. */
type Finding = string;

/** What oxlint says about a repository of fixtures. */
export interface Findings {
  /** Per file, in order; files without findings are there too. */
  readonly reported: Readonly<Record<string, readonly Finding[]>>;
  /** Per file, what its `// -> plugin/rule` marks announce. */
  readonly marked: Readonly<Record<string, readonly Finding[]>>;
  /** The distinct messages of Tandem's own rules, sorted. */
  readonly messages: readonly string[];
}

interface Diagnostic {
  readonly message: string;
  /** `plugin(rule)`. */
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

const lint = dirname(import.meta.dirname);
const executable = join(dirname(fileURLToPath(import.meta.resolve("oxlint/package.json"))), "bin/oxlint");
const typeAwareOption = '"typeAware": true';

/**
 * Runs the real oxlint, with the repository's own configuration and rules, in a new repository that holds these files.
 * Rules that need types run only when asked for, because the fixtures of other rules import what is not there.
 * @throws Error when oxlint does not give a report
 */
export function lintFixtures(files: Readonly<Record<string, string>>, { typeAware = false } = {}): Findings {
  const root = mkdtempSync(join(tmpdir(), "tandem-lint-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    writeFileSync(join(root, "pnpm-workspace.yaml"), "packages: []\n");
    writeFileSync(join(root, ".oxlintrc.json"), configuration(typeAware));
    symlinkSync(lint, join(root, "lint"));
    if (typeAware) {
      symlinkSync(join(lint, "node_modules"), join(root, "node_modules"));
      const base = readFileSync(join(lint, "../tsconfig.base.json"), "utf8");
      writeFileSync(join(root, "tsconfig.json"), base.replace('["node"]', "[]"));
    }
    return findings(files, run(root, Object.keys(files)));
  } finally {
    rmSync(root, { recursive: true });
  }
}

function configuration(typeAware: boolean): string {
  const text = readFileSync(join(lint, "../.oxlintrc.json"), "utf8");
  if (!text.includes(typeAwareOption)) throw new Error(`.oxlintrc.json does not have ${typeAwareOption}`);
  return typeAware ? text : text.replace(typeAwareOption, '"typeAware": false');
}

function run(root: string, paths: readonly string[]): readonly Diagnostic[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [executable, "--format", "json", ...paths], {
    cwd: root,
    encoding: "utf8",
  });
  if (status === null || status > 1 || stderr !== "")
    throw new Error(`oxlint exited with ${status}\n${stdout}${stderr}`);
  return (JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics;
}

function findings(files: Readonly<Record<string, string>>, diagnostics: readonly Diagnostic[]): Findings {
  const reported = Object.keys(files).map((path): [string, Finding[]] => {
    const here = diagnostics.filter(({ filename }) => filename === path);
    return [path, here.map(({ labels, code }) => `${labels[0]!.span.line} ${ruleOf(code)}`).toSorted(byLine)];
  });
  const own = diagnostics.filter(({ code }) => code.startsWith("tandem("));
  return {
    reported: Object.fromEntries(reported),
    marked: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, marksOf(text)])),
    messages: [...new Set(own.map(({ message }) => message))].toSorted(),
  };
}

function marksOf(text: string): Finding[] {
  return text
    .split("\n")
    .flatMap((line, index) => {
      const rules = /\/\/ -> (.+)$/.exec(line)?.[1]?.split(", ") ?? [];
      return rules.map((rule) => `${index + 1} ${rule}`);
    })
    .toSorted(byLine);
}

function ruleOf(code: string): string {
  return code.replace(/^(.+)\((.+)\)$/, "$1/$2");
}

function byLine(one: Finding, other: Finding): number {
  return one.localeCompare(other, "en", { numeric: true });
}
