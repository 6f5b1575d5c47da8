import type { PatchOperation } from "@aws-sdk/client-api-gateway";

/** A patch that sets a field. */
export function replace(path: string, value: string): PatchOperation {
  return { op: "replace", path, value };
}

/** The patches that lead from one map of strings under a path to another. */
export function mapPatches(
  path: string,
  olds: Readonly<Record<string, string>>,
  news: Readonly<Record<string, string>>,
): PatchOperation[] {
  const removed = Object.keys(olds).filter((key) => !Object.hasOwn(news, key));
  const set = Object.entries(news).filter(([key, value]) => olds[key] !== value);
  return [
    ...removed.map((key): PatchOperation => ({ op: "remove", path: `${path}/${pointer(key)}` })),
    // To API Gateway "add" also means replace, where the key is there already.
    ...set.map(([key, value]): PatchOperation => ({ op: "add", path: `${path}/${pointer(key)}`, value })),
  ];
}

/** MiniStack keeps what a patch sets as the text that the patch carried, also where AWS answers true or false. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/** The number that MiniStack keeps as text after a patch. */
export function toNumber(value: unknown): number {
  return Number(value);
}

/** A key as one step of a JSON pointer (RFC 6901). */
function pointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
