import * as pulumi from "@pulumi/pulumi";
import { isUnknown } from "@pulumi/pulumi/output.js";
import { describe, expect, it } from "vitest";
import { unknownOutput, withMocks } from "./with-mocks.ts";

/** A topic as @pulumi/aws would register it. */
class Topic extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  constructor(name: string, inputs: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("aws:sns/topic:Topic", name, { arn: undefined, ...inputs }, opts);
  }
}

class Vpc extends pulumi.CustomResource {
  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super("aws:ec2/vpc:Vpc", name, inputs, opts);
  }
}

class Provider extends pulumi.ProviderResource {
  constructor(name: string, region: string) {
    super("aws", name, { region });
  }
}

class Alerts extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("tandem:test:Alerts", name, {}, opts);
    const topic = new Topic("topic", { name: "alerts" }, { parent: this, protect: true, retainOnDelete: true });
    this.registerOutputs({ topicArn: topic.arn });
  }
}

const stack = { project: "tandem-test", stack: "dev" };

describe("withMocks", () => {
  it("records what was registered, with its options", async () => {
    const { resources } = await withMocks(() => {
      const provider = new Provider("aws-primary", "eu-west-1");
      const alerts = new Alerts("alerts", { providers: [provider] });
      new Topic("late", { name: "late" }, { provider, dependsOn: [alerts], ignoreChanges: ["tags"] });
    }, stack);
    expect(resources.toSorted((left, right) => left.name.localeCompare(right.name, "en"))).toEqual([
      {
        type: "tandem:test:Alerts",
        qualifiedType: "tandem:test:Alerts",
        name: "alerts",
        custom: false,
        inputs: {},
        provider: undefined,
        parent: undefined,
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        dependsOn: [],
        outputs: { topicArn: "arn:aws:sns:eu-west-1:123456789012:alerts" },
      },
      {
        type: "pulumi:providers:aws",
        qualifiedType: "pulumi:providers:aws",
        name: "aws-primary",
        custom: true,
        inputs: { region: "eu-west-1" },
        provider: undefined,
        parent: undefined,
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        dependsOn: [],
        outputs: undefined,
      },
      {
        type: "aws:sns/topic:Topic",
        qualifiedType: "aws:sns/topic:Topic",
        name: "late",
        custom: true,
        inputs: { name: "late" },
        provider: "aws-primary",
        parent: undefined,
        protect: false,
        retainOnDelete: false,
        ignoreChanges: ["tags"],
        dependsOn: ["topic"],
        outputs: undefined,
      },
      {
        type: "aws:sns/topic:Topic",
        qualifiedType: "tandem:test:Alerts$aws:sns/topic:Topic",
        name: "topic",
        custom: true,
        inputs: { name: "alerts" },
        provider: "aws-primary",
        parent: "alerts",
        protect: true,
        retainOnDelete: true,
        ignoreChanges: [],
        dependsOn: [],
        outputs: undefined,
      },
    ]);
  });

  it("resolves the Outputs in what the program returns", async () => {
    const { outputs } = await withMocks(
      () => ({
        plain: 1,
        arn: new Topic("topic", { name: "alerts" }, { provider: new Provider("p", "us-east-1") }).arn,
      }),
      { ...stack, accountId: "210987654321" },
    );
    expect(outputs).toEqual({ plain: 1, arn: "arn:aws:sns:us-east-1:210987654321:alerts" });
  });

  it("knows neither identifiers nor computed outputs in a preview", async () => {
    const { outputs } = await withMocks(
      () => {
        const topic = new Topic("topic", { name: "alerts" }, { provider: new Provider("p", "us-east-1") });
        return { id: topic.id, arn: topic.arn };
      },
      { ...stack, preview: true },
    );
    expect([isUnknown(outputs.id), isUnknown(outputs.arn)]).toEqual([true, true]);
  });

  it("says where and as what the program runs, with its configuration and no other", async () => {
    const whoAmI = () => ({
      names: [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), pulumi.runtime.isDryRun()],
      suffix: pulumi.runtime.getConfig("tandem:suffix"),
    });
    const configured = await withMocks(whoAmI, { ...stack, config: { "tandem:suffix": "x" } });
    expect(configured.outputs).toEqual({ names: ["organization", "tandem-test", "dev", false], suffix: "x" });
    const bare = await withMocks(whoAmI, { ...stack, organization: "acme", preview: true });
    expect(bare.outputs).toEqual({ names: ["acme", "tandem-test", "dev", true], suffix: undefined });
  });

  it("answers references with the given outputs, each as known and as secret as it was given", async () => {
    const { outputs } = await withMocks(
      async () => {
        // oxlint-disable-next-line tandem/one-stack-reference -- how references are answered is what is tested
        const reference = new pulumi.StackReference("organization/tandem-shared/dev");
        return {
          all: reference.outputs,
          secret: await pulumi.isSecret(reference.outputs),
          names: reference.secretOutputNames,
        };
      },
      {
        ...stack,
        preview: true,
        references: {
          "organization/tandem-shared/dev": { arn: unknownOutput, zone: "Z1", password: pulumi.secret("p") },
        },
      },
    );
    expect(isUnknown(outputs.all["arn"])).toBe(true);
    expect(outputs.all["zone"]).toBe("Z1");
    expect(outputs.secret).toBe(true);
    expect(outputs.names).toEqual(["password"]);
  });

  it("gives the same identifiers at each run", async () => {
    const program = () => new Topic("topic", { name: "alerts" }, { provider: new Provider("p", "us-east-1") }).id;
    const first = await withMocks(program, stack);
    expect((await withMocks(program, stack)).outputs).toBe(first.outputs);
  });
});

describe("withMocks refuses", () => {
  it("a reference to a stack that it was not given", async () => {
    // oxlint-disable-next-line tandem/one-stack-reference -- how references are answered is what is tested
    const run = withMocks(() => new pulumi.StackReference("organization/tandem-shared/prod").outputs, stack);
    await expect(run).rejects.toThrow("the program refers to the stack organization/tandem-shared/prod; known: none");
  });

  it("a type that has no model", async () => {
    const run = withMocks(() => {
      new Vpc("net", {}, { provider: new Provider("p", "us-east-1") });
    }, stack);
    await expect(run).rejects.toThrow("aws:ec2/vpc:Vpc has no model in packages/testing/src/aws-values.ts");
  });

  it("an invoke", async () => {
    const run = withMocks(() => pulumi.runtime.invoke("aws:index/getRegion:getRegion", {}), stack);
    await expect(run).rejects.toThrow("the program calls aws:index/getRegion:getRegion");
  });

  it("a program that throws where nobody waits", async () => {
    const run = withMocks(() => {
      const topic = new Topic("topic", { name: "alerts" }, { provider: new Provider("p", "us-east-1") });
      topic.arn.apply(() => {
        throw new Error("thrown inside apply");
      });
    }, stack);
    await expect(run).rejects.toThrow("thrown inside apply");
  });

  it("a program that throws, with its own error", async () => {
    const error = new Error("no such profile");
    await expect(withMocks(() => Promise.reject(error), stack)).rejects.toBe(error);
  });
});
