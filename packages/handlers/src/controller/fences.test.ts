import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { createFences } from "./fences.ts";
import { idle, mockedPlaces, refused } from "./testing/places.ts";

const { places, primary, standby } = mockedPlaces();
const fences = createFences(places, "control-dev1");
beforeEach(() => {
  primary.items.reset();
  standby.items.reset();
});

const keyOf = (region: string) => ({ pk: `region-state#${region}`, sk: "latest" });

describe("read", () => {
  test("believes the region's own replica", async () => {
    primary.items.on(GetCommand).resolves({ Item: { epoch: 3, fenced: true, confirmed: true } });
    standby.items.on(GetCommand).resolves({ Item: { epoch: 2, fenced: false } });
    expect(await fences.read("primary", idle)).toEqual({ epoch: 3, fenced: true });
    expect(await fences.read("standby", idle)).toEqual({ epoch: 2, fenced: false });
    const inputs = standby.items.commandCalls(GetCommand).map(({ args: [{ input }] }) => input);
    expect(inputs).toEqual(
      ["us-east-1", "us-east-2"].map((region) => ({
        TableName: "control-dev1",
        Key: keyOf(region),
        ConsistentRead: true,
      })),
    );
  });

  test("believes the replica here where the region's own does not answer, within a second", async () => {
    primary.items.on(GetCommand).callsFake(() => new Promise(() => undefined));
    standby.items.on(GetCommand).resolves({ Item: { epoch: 2, fenced: false } });
    const begun = performance.now();
    expect(await fences.read("primary", idle)).toEqual({ epoch: 2, fenced: false });
    expect(performance.now() - begun).toBeLessThan(1400);
  });

  test("cannot tell where neither answers", async () => {
    primary.items.on(GetCommand).rejects(new Error("the primary is away"));
    standby.items.on(GetCommand).rejects(new Error("the standby is away"));
    await expect(fences.read("primary", idle)).rejects.toThrow("the primary is away");
    await expect(fences.read("standby", idle)).rejects.toThrow("the standby is away");
  });

  test("without items the primary takes writes and the standby does not, in epoch 1", async () => {
    for (const { items } of [primary, standby]) items.on(GetCommand).resolves({});
    expect(await fences.read("primary", idle)).toEqual({ epoch: 1, fenced: false });
    expect(await fences.read("standby", idle)).toEqual({ epoch: 1, fenced: true });
  });

  test("an item that is not understood is no fence", async () => {
    standby.items.on(GetCommand).resolves({ Item: { epoch: "2", fenced: true } });
    await expect(fences.read("standby", idle)).rejects.toThrow(
      new Error("the item control-dev1 region-state#us-east-2 is not understood, wrong fields: epoch"),
    );
  });
});

describe("change", () => {
  test("fences a region on its own replica, unless its epoch is higher", async () => {
    primary.items.on(UpdateCommand).resolves({});
    expect(await fences.change({ kind: "fence", side: "primary", epoch: 2 }, idle)).toBe("done");
    expect(primary.items.commandCalls(UpdateCommand).map(({ args }) => [args[0].input, args.at(1)])).toEqual([
      [
        {
          TableName: "control-dev1",
          Key: keyOf("us-east-1"),
          UpdateExpression: "SET epoch = :epoch, fenced = :fenced",
          ConditionExpression: "attribute_not_exists(pk) OR epoch <= :epoch",
          ExpressionAttributeValues: { ":epoch": 2, ":fenced": true },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
        { abortSignal: idle },
      ],
    ]);
    expect(standby.items.calls()).toEqual([]);
  });

  test("unfences a region as unconfirmed, where its epoch is lower, or the same and unfenced", async () => {
    standby.items.on(UpdateCommand).resolves({});
    expect(await fences.change({ kind: "unfence", side: "standby", epoch: 2 }, idle)).toBe("done");
    expect(standby.items.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input)).toMatchObject([
      {
        Key: keyOf("us-east-2"),
        UpdateExpression: "SET epoch = :epoch, fenced = :fenced, confirmed = :confirmed",
        ConditionExpression: "attribute_not_exists(pk) OR epoch < :epoch OR (epoch = :epoch AND fenced = :fenced)",
        ExpressionAttributeValues: { ":epoch": 2, ":fenced": false, ":confirmed": false },
      },
    ]);
  });

  test.each([
    ["fence", true, "done"],
    ["fence", false, "failed"],
    ["unfence", true, "failed"],
    ["unfence", false, "failed"],
  ] as const)("a refused %s of a region that is fenced in a later epoch (%s) is %s", async (kind, fenced, outcome) => {
    primary.items.on(UpdateCommand).rejects(refused({ epoch: { N: "9" }, fenced: { BOOL: fenced } }));
    expect(await fences.change({ kind, side: "primary", epoch: 2 }, idle)).toBe(outcome);
  });

  test("a refusal without the item tells nothing; any other failure is one", async () => {
    primary.items.on(UpdateCommand).rejectsOnce(refused()).rejects(new Error("no route"));
    expect(await fences.change({ kind: "fence", side: "primary", epoch: 2 }, idle)).toBe("failed");
    await expect(fences.change({ kind: "fence", side: "primary", epoch: 2 }, idle)).rejects.toThrow("no route");
  });
});
