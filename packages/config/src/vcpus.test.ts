import { expect, it } from "vitest";
import { vcpusOf } from "./vcpus.ts";

it.each([
  ["t3.nano", 2],
  ["t4g.small", 2],
  ["t3.large", 2],
  ["m7g.medium", 1],
  ["m7g.large", 2],
  ["c7g.xlarge", 4],
  ["r8g.24xlarge", 96],
  ["m7g.metal", undefined],
  ["nonsense", undefined],
])("%s has %s", (instanceType, vcpus) => {
  expect(vcpusOf(instanceType)).toBe(vcpus);
});
