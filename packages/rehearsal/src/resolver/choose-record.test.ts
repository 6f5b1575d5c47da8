import { describe, expect, it } from "vitest";
import { chooseRecord } from "./choose-record.ts";
import type { RecordSet } from "./model.ts";
import { record } from "./testing/records.ts";

const pair = {
  primary: record("a.test", "A", ["primary"], { routing: { kind: "failover", role: "PRIMARY" } }),
  secondary: record("a.test", "A", ["secondary"], { routing: { kind: "failover", role: "SECONDARY" } }),
};
const weighted = (value: string, weight: number) =>
  record("a.test", "A", [value], { routing: { kind: "weighted", weight } });

/** What is answered while these are unhealthy, by each of these random numbers. */
const chosen = (group: readonly RecordSet[], unhealthy: readonly RecordSet[], ...randoms: readonly number[]) =>
  (randoms.length === 0 ? [0] : randoms).map((random) => {
    const { content } = chooseRecord(group, { isHealthy: (one) => !unhealthy.includes(one), random: () => random });
    return content.kind === "values" ? content.values[0] : undefined;
  });

// Route 53's API reference, ResourceRecordSet, "Failover".
describe("a failover pair", () => {
  const { primary, secondary } = pair;
  it.each([
    ["answers the primary when it is healthy, regardless of the secondary", [secondary], "primary"],
    ["answers the secondary when the primary is unhealthy and the secondary is healthy", [primary], "secondary"],
    ["answers the primary when the secondary is unhealthy, regardless of the primary", [primary, secondary], "primary"],
  ])("%s", (_, unhealthy, answer) => {
    expect(chosen([secondary, primary], unhealthy)).toEqual([answer]);
  });

  it("of which only one record is there yet answers that one", () => {
    expect(chosen([secondary], [])).toEqual(["secondary"]);
    expect(chosen([secondary], [secondary])).toEqual(["secondary"]);
    expect(chosen([primary], [primary])).toEqual(["primary"]);
  });
});

// Route 53's developer guide, "How Amazon Route 53 chooses records when health checking is configured", and in the API
// reference, ResourceRecordSet, "Weight".
describe("weighted records", () => {
  const [one, three, zero, other] = [
    weighted("one", 1),
    weighted("three", 3),
    weighted("zero", 0),
    weighted("other", 0),
  ];
  it("are answered by the ratio of a record's weight to the sum of all", () => {
    expect(chosen([one, three], [], 0, 0.24, 0.25, 0.99)).toEqual(["one", "one", "three", "three"]);
  });

  it("of weight 0 are not answered while one of more weight is healthy", () => {
    expect(chosen([zero, one], [], 0, 0.99)).toEqual(["one", "one"]);
  });

  it("of weight 0 are considered when all of more weight are unhealthy", () => {
    expect(chosen([zero, one, three], [one, three], 0, 0.99)).toEqual(["zero", "zero"]);
  });

  it("that all have weight 0 are answered with equal probability", () => {
    expect(chosen([zero, other], [], 0, 0.49, 0.5)).toEqual(["zero", "zero", "other"]);
  });

  it("that are all unhealthy are all considered healthy", () => {
    expect(chosen([zero, one, three], [zero, one, three], 0, 0.25)).toEqual(["one", "three"]);
  });

  it("that are unhealthy leave their share to the healthy ones", () => {
    expect(chosen([one, three], [three], 0, 0.99)).toEqual(["one", "one"]);
  });
});

it("does not guess what a routing policy that it does not know would answer", () => {
  const latency = record("a.test", "A", ["1"], { routing: { kind: "unmodelled", policy: "Region" } });
  expect(() => chosen([latency], [])).toThrow("a.test: Region routing is not modelled");
});
