import type { RunView } from "./view.ts";

/** What failed, each layer with the engine's words and the file that has all of them; nothing where nothing did. */
export function failures({ layers }: RunView): string {
  return layers
    .flatMap(({ id, phase, ended }) => {
      if (ended?.status !== "failed") return [];
      const words = (ended.reason ?? "it does not say why").replaceAll(/^/gm, "  ");
      const log = ended.log === undefined ? "" : `\n  log: ${ended.log}`;
      return [`\n${id}: ${phase ?? "it"} failed\n${words}${log}\n`];
    })
    .join("");
}
