import * as pulumi from "@pulumi/pulumi";
import { TandemError } from "@tandem/config";
import { tagWithUrns } from "./urn-tags.ts";

/**
 * What a stack's `index.ts` exports: its program, with every resource tagged by its URN, and with errors that are meant for people shown as such. The engine prints
 * a thrown error's stack and nothing else of it; a `RunError` it prints as its message, here with the hint.
 */
export function stackProgram<T>(program: () => Promise<T>): () => Promise<T> {
  return async () => {
    tagWithUrns();
    try {
      return await program();
    } catch (error) {
      throw error instanceof TandemError && error.kind !== "bug" ? new pulumi.RunError(explained(error)) : error;
    }
  };
}

function explained({ code, message, hint }: TandemError): string {
  return `${code}: ${message}${hint === undefined ? "" : `\n  fix: ${hint}`}`;
}
