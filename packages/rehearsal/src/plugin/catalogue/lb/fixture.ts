import { randomUUID } from "node:crypto";
import type { TestEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { loadBalancer } from "./load-balancer.ts";
import { targetGroup } from "./target-group.ts";

/** The inputs of a balancer with these settings beside the required ones; MiniStack asks for no subnet that exists. */
export function balancerInputs(name: string) {
  return { name, subnets: ["subnet-1", "subnet-2"], securityGroups: ["sg-1"] };
}

/** A balancer of a name of its own. */
export function makeBalancer(emulator: TestEmulator, region: string): Promise<TestResource> {
  return TestResource.create(loadBalancer, emulator.context(region), balancerInputs(`lb-${unique()}`));
}

/** A target group of functions, of a name of its own. */
export function makeFunctionGroup(emulator: TestEmulator, region: string): Promise<TestResource> {
  return TestResource.create(targetGroup, emulator.context(region), { name: `tg-${unique()}`, targetType: "lambda" });
}

function unique(): string {
  return randomUUID().slice(0, 8);
}
