import { primaryRegionContract } from "@tandem/contracts";
import { testRegionalProgram } from "@tandem/contracts/testing/regional-program";
import entry from "./index.ts";
import { program } from "./program.ts";

await testRegionalProgram({ profile: "payments-us", role: "primary", contract: primaryRegionContract, program, entry });
await testRegionalProgram({
  profile: "trading-serverless-us",
  role: "primary",
  contract: primaryRegionContract,
  program,
  entry,
});
await testRegionalProgram({
  profile: "transactions-us",
  role: "primary",
  contract: primaryRegionContract,
  program,
  entry,
});
await testRegionalProgram({
  profile: "trading-eu",
  role: "primary",
  contract: primaryRegionContract,
  program,
  entry,
});
