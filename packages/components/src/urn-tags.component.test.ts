import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { urnTagValue } from "@tandem/config";
import { withMocks } from "@tandem/testing";
import { expect, it } from "vitest";
import { tagWithUrns } from "./urn-tags.ts";

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
