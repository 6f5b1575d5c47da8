import { primaryRegionContract } from "@tandem/contracts";
import { testRegionalProgram } from "@tandem/contracts/testing/regional-program";
import entry from "./index.ts";
import { program } from "./program.ts";

await testRegionalProgram({ role: "primary", contract: primaryRegionContract, program, entry });
