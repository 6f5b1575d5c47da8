import { describe, expect, it } from "vitest";
import { connectionLimitOf, memoryBytesOf, requireGlobalRpo } from "./engine.ts";

describe("memoryBytesOf", () => {
  it.for([
    ["db.r6g.large", 16],
    ["db.r5.xlarge", 32],
    ["db.r7g.24xlarge", 768],
  ] as const)("of %s is %s GiB", ([instanceClass, gibibytes]) => {
    expect(memoryBytesOf(instanceClass)).toBe(gibibytes * 1024 ** 3);
  });

  it.each(["db.t4g.medium", "db.r6g.medium", "r6g.large", "db.r4.large", ""])("of %j is not known", (instanceClass) => {
    expect(() => memoryBytesOf(instanceClass)).toThrow(
      `the instance class is ${JSON.stringify(instanceClass)}; legal: db.r<5-9…>. with large, xlarge, 2xlarge`,
    );
  });
});

describe("connectionLimitOf", () => {
  it.for([
    ["db.r6g.large", 1802],
    ["db.r6g.xlarge", 3604],
    ["db.r6g.2xlarge", 5000],
  ] as const)("of %s is %s", ([instanceClass, limit]) => {
    expect(connectionLimitOf(instanceClass)).toBe(limit);
  });
});

describe("requireGlobalRpo", () => {
  it("takes what Aurora takes", () => {
    expect([20, 60].map(requireGlobalRpo)).toEqual([20, 60]);
  });

  it.each([19, 20.5, Number.NaN])("refuses %s", (seconds) => {
    expect(() => requireGlobalRpo(seconds)).toThrow(`globalRpoSeconds is ${seconds}; legal: a whole number from 20 on`);
  });
});
