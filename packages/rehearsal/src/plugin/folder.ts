import { fileURLToPath } from "node:url";

/** The folder of the stand-in's executable, which goes first on PATH in a rehearsal. */
export const standInPluginFolder = fileURLToPath(new URL("../../plugins/aws", import.meta.url));
