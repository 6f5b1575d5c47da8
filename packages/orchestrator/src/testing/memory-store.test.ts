import { describe } from "vitest";
import { describeStore } from "../state/testing/store-contract.ts";
import { memoryStore } from "./memory-store.ts";

describe("the store in memory", () => {
  const store = memoryStore();
  describeStore(() => store);
});
