// Loaded by Node.js before the code of every function (`--import`), so that handlers run as they are: their DNS goes to the
// sandbox's name servers, their HTTP and HTTPS to the region gate, their SQL to the sandbox's
// databases, and all of these learn from which region it comes.
import { writeFileSync } from "node:fs";
import { networkVariable } from "./function-source.ts";
import type { FunctionNetwork } from "./function-source.ts";
import { joinNetwork } from "./join-network.ts";

const region = process.env["AWS_REGION"];
const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"];
const network = process.env[networkVariable];
// MiniStack runs other scripts with Node.js too, which are no function's and stay as they are.
if (functionName !== undefined && region !== undefined && network !== undefined) {
  join(region, functionName, JSON.parse(network) as FunctionNetwork);
}

function join(region: string, functionName: string, network: FunctionNetwork): void {
  writeFileSync(`${network.processes}/${region}.${functionName}.${process.pid}`, "");
  joinNetwork(region, network);
}
