import { expect, it } from "vitest";
import { contextIn } from "../clients.ts";
import { catalogue } from "./index.ts";

/** Nothing listens there: these types need no answer to tell what a text means. */
const nowhere = contextIn("000000000000", {
  region: "us-east-1",
  endpoint: "http://127.0.0.1:9",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

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
  [
    "aws:ec2/route:Route",
    "rtb-656C65616E6F72_10.42.0.0/16",
    "r-rtb-656C65616E6F72373735163",
    { routeTableId: "rtb-656C65616E6F72", destinationCidrBlock: "10.42.0.0/16" },
  ],
  ["aws:autoscaling/policy:Policy", "trading/cpu", "cpu", { autoscalingGroupName: "trading" }],
  ["aws:lambda/permission:Permission", "fn/sid", "sid", { function: "fn" }],
  ["aws:lambda/permission:Permission", "fn:live/sid", "sid", { function: "fn", qualifier: "live" }],
] as const)("reads what %s is imported by", ([type, text, id, known]) => {
  expect(catalogue.get(type)?.importedAs?.(text, nowhere)).toEqual({ id, known });
  expect(catalogue.get(type)?.importedAs?.("plain", nowhere)).toBe(undefined);
});

it("takes every other type's identifier as it is", () => {
  const others = [...catalogue.values()].filter(({ importedAs }) => importedAs === undefined);
  expect(others).toHaveLength(catalogue.size - 10);
});
