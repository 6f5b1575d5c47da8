import { expect, it } from "vitest";
import { profiles } from "./profiles/index.ts";
import { tradingEu } from "./profiles/trading-eu.ts";
import { serviceWord } from "./services.ts";
import type { Services } from "./services.ts";

const payments = { name: "payments-us", services: profiles.get("payments-us")?.services as Services };

it("calls a role like what takes it, unless the profile has a word for it", () => {
  expect(serviceWord(payments, "heartbeatRole")).toBe("payment-heartbeat");
  expect(serviceWord(payments, "failoverLatchRole")).toBe("payment-latch");
  expect(serviceWord(tradingEu, "heartbeatRole")).toBe("heartbeat-role");
});

it.each(["vpc", "lagReaderRole"] as const)("has no word for %s where the profile has none", (service) => {
  expect(() => serviceWord(payments, service)).toThrow(`the profile payments-us has no word for ${service}`);
});
