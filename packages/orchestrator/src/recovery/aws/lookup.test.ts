import { expect, it } from "vitest";
import { AwsLookup } from "./lookup.ts";

const creating = (type: string, inCloud: boolean) => {
  const urn = `urn:pulumi:dev::tandem-standby-region::${type}::control`;
  return { kind: "creating", urn, type, inputs: {}, region: undefined, inCloud } as const;
};

it("takes the create of what is the engine's alone for one that can be done again", async () => {
  const lookup = new AwsLookup();
  expect(await lookup.find(creating("tandem:failover:StandbyControl", false), [])).toBe("absent");
  expect(await lookup.find(creating("pulumi:providers:aws", false), [])).toBe("absent");
});

it("takes the create of what can be made twice without harm for one that can be done again", async () => {
  expect(await new AwsLookup().find(creating("aws:secretsmanager/secretVersion:SecretVersion", true), [])).toBe(
    "absent",
  );
});

it("cannot tell what became of a type in the cloud that nobody looks for", async () => {
  expect(await new AwsLookup().find(creating("aws:example/unknown:Unknown", true), [])).toEqual({
    cannotTell: "aws:example/unknown:Unknown is looked for by nobody",
  });
});
