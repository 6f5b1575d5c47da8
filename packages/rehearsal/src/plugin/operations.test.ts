import { expect, test } from "vitest";
import { contextIn } from "./clients.ts";
import type { Properties } from "./entry.ts";
import { find } from "./find.ts";
import {
  UnreadError,
  createResource,
  previewCreate,
  previewUpdate,
  readResource,
  updateResource,
} from "./operations.ts";
import { sample, sampleWithCloud } from "./testing/sample.ts";
import { unknownValue } from "./values.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const context = contextIn("000000000000", { region: "us-east-1", endpoint: "http://127.0.0.1:1", credentials });

test("a preview knows the inputs, and not what the cloud decides", () => {
  expect(previewCreate(sample, { name: "x" })).toEqual({ name: "x", arn: unknownValue, revision: unknownValue });
});

test("a preview of an update keeps what the cloud decided once and for all", () => {
  const state = { name: "x", size: 1, arn: "arn:x", revision: "1" };
  expect(previewUpdate(sample, state, { name: "x", size: 2 })).toEqual({
    name: "x",
    size: 2,
    arn: "arn:x",
    revision: unknownValue,
  });
});

test("outputs come from what is read back", async () => {
  const cloud = new Map<string, Properties>();
  const entry = sampleWithCloud(cloud);
  const inputs = { name: "x", secretSetting: "s" };
  const { id, state } = await createResource(entry, context, inputs);
  expect(id).toBe("x");
  expect(state).toEqual({ name: "x", secretSetting: "s", arn: "arn:x", revision: "2" });

  const news = { name: "x", size: 64 };
  expect(await updateResource(entry, context, id, { inputs, state }, news)).toEqual({
    ...news,
    arn: "arn:x",
    revision: "2",
  });
  cloud.set("x", { name: "x", size: 32, zones: ["a"] });
  expect(await readResource(entry, context, id, { inputs: news, state })).toEqual({
    id,
    inputs: { name: "x", size: 32, zones: ["a"] },
    state: { name: "x", size: 32, zones: ["a"], arn: "arn:x", revision: "3" },
  });
  expect(await find(entry, context, { name: "x" })).toEqual([{ id: "x", name: "x" }]);
  cloud.clear();
  expect(await readResource(entry, context, id, { inputs: news, state })).toBe(undefined);
  await expect(updateResource(entry, context, id, { inputs, state }, news)).resolves.toEqual({
    ...news,
    arn: "arn:x",
    revision: "2",
  });
});

test("what was made but cannot be read back is not lost", async () => {
  const entry = { ...sampleWithCloud(new Map()), read: sample.read };
  const made = createResource(entry, context, { name: "x", secretSetting: "s" });
  await expect(made).rejects.toThrow(UnreadError);
  await expect(made).rejects.toMatchObject({
    id: "x",
    state: { secretSetting: "s" },
    message: 'made as "x", but it could not be read back: the sample type has no cloud',
  });
  const gone = { ...sampleWithCloud(new Map()), read: () => Promise.resolve(undefined) };
  await expect(createResource(gone, context, { name: "x" })).rejects.toThrow(
    'made as "x", but it could not be read back: AWS says that "x" does not exist',
  );
});

test("a resource is found by id, name or all of the tags", async () => {
  const listed = [
    { id: "1", name: "a", tags: { App: "x", Env: "y" } },
    { id: "2", name: "a", tags: { App: "x" } },
    { id: "3" },
  ];
  const entry = { ...sample, list: () => Promise.resolve(listed) };
  const ids = async (wanted: Parameters<typeof find>[2]) => (await find(entry, context, wanted)).map(({ id }) => id);
  expect(await ids({ id: "3" })).toEqual(["3"]);
  expect(await ids({ name: "a" })).toEqual(["1", "2"]);
  expect(await ids({ tags: { App: "x", Env: "y" } })).toEqual(["1"]);
  expect(await ids({ tags: { App: "z" } })).toEqual([]);
});
