const list = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** `one, two or three` */
export function anyOf(names: readonly string[]): string {
  return list.format(names);
}
