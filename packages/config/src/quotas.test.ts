import { expect, it } from "vitest";
import { neededQuotas } from "./quotas.ts";

it("ask for what is reserved beside what Lambda keeps, and are within what AWS gives on request", () => {
  expect(neededQuotas.map(({ serviceCode, quotaCode, least }) => [serviceCode, quotaCode, least])).toEqual([
    ["lambda", "L-B99A9384", 116],
  ]);
  for (const { least, usual } of neededQuotas) expect(least).toBeLessThanOrEqual(usual);
});
