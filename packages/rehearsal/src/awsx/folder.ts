import { fileURLToPath } from "node:url";

/** The folder of the awsx stand-in's executable, which goes on PATH beside the aws one. */
export const awsxStandInFolder = fileURLToPath(new URL("../../plugins/awsx", import.meta.url));
