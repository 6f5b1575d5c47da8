/** What changed since a layer's last update, in words for people; the parts are those of a digest. */
export function describeParts(parts: readonly string[]): string {
  const upstream = parts.filter((part) => part.startsWith(UPSTREAM)).map((part) => part.slice(UPSTREAM.length));
  const others = parts.filter((part) => !part.startsWith(UPSTREAM)).map((part) => words[part] ?? part);
  return [...others, ...(upstream.length === 0 ? [] : [`it reads ${upstream.join(", ")}, changed since`])].join("; ");
}

const UPSTREAM = "upstream:";

const words: Readonly<Record<string, string>> = {
  sources: "its sources changed",
  lockfile: "pnpm-lock.yaml changed",
  bundles: "the sources of its Lambda code changed",
  config: "its Pulumi.yaml or Pulumi.<stack>.yaml changed",
  versions: "the version of the engine, a plugin or Node changed",
  checkpoint: "its stack was changed outside of Tandem",
};
