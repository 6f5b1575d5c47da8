import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { initialState } from "./state.ts";
import type { ControllerState } from "./state.ts";
import { createStateStore } from "./state-store.ts";
import { idle, mockedPlaces, refused } from "./testing/places.ts";

const { places, standby } = mockedPlaces();
const dynamo = standby.items;
const store = createStateStore(places.standby.items, "state-dev1");
const invocation = { invocationId: "i1", startedAt: 1_000_000 };
const key = { pk: "controller", sk: "state" };
beforeEach(() => {
  dynamo.reset();
});

const inputs = () => dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input);

describe("hold", () => {
  test("takes the lease from an earlier invocation, keeps its own, and reads the state under it", async () => {
    const state: ControllerState = { ...initialState, version: 7, epoch: 3 };
    dynamo.on(UpdateCommand).resolves({ Attributes: { lease: invocation, version: 7, state } });
    expect(await store.hold(invocation, 1_002_000)).toEqual(state);
    expect(inputs()).toEqual([
      {
        TableName: "state-dev1",
        Key: key,
        UpdateExpression:
          "SET #lease = :lease, #version = if_not_exists(#version, :zero), #state = if_not_exists(#state, :initial)",
        ConditionExpression:
          "attribute_not_exists(#lease) OR #lease.startedAt < :startedAt OR #lease.startedAt > :ahead" +
          " OR #lease.invocationId = :invocationId",
        ExpressionAttributeNames: { "#lease": "lease", "#version": "version", "#state": "state" },
        ExpressionAttributeValues: {
          ":lease": invocation,
          ":startedAt": 1_000_000,
          ":ahead": 1_062_000,
          ":invocationId": "i1",
          ":zero": 0,
          ":initial": initialState,
        },
        ReturnValues: "ALL_NEW",
      },
    ]);
  });

  test("is superseded where a later invocation has it", async () => {
    dynamo.on(UpdateCommand).rejects(refused());
    expect(await store.hold(invocation, 1_002_000)).toBe("superseded");
  });

  test("throws when the table does not answer, and never guesses a state", async () => {
    dynamo.on(UpdateCommand).rejectsOnce(new Error("DynamoDB is away")).resolves({});
    await expect(store.hold(invocation, 1_002_000)).rejects.toThrow("DynamoDB is away");
    await expect(store.hold(invocation, 1_002_000)).rejects.toThrow("the controller's state is not understood");
  });
});

describe("persist", () => {
  const changed: ControllerState = { ...initialState, version: 4, epoch: 2, streak: undefined };

  test("writes the next version, on the lease and on the version that was read", async () => {
    dynamo.on(UpdateCommand).resolves({});
    expect(await store.persist(invocation, 4, changed)).toEqual({ ...changed, version: 5 });
    expect(inputs()).toEqual([
      {
        TableName: "state-dev1",
        Key: key,
        UpdateExpression: "SET #state = :state, #version = :version",
        ConditionExpression: "#version = :before AND #lease.invocationId = :invocationId",
        ExpressionAttributeNames: { "#lease": "lease", "#version": "version", "#state": "state" },
        ExpressionAttributeValues: {
          ":state": { ...changed, version: 5 },
          ":version": 5,
          ":before": 4,
          ":invocationId": "i1",
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    ]);
  });

  const stored = (invocationId: string, version: number) => ({
    lease: { M: { invocationId: { S: invocationId } } },
    version: { N: String(version) },
  });

  test.each([
    ["another holds the lease", stored("i2", 5)],
    ["another version was written", stored("i1", 6)],
    ["the item is gone", undefined],
  ])("is superseded where %s", async (_, item) => {
    dynamo.on(UpdateCommand).rejects(refused(item));
    expect(await store.persist(invocation, 4, changed)).toBe("superseded");
  });

  test("takes its own first attempt, whose answer was lost, for what it is", async () => {
    dynamo.on(UpdateCommand).rejects(refused(stored("i1", 5)));
    expect(await store.persist(invocation, 4, changed)).toEqual({ ...changed, version: 5 });
  });

  test("throws when the table does not answer", async () => {
    dynamo.on(UpdateCommand).rejects(new Error("DynamoDB is away"));
    await expect(store.persist(invocation, 4, changed)).rejects.toThrow("DynamoDB is away");
  });
});

describe("what others leave", () => {
  const targets = { primaryHealthUrl: "https://a.test/prod/health", standbyReadyUrl: "https://b.test/prod/ready" };

  test("reads targets and request consistently, under the caller's signal", async () => {
    dynamo
      .on(GetCommand, { Key: { pk: "targets", sk: "latest" } })
      .resolves({ Item: targets })
      .on(GetCommand, { Key: { pk: "request", sk: "latest" } })
      .resolves({ Item: { id: "r1", kind: "failback", by: "ann", at: 1 } });
    expect(await store.readTargets(idle)).toEqual(targets);
    expect(await store.readRequest(idle)).toEqual({ id: "r1", kind: "failback", at: 1 });
    expect(dynamo.commandCalls(GetCommand).map(({ args }) => [args[0].input.ConsistentRead, args.at(1)])).toEqual([
      [true, { abortSignal: idle }],
      [true, { abortSignal: idle }],
    ]);
  });

  test("targets may name a database and compute", async () => {
    const database = { globalClusterId: "ledger-dev1", primaryArn: "arn:primary", standbyArn: "arn:standby" };
    const compute = { autoScalingGroups: { primary: "asg-primary", standby: "asg-standby" } };
    const named = { ...targets, database, compute };
    dynamo.on(GetCommand).resolves({ Item: named });
    expect(await store.readTargets(idle)).toEqual(named);
    dynamo.on(GetCommand).resolves({ Item: { ...named, database: { ...database, primaryArn: "" } } });
    await expect(store.readTargets(idle)).rejects.toThrow(
      new Error("the item state-dev1 targets is not understood, wrong fields: database.primaryArn"),
    );
  });

  test("neither need be there", async () => {
    dynamo.on(GetCommand).resolves({});
    expect([await store.readTargets(idle), await store.readRequest(idle)]).toEqual([undefined, undefined]);
  });

  test("neither is guessed", async () => {
    dynamo
      .on(GetCommand)
      .resolves({ Item: { id: "r1", kind: "please", at: 1, primaryHealthUrl: "a", standbyReadyUrl: "b" } });
    await expect(store.readRequest(idle)).rejects.toThrow(
      new Error("the item state-dev1 request is not understood, wrong fields: kind"),
    );
    await expect(store.readTargets(idle)).rejects.toThrow(
      new Error("the item state-dev1 targets is not understood, wrong fields: primaryHealthUrl, standbyReadyUrl"),
    );
  });
});
