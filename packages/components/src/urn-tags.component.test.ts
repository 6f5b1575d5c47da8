import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { urnTagValue } from "@tandem/config";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { tagRemoteChild, tagWithUrns } from "./urn-tags.ts";

const stack = { project: "tandem-shared", stack: "dev" };

/** What the resources of a program have as tags, by type and name. */
async function tagsIn(program: (provider: aws.Provider) => void): Promise<Record<string, unknown>> {
  const { resources } = await withMocks(() => {
    tagWithUrns();
    program(new aws.Provider("aws", { region: "us-east-1" }));
  }, stack);
  return Object.fromEntries(resources.map(({ type, name, inputs }) => [`${type} ${name}`, inputs["tags"]]));
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:test:Group", name, {}, opts);
  }
}

const urn = (types: string, name: string) => urnTagValue(`urn:pulumi:dev::tandem-shared::${types}::${name}`);

it("adds its URN to a resource's own tags, known or not yet known", async () => {
  const tags = await tagsIn((provider) => {
    const topic = new aws.sns.Topic("one", { name: "one", tags: { Name: "one" } }, { provider });
    new aws.sns.Topic("two", { name: "two", tags: pulumi.output({ Name: topic.arn }) }, { provider });
    new aws.sns.Topic("bare", { name: "bare" }, { provider });
  });
  const topic = "aws:sns/topic:Topic";
  expect(tags[`${topic} one`]).toEqual({ Name: "one", "tandem:urn": urn(topic, "one") });
  expect(tags[`${topic} two`]).toEqual({
    Name: "arn:aws:sns:us-east-1:123456789012:one",
    "tandem:urn": urn(topic, "two"),
  });
  expect(tags[`${topic} bare`]).toEqual({ "tandem:urn": urn(topic, "bare") });
});

it("names all parents of a resource, as its URN does", async () => {
  const tags = await tagsIn((provider) => {
    const parent = new Group("inner", { parent: new Group("outer") });
    new aws.sns.Topic("topic", { name: "topic" }, { parent, provider });
  });
  expect(tags["aws:sns/topic:Topic topic"]).toEqual({
    "tandem:urn": urn("tandem:test:Group$tandem:test:Group$aws:sns/topic:Topic", "topic"),
  });
});

it("leaves alone what has no tags", async () => {
  const tags = await tagsIn((provider) => {
    new Group("group");
    new aws.kms.Alias("alias", { name: "alias/a", targetKeyId: "1" }, { provider });
  });
  expect(tags).toEqual({
    "pulumi:providers:aws aws": undefined,
    "tandem:test:Group group": undefined,
    "aws:kms/alias:Alias alias": undefined,
  });
});

it("adds it to the list that an Auto Scaling group has, and not to its instances", async () => {
  const group = { name: "group", minSize: 1, maxSize: 2, vpcZoneIdentifiers: ["subnet-1"] };
  const own = { key: "Name", value: "group", propagateAtLaunch: true };
  const tags = await tagsIn((provider) => {
    new aws.autoscaling.Group("tagged", { ...group, tags: [own] }, { provider });
    new aws.autoscaling.Group("bare", group, { provider });
  });
  const type = "aws:autoscaling/group:Group";
  const added = (name: string) => ({ key: "tandem:urn", value: urn(type, name), propagateAtLaunch: false });
  expect(tags[`${type} tagged`]).toEqual([own, added("tagged")]);
  expect(tags[`${type} bare`]).toEqual([added("bare")]);
});

/** As the SDK has it. */
class Network extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super(
      "awsx:ec2:Vpc",
      name,
      { cidrBlock: "10.0.0.0/16", numberOfAvailabilityZones: 2, subnetSpecs: [] },
      opts,
      true,
    );
  }
}

it("has the engine ask for the tags of what a remote component makes, and of nothing else", async () => {
  const own: pulumi.ResourceTransform = () => undefined;
  const brought: Record<string, readonly pulumi.ResourceTransform[] | undefined> = {};
  await withMocks(() => {
    tagWithUrns();
    // Mocks have no engine that would call them.
    pulumi.runtime.registerStackTransformation(({ name, props, opts }) => {
      const { transforms, ...others } = opts;
      brought[name] = transforms;
      return { props, opts: others };
    });
    const parent = new Group("group");
    new Network("plain", { parent });
    new Network("with-own", { parent, transforms: [own] });
  }, stack);
  expect(brought).toEqual({ group: undefined, plain: [tagRemoteChild], "with-own": [own, tagRemoteChild] });
});

describe("tagRemoteChild", () => {
  const vpc = "aws:ec2/vpc:Vpc";
  /** What it makes of a child of a network, as the engine asks for it. */
  const asked = async (child: Partial<pulumi.ResourceTransformArgs>) => {
    const { outputs } = await withMocks(async () => {
      const opts = { parent: new Network("network", { parent: new Group("group") }) };
      const result = await tagRemoteChild({ custom: true, type: vpc, name: "vpc", props: {}, opts, ...child });
      return result === undefined ? "as it was" : result.props;
    }, stack);
    return outputs;
  };

  it("adds the URN that follows from the parent's, beside the component's own tags", async () => {
    const own = urn(`tandem:test:Group$awsx:ec2:Vpc$${vpc}`, "vpc");
    expect(await asked({ props: { cidrBlock: "10.0.0.0/16", tags: { Name: "network" } } })).toEqual({
      cidrBlock: "10.0.0.0/16",
      tags: { Name: "network", "tandem:urn": own },
    });
    expect(await asked({ props: { tags: pulumi.output({ Name: "network" }) } })).toEqual({
      tags: { Name: "network", "tandem:urn": own },
    });
  });

  it.for([
    ["has no tags", {}],
    ["is a component", { custom: false, props: { tags: {} } }],
    ["is not AWS's", { type: "random:index/randomId:RandomId", props: { tags: {} } }],
    ["has no parent", { opts: {}, props: { tags: {} } }],
  ] as const)("leaves alone what %s", async ([, child]) => {
    expect(await asked(child)).toBe("as it was");
  });
});
