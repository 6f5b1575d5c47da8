import { describe, expect, it } from "vitest";
import type { RegisteredResource } from "./recording.ts";
import { registeredResource } from "./registered-resource.ts";
import { unsuffixedNames } from "./unsuffixed-names.ts";

const found = (inputs: RegisteredResource["inputs"], type = "aws:sns/topic:Topic") =>
  unsuffixedNames([registeredResource({ name: "one", type, inputs })], "dev1");

describe("unsuffixedNames", () => {
  it("finds names of every kind that lack the suffix, and no other input", () => {
    expect(found({ name: "alerts", policy: "alerts" })).toEqual(["aws:sns/topic:Topic one: name = alerts"]);
    for (const input of ["bucket", "clusterIdentifier", "dashboardName", "namePrefix", "identifierPrefix"]) {
      expect(found({ [input]: "alerts" })).toHaveLength(1);
      expect(found({ [input]: "alerts-dev1" })).toEqual([]);
    }
    expect(found({ name: undefined })).toEqual([]);
  });

  it("looks at the tag `Name` too", () => {
    expect(found({ tags: { Name: "alerts" } })).toEqual(["aws:sns/topic:Topic one: tags.Name = alerts"]);
    expect(found({ name: "alerts-dev1", tags: { Name: "alerts-dev1", Owner: "ops" } })).toEqual([]);
  });

  it("takes a shortened name for the full one, and nothing else that only looks shortened", () => {
    const tags = { Name: "dr-alb-us-west-2-production-secondary-dev1" };
    expect(found({ name: "dr-alb-us-west-2-producti-a1b3c6", tags })).toEqual([]);
    expect(found({ name: "another-a1b3c6", tags })).toHaveLength(1);
    expect(found({ name: "dr-alb-us-west-2-producti-a1b3c6" })).toHaveLength(1);
  });

  it("excepts single inputs of single types", () => {
    expect(found({ stageName: "prod" }, "aws:apigateway/stage:Stage")).toEqual([]);
    expect(found({ stageName: "prod" }, "aws:apigateway/deployment:Deployment")).toHaveLength(1);
  });
});
