import { join } from "node:path";
import { TandemError } from "@tandem/config";
import { layerFolder } from "../layers.ts";
import type { StateStore } from "../ports.ts";
import { fileDocuments } from "./file-documents.ts";

/**
 * States in Pulumi Cloud. It holds no documents of others, so that Tandem's stay on this machine, and it keeps its own
 * account of who updates a stack.
 * @param stateHome the folder for the documents, each service's apart
 */
export function cloudStore(url: string, stateHome: string): StateStore {
  return {
    kind: "cloud",
    url,
    shared: false,
    ...fileDocuments(join(stateHome, new URL(url).host)),
    stackLocks: () => Promise.resolve(undefined),
    breakStackLocks: (stack) => {
      const cancel = `pulumi -C ${layerFolder(stack)} cancel --stack ${stack.stackName}`;
      return Promise.reject(
        new TandemError("locks-elsewhere", `Pulumi Cloud keeps the locks of ${stack.stackName} itself`, {
          hint: cancel,
        }),
      );
    },
  };
}
