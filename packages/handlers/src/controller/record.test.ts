import { PublishCommand } from "@aws-sdk/client-sns";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import { createRecorder } from "./record.ts";
import { idle, mockedPlaces } from "./testing/places.ts";

const { places, primary, standby } = mockedPlaces();
let lines: ReturnType<typeof memoryLog>["lines"];
let counted: [string, number][];
let recorder: ReturnType<typeof createRecorder>;
beforeEach(() => {
  for (const { items, topics } of [primary, standby]) {
    items.reset();
    topics.reset();
    topics.on(PublishCommand).resolves({});
  }
  const memory = memoryLog();
  ({ lines } = memory);
  counted = [];
  const count = (metric: string, value: 0 | 1) => void counted.push([metric, value]);
  recorder = createRecorder({ places, stateTable: "state-dev1", environment: "dev", log: memory.log, count });
});

const at = Date.UTC(2026, 10, 21, 12, 0, 0);
const reasons = ["verdict down"];
const published = ({ topics }: typeof primary) =>
  topics.commandCalls(PublishCommand).map(({ args: [{ input }] }) => ({
    ...input,
    Message: JSON.parse(input.Message ?? "") as unknown,
  }));
const decided = {
  kind: "notify",
  id: "2/decided",
  subject: "disaster to standby decided",
  epoch: 2,
  at,
  reasons,
} as const;

test("a record goes into the ledger under its time, so that said twice it is there once", async () => {
  standby.items.on(PutCommand).resolves({});
  const record = { kind: "record", id: "2/done", event: "fence done", epoch: 2, at, reasons } as const;
  expect(await recorder(record, idle)).toBe("done");
  expect(standby.items.commandCalls(PutCommand).map(({ args }) => [args[0].input, args.at(1)])).toEqual([
    [
      {
        TableName: "state-dev1",
        Item: {
          pk: "ledger",
          sk: "2026-11-21T12:00:00.000Z#2/done",
          id: "2/done",
          event: "fence done",
          epoch: 2,
          at,
          reasons,
        },
      },
      { abortSignal: idle },
    ],
  ]);
});

test("a notice goes to the topics of both regions", async () => {
  expect(await recorder(decided, idle)).toBe("done");
  const message = {
    Subject: "Tandem dev: disaster to standby decided",
    Message: { id: "2/decided", environment: "dev", subject: "disaster to standby decided", epoch: 2, at, reasons },
  };
  expect(published(primary)).toEqual([{ TopicArn: "arn:aws:sns:us-east-1:123456789012:alerts", ...message }]);
  expect(published(standby)).toEqual([{ TopicArn: "arn:aws:sns:us-east-2:123456789012:alerts", ...message }]);
  expect([lines, counted]).toEqual([[], []]);
});

test("an alarm is told as well, and is a metric: 1 where raised, 0 where cleared", async () => {
  const alarm = { kind: "alarm", id: "1/unprotected", name: "unprotected", at } as const;
  await recorder({ ...alarm, raised: true }, idle);
  await recorder({ ...alarm, raised: false }, idle);
  expect(counted).toEqual([
    ["Alarm.unprotected", 1],
    ["Alarm.unprotected", 0],
  ]);
  expect(published(standby).map(({ Subject, Message }) => [Subject, Message])).toEqual(
    [true, false].map((raised) => {
      const subject = `alarm unprotected ${raised ? "raised" : "cleared"}`;
      return [
        `Tandem dev: ${subject}`,
        { id: "1/unprotected", environment: "dev", subject, name: "unprotected", raised, at },
      ];
    }),
  );
});

test("the primary's topic may be away, or silent: it is logged and counted, and holds nothing up", async () => {
  primary.topics.on(PublishCommand).rejectsOnce(new Error("the primary is away"));
  expect(await recorder(decided, idle)).toBe("done");
  primary.topics.reset();
  primary.topics.on(PublishCommand).callsFake(() => new Promise(() => undefined));
  const begun = performance.now();
  expect(await recorder(decided, idle)).toBe("done");
  expect(performance.now() - begun).toBeLessThan(1500);
  expect(counted).toEqual([
    ["ControllerUndelivered", 1],
    ["ControllerUndelivered", 1],
  ]);
  expect(lines).toMatchObject([
    {
      line: 'warn the topic of us-east-1 did not take "disaster to standby decided"',
      detail: { message: "the primary is away" },
    },
    { detail: { name: "TimeoutError" } },
  ]);
});

test("where this region's topic does not take it, it is not told yet", async () => {
  standby.topics.on(PublishCommand).rejects(new Error("SNS is away"));
  await expect(recorder(decided, idle)).rejects.toThrow("SNS is away");
  expect(published(primary)).toHaveLength(1);
});

test("a subject is as long as SNS takes it", async () => {
  await recorder({ ...decided, subject: "x".repeat(200) }, idle);
  expect(published(standby)[0]?.Subject).toHaveLength(100);
});
