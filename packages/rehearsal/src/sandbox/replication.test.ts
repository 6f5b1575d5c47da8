import type { Fault } from "@tandem/orchestrator/ports";
import { expect, it } from "vitest";
import type { WholeAnswer } from "./forward.ts";
import { Replication, heartbeatWritten, isItemAction, itemRequest, readsAnother } from "./replication.ts";
import type { ItemRequest } from "./replication.ts";

const cut: Fault[] = [{ kind: "cut", regions: ["us-east-1", "us-east-2"] }];

function request(region: string, action: string, partition: string): ItemRequest | undefined {
  const pk = { S: partition };
  const place =
    action === "Query"
      ? { ExpressionAttributeValues: { ":n": { N: "1" }, ":pk": pk } }
      : action === "PutItem"
        ? { Item: { pk, sk: { S: "latest" }, n: { N: "1" } } }
        : { Key: { pk, sk: { S: "latest" } } };
  return itemRequest({ region, service: "dynamodb", action }, JSON.stringify({ TableName: "control", ...place }));
}

function known(region: string, action: string, partition: string): ItemRequest {
  const found = request(region, action, partition);
  if (found === undefined) throw new Error(`${partition} is nobody's`);
  return found;
}

const answer = (body: string): WholeAnswer => ({ status: 200, headers: {}, body: Buffer.from(body) });
const bodyOf = (found: WholeAnswer | undefined): string | undefined => found?.body.toString();

it.each(["GetItem", "Query", "PutItem", "UpdateItem"])("tells by %s whose item it is", (action) => {
  const keys = ["heartbeat#us-east-1", "region-state#us-east-1", "MARKER#us-east-1"];
  expect(keys.map((key) => request("us-east-2", action, key)?.owner)).toEqual(["us-east-1", "us-east-1", "us-east-1"]);
  expect(request("us-east-2", action, "TX#heartbeat#us-east-1")).toBeUndefined();
});

it("reads the bodies of item requests alone", () => {
  const scope = { region: "us-east-1", service: "dynamodb" };
  expect(["GetItem", "UpdateItem", "Scan"].map((action) => isItemAction({ ...scope, action }))).toEqual([
    true,
    true,
    false,
  ]);
  expect(isItemAction({ ...scope, service: "s3", action: "GetItem" })).toBe(false);
  expect(itemRequest({ ...scope, action: "GetItem" }, "{")).toBeUndefined();
  expect(itemRequest({ ...scope, region: undefined, action: "GetItem" }, "{}")).toBeUndefined();
});

it("knows a heartbeat's write, and a read of another region's item", () => {
  expect(heartbeatWritten(known("us-east-1", "UpdateItem", "heartbeat#us-east-1"))).toBe("us-east-1");
  expect(heartbeatWritten(known("us-east-1", "GetItem", "heartbeat#us-east-1"))).toBeUndefined();
  expect(heartbeatWritten(known("us-east-1", "UpdateItem", "region-state#us-east-1"))).toBeUndefined();
  expect(heartbeatWritten(undefined)).toBeUndefined();
  expect(readsAnother(known("us-east-2", "GetItem", "heartbeat#us-east-1"))).toBe(true);
  expect(readsAnother(known("us-east-1", "GetItem", "heartbeat#us-east-1"))).toBe(false);
  expect(readsAnother(known("us-east-2", "UpdateItem", "heartbeat#us-east-1"))).toBe(false);
});

it("answers what was written during a cut as it was read last, until the cut is over", () => {
  const replication = new Replication();
  const read = known("us-east-2", "GetItem", "heartbeat#us-east-1");
  const write = known("us-east-1", "UpdateItem", "heartbeat#us-east-1");
  replication.read(read, answer("before"));
  replication.wrote(write, []);
  expect(replication.instead(read)).toBeUndefined();
  replication.takeEffect(cut);
  // Nothing has been written since: the emulator has nothing newer.
  expect(replication.instead(read)).toBeUndefined();
  replication.wrote(write, cut);
  expect(bodyOf(replication.instead(read))).toBe("before");
  // The writer's own replica has it.
  expect(replication.instead(known("us-east-1", "GetItem", "heartbeat#us-east-1"))).toBeUndefined();
  replication.takeEffect([...cut, { kind: "mute", region: "us-east-2" }]);
  expect(bodyOf(replication.instead(read))).toBe("before");
  replication.takeEffect([]);
  expect(replication.instead(read)).toBeUndefined();
});

it("answers an item that nobody had read before as one that is not there", () => {
  const replication = new Replication();
  replication.wrote(known("us-east-1", "PutItem", "MARKER#us-east-1"), cut);
  replication.read(known("us-east-2", "GetItem", "MARKER#us-east-1"), { ...answer("refused"), status: 400 });
  const bodies = ["GetItem", "Query"].map((action) =>
    bodyOf(replication.instead(known("us-east-2", action, "MARKER#us-east-1"))),
  );
  expect(bodies).toEqual(["{}", '{"Count":0,"Items":[],"ScannedCount":0}']);
});

it("lets other regions see what is written, and a region what it writes of another's", () => {
  const replication = new Replication();
  replication.wrote(known("us-east-1", "UpdateItem", "region-state#us-east-1"), cut);
  replication.wrote(known("us-east-1", "UpdateItem", "region-state#us-east-2"), cut);
  expect(replication.instead(known("us-west-2", "GetItem", "region-state#us-east-1"))).toBeUndefined();
  expect(replication.instead(known("us-east-1", "GetItem", "region-state#us-east-2"))).toBeUndefined();
});
