import { expect, it } from "vitest";
import { catalogue } from "./index.ts";

/** What `pulumi import` takes, where it is not the identifier, as the official provider's documentation has it. */
it.for([
  ["aws:apigateway/deployment:Deployment", "api1/dep2", "dep2", { restApi: "api1" }],
  ["aws:apigateway/integration:Integration", "api1/res2/GET", "agi-api1-res2-GET", {}],
  ["aws:apigateway/method:Method", "api1/res2/GET", "agm-api1-res2-GET", {}],
  [
    "aws:apigateway/methodSettings:MethodSettings",
    "api1/prod/*/*",
    "api1-prod-*/*",
    { restApi: "api1", stageName: "prod", methodPath: "*/*" },
  ],
  ["aws:apigateway/resource:Resource", "api1/res2", "res2", { restApi: "api1" }],
  ["aws:apigateway/stage:Stage", "api1/prod", "ags-api1-prod", {}],
  ["aws:autoscaling/policy:Policy", "trading/cpu", "cpu", { autoscalingGroupName: "trading" }],
  ["aws:lambda/permission:Permission", "fn/sid", "sid", { function: "fn" }],
  ["aws:lambda/permission:Permission", "fn:live/sid", "sid", { function: "fn", qualifier: "live" }],
] as const)("reads what %s is imported by", ([type, text, id, known]) => {
  expect(catalogue.get(type)?.importedAs?.(text)).toEqual({ id, known });
  expect(catalogue.get(type)?.importedAs?.("plain")).toBe(undefined);
});

it("takes every other type's identifier as it is", () => {
  const others = [...catalogue.values()].filter(({ importedAs }) => importedAs === undefined);
  expect(others).toHaveLength(catalogue.size - 8);
});
