import { KMSClient, ListAliasesCommand } from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { requiredText } from "../properties.ts";
import { alias } from "./alias.ts";
import { key } from "./key.ts";

const emulator = useEmulator();
const region = "us-east-2";

async function targets() {
  const { Aliases = [] } = await emulator.client(KMSClient, region).send(new ListAliasesCommand({}));
  return Aliases.map(({ AliasName, TargetKeyId }) => `${AliasName} ${TargetKeyId}`);
}

test("an alias is made, found, moved to another key, replaced and deleted", async () => {
  const context = emulator.context(region);
  const [one, two] = [await TestResource.create(key, context, {}), await TestResource.create(key, context, {})];
  expect(await find(alias, context, { name: "alias/data-x" })).toEqual([]);

  const inputs = { name: "alias/data-x", targetKeyId: one.id };
  const made = await TestResource.create(alias, context, inputs);
  expect(await targets()).toEqual([`alias/data-x ${one.id}`]);
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:kms:${region}:000000000000:alias/data-x`,
    targetKeyArn: one.state["arn"],
  });
  expect(await find(alias, context, { name: "alias/data-x" })).toEqual([{ id: "alias/data-x", name: "alias/data-x" }]);

  const byArn = { ...inputs, targetKeyId: requiredText(two.state, "arn") };
  await made.update(byArn);
  expect(await targets()).toEqual([`alias/data-x ${two.id}`]);
  await made.refresh();
  expect(made.inputs).toEqual(byArn);

  expect(made.diff({ ...byArn, name: "alias/data-y" }).changes).toEqual(new Map([["name", "update-replace"]]));
  const next = await TestResource.create(alias, context, { ...byArn, name: "alias/data-y" });
  await made.delete();
  expect(await targets()).toEqual([`alias/data-y ${two.id}`]);

  await next.delete();
  await next.delete();
  expect(await targets()).toEqual([]);
  expect(await next.refresh()).toBe(false);
  expect(await find(alias, context, { name: "alias/data-y" })).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(alias, { name: "alias/x", targetKeyId: "k", namePrefix: "alias/" })).toEqual([
    { property: "namePrefix", reason: "unknown to the stand-in of aws:kms/alias:Alias; legal: name, targetKeyId" },
  ]);
});
