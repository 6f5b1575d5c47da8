import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";

/** One output that a stack's program reads. */
export interface OutputUse {
  /** Name of the contract's constant, such as `sharedContract`. */
  readonly contract: string;
  readonly key: string;
  /** `stacks/<project>/<file>:<line>` */
  readonly place: string;
}

/**
 * What the programs in `stacks/` read of each other, from their source: the names that they take out of what `consume`
 * gives. Their own sources say it, so that nobody has to keep a list.
 * @throws Error where a program passes on all that it consumed, since nothing tells then what it reads
 */
export async function outputUses(root: string): Promise<readonly OutputUse[]> {
  const programs: string[] = [];
  for await (const file of glob("stacks/*/*.ts", { cwd: root })) {
    if (!file.endsWith(".test.ts")) programs.push(file);
  }
  programs.sort();
  const uses = await Promise.all(programs.map(async (file) => usesIn(file, await readFile(join(root, file), "utf8"))));
  return uses.flat();
}

/** @param file relative to the repository */
export function usesIn(file: string, text: string): readonly OutputUse[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const placeOf = (node: ts.Node) => `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const uses: OutputUse[] = [];
  const visit = (node: ts.Node): void => {
    const contract = ts.isVariableDeclaration(node) ? consumedBy(node.initializer) : undefined;
    if (ts.isVariableDeclaration(node) && contract !== undefined) {
      for (const { key, at } of keysOf(node.name, source)) uses.push({ contract, key, place: placeOf(at) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

/** `sharedContract` for `await consume(sharedContract, …)` */
function consumedBy(initializer: ts.Expression | undefined): string | undefined {
  const call = initializer !== undefined && ts.isAwaitExpression(initializer) ? initializer.expression : initializer;
  if (call === undefined || !ts.isCallExpression(call) || call.expression.getText() !== "consume") return undefined;
  return call.arguments[0]?.getText();
}

interface Key {
  readonly key: string;
  readonly at: ts.Node;
}

/** The names in `{ a, b: c }`, or behind every `up.` for a plain `up`. */
function keysOf(name: ts.BindingName, source: ts.SourceFile): readonly Key[] {
  if (ts.isIdentifier(name)) return membersOf(name.text, source, name);
  return name.elements.flatMap((element) => {
    if (!ts.isBindingElement(element) || element.dotDotDotToken !== undefined) throw passedOn(source, name);
    return [{ key: (element.propertyName ?? element.name).getText(), at: element }];
  });
}

function membersOf(variable: string, source: ts.SourceFile, declared: ts.Identifier): readonly Key[] {
  const keys: Key[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === variable && node !== declared) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
        keys.push({ key: parent.name.text, at: node });
      } else if (ts.isVariableDeclaration(parent) && parent.initializer === node && !ts.isIdentifier(parent.name)) {
        keys.push(...keysOf(parent.name, source));
      } else if (isReference(node)) {
        throw passedOn(source, node);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return keys;
}

/** Whether the identifier stands for the variable, and is not a name of something else: `{ primary: 1 }`, `names.primary`. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  const named =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node);
  return !named;
}

function passedOn(source: ts.SourceFile, node: ts.Node): Error {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return new Error(`${source.fileName}:${line + 1} passes on all that it consumed; take out by name what it reads`);
}
