import { TandemError } from "@tandem/config";
import { parseDocument } from "yaml";

/**
 * The text of a `Pulumi.<env>.yaml` with `tandem:delegated: true` in it, and everything else, comments too, as it was.
 * @throws TandemError when the text is no YAML
 */
export function withDelegated(text: string, file: string): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    throw new TandemError("yaml-invalid", `${file} is no YAML: ${error.message}`, { hint: `mend ${file}` });
  }
  document.setIn(["config", "tandem:delegated"], true);
  // Long values stay on their line.
  return document.toString({ lineWidth: 0 });
}
