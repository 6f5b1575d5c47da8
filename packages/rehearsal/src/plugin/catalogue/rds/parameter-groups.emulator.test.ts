import {
  DescribeDBClusterParametersCommand,
  DescribeDBParametersCommand,
  ModifyDBClusterParameterGroupCommand,
  ModifyDBParameterGroupCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { Parameter } from "@aws-sdk/client-rds";
import { describe, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { clusterParameterGroup } from "./cluster-parameter-group.ts";
import { parameterGroup } from "./parameter-group.ts";

const emulator = useEmulator();
const region = "us-east-1";
const rds = () => emulator.client(RDSClient, region);

const kinds = [
  {
    entry: clusterParameterGroup,
    arn: "arn:aws:rds:us-east-1:000000000000:cluster-pg:ledger",
    user: () =>
      rds().send(new DescribeDBClusterParametersCommand({ DBClusterParameterGroupName: "ledger", Source: "user" })),
    modify: (Parameters: Parameter[]) =>
      rds().send(new ModifyDBClusterParameterGroupCommand({ DBClusterParameterGroupName: "ledger", Parameters })),
  },
  {
    entry: parameterGroup,
    arn: "arn:aws:rds:us-east-1:000000000000:pg:ledger",
    user: () => rds().send(new DescribeDBParametersCommand({ DBParameterGroupName: "ledger", Source: "user" })),
    modify: (Parameters: Parameter[]) =>
      rds().send(new ModifyDBParameterGroupCommand({ DBParameterGroupName: "ledger", Parameters })),
  },
] as const;

describe.each(kinds)("$entry.type", ({ entry, arn, user, modify }) => {
  const seen = async () =>
    Object.fromEntries(
      ((await user()).Parameters ?? []).map(({ ParameterName = "", ParameterValue, ApplyMethod }) => [
        ParameterName,
        `${ParameterValue} ${ApplyMethod}`,
      ]),
    );
  const inputs = {
    name: "ledger",
    family: "aurora-postgresql16",
    parameters: [
      { name: "rds.force_ssl", value: "1" },
      { name: "max_connections", value: "500", applyMethod: "pending-reboot" },
    ],
    tags: { "tandem:urn": "ledger" },
  };

  test("is made, found, changed, seen when it drifts, replaced and deleted", async () => {
    const context = emulator.context(region);
    const made = await TestResource.create(entry, context, inputs);
    expect(await seen()).toEqual({ "rds.force_ssl": "1 immediate", max_connections: "500 pending-reboot" });
    expect(made.state).toMatchObject({ arn, description: "Managed by Pulumi", tagsAll: inputs.tags });
    expect(await find(entry, context, { tags: { "tandem:urn": "ledger" } })).toEqual([
      { id: "ledger", name: "ledger", tags: inputs.tags },
    ]);
    await expect(TestResource.create(entry, context, inputs)).rejects.toThrow("already exists");
    await made.refresh();
    expect(made.inputs).toEqual(inputs);

    const many = Array.from({ length: 25 }, (_, index) => ({ name: `custom.${index}`, value: String(index) }));
    await made.update({ ...inputs, parameters: [{ name: "rds.force_ssl", value: "0" }, ...many], tags: {} });
    expect(await seen()).toEqual({
      "rds.force_ssl": "0 immediate",
      ...Object.fromEntries(many.map(({ name, value }) => [name, `${value} immediate`])),
    });
    await made.update({ ...inputs, tags: {} });
    expect(await seen()).toEqual({ "rds.force_ssl": "1 immediate", max_connections: "500 pending-reboot" });

    const wanted = made.inputs;
    await modify([{ ParameterName: "rds.force_ssl", ParameterValue: "0", ApplyMethod: "immediate" }]);
    await made.refresh();
    expect([...made.diff(wanted).changes.keys()]).toEqual(["parameters"]);
    expect(made.diff({ ...wanted, family: "aurora-postgresql17", description: "x" }).replaces).toEqual(
      new Set(["family", "description"]),
    );
    expect((await TestResource.adopt(entry, context, "ledger")).inputs).toEqual({
      name: "ledger",
      family: "aurora-postgresql16",
      parameters: [
        { name: "max_connections", value: "500", applyMethod: "pending-reboot" },
        { name: "rds.force_ssl", value: "0" },
      ],
    });
    await made.delete();
    await made.delete();
    expect(await made.refresh()).toBe(false);
    expect(await find(entry, context, { name: "ledger" })).toEqual([]);
  });

  test("refuses a property that it does not know", () => {
    expect(checkInputs(entry, { ...inputs, namePrefix: "x" })).toEqual([
      {
        property: "namePrefix",
        reason: `unknown to the stand-in of ${entry.type}; legal: description, family, name, parameters, tags`,
      },
    ]);
  });
});
