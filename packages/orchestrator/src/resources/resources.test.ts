import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../unknown.ts";
import { planResources } from "./plan-resources.ts";
import { stateResources } from "./state-resources.ts";
import { displayName, numberOf, objectsOf, textOf, textsOf } from "./values.ts";

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
const base = "urn:pulumi:live::tandem-primary-region";
const providerUrn = `${base}::pulumi:providers:aws::aws-primary`;
const vpcUrn = `${base}::aws:ec2/vpc:Vpc::vpc`;
const subnetUrn = `${base}::tandem:network:Net$aws:ec2/subnet:Subnet::subnet`;

const provider = {
  urn: providerUrn,
  type: "pulumi:providers:aws",
  custom: true,
  id: "p1",
  inputs: { region: "eu-central-1" },
};
const vpc = {
  urn: vpcUrn,
  type: "aws:ec2/vpc:Vpc",
  custom: true,
  id: "vpc-1",
  provider: `${providerUrn}::p1`,
  inputs: { cidrBlock: "10.0.0.0/16", tags: { Name: "net" } },
  outputs: { cidrBlock: "10.0.0.0/16", arn: "arn:vpc", token: secret },
  propertyDependencies: { cidrBlock: null, tags: ["urn:x"] },
};
const exported = (...resources: readonly object[]) => ({ version: 3, deployment: { resources } });

describe("stateResources", () => {
  it("holds each resource with its region and values, without secrets, providers, components and what is to be deleted", () => {
    const component = { urn: `${base}::tandem:network:Net::net`, type: "tandem:network:Net", custom: false };
    expect(stateResources(exported(provider, component, vpc, { ...vpc, id: "vpc-0", delete: true }))).toEqual([
      {
        urn: vpcUrn,
        type: "aws:ec2/vpc:Vpc",
        name: "vpc",
        id: "vpc-1",
        region: "eu-central-1",
        properties: { cidrBlock: "10.0.0.0/16", tags: { Name: "net" }, arn: "arn:vpc", token: "[secret]" },
        madeFrom: { cidrBlock: [], tags: ["urn:x"] },
      },
    ]);
  });
});

/** A resource's entry in a plan file. */
function planned(type: string, adds: object, more: object = {}) {
  return { goal: { type, custom: true, provider: `${providerUrn}::${UNKNOWN}`, inputDiff: { adds }, ...more } };
}

describe("planResources", () => {
  it("holds what is new under its URN, with what its unknown values are made from", () => {
    const plan = {
      resourcePlans: {
        [providerUrn]: planned("pulumi:providers:aws", { region: "eu-central-2" }),
        [subnetUrn]: planned(
          "aws:ec2/subnet:Subnet",
          { vpcId: UNKNOWN, cidrBlock: "10.0.1.0/24" },
          { propertyDependencies: { vpcId: [vpcUrn], cidrBlock: null } },
        ),
      },
    };
    expect(planResources(plan, undefined)).toEqual([
      {
        urn: subnetUrn,
        type: "aws:ec2/subnet:Subnet",
        name: "subnet",
        id: subnetUrn,
        region: "eu-central-2",
        properties: { vpcId: UNKNOWN, cidrBlock: "10.0.1.0/24" },
        madeFrom: { vpcId: [vpcUrn], cidrBlock: [] },
      },
    ]);
  });

  it("holds what stays or changes as it will be, and not what is deleted", () => {
    const changes = { adds: {}, updates: { cidrBlock: "10.1.0.0/16" }, deletes: ["tags"] };
    const plan = {
      resourcePlans: {
        [vpcUrn]: planned("aws:ec2/vpc:Vpc", {}, { inputDiff: changes, provider: `${providerUrn}::p1` }),
        [subnetUrn]: { steps: ["delete"] },
      },
    };
    expect(planResources(plan, exported(provider, vpc))).toEqual([
      {
        urn: vpcUrn,
        type: "aws:ec2/vpc:Vpc",
        name: "vpc",
        id: "vpc-1",
        region: "eu-central-1",
        properties: { cidrBlock: "10.1.0.0/16", arn: "arn:vpc", token: "[secret]" },
        madeFrom: {},
      },
    ]);
  });
});

describe("values", () => {
  it("are read as what they are; what is not known yet is none", () => {
    const values = {
      text: "a",
      empty: "",
      unknown: UNKNOWN,
      number: 3,
      digits: "8080",
      list: ["a", UNKNOWN],
      one: { b: 1 },
    };
    expect([textOf(values, "text"), textOf(values, "empty"), textOf(values, "unknown")]).toEqual([
      "a",
      undefined,
      undefined,
    ]);
    expect([numberOf(values, "number"), numberOf(values, "digits"), numberOf(values, "text")]).toEqual([
      3,
      8080,
      undefined,
    ]);
    expect([textsOf(values, "list"), textsOf(values, "text"), textsOf(values, "none")]).toEqual([["a"], ["a"], []]);
    expect([objectsOf(values, "one"), objectsOf(values, "list")]).toEqual([[{ b: 1 }], []]);
  });

  it("name a resource by its name, else by its tag, else by its logical name", () => {
    const [net] = stateResources(exported(provider, vpc));
    if (net === undefined) throw new Error("no resource");
    expect(displayName(net)).toBe("net");
    expect(displayName({ ...net, properties: { name: "own" } })).toBe("own");
    expect(displayName({ ...net, properties: {} })).toBe("vpc");
  });
});
