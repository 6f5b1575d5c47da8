import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { topologyOf } from "@tandem/config";
import { rehearsalConfig, taggedRemains } from "@tandem/orchestrator";
import { startProvingGround } from "@tandem/rehearsal";
import { afterAll, beforeAll, expect, it } from "vitest";

const config = rehearsalConfig("payments-us");
const topology = topologyOf(config);
let directory: string;
let ground: Awaited<ReturnType<typeof startProvingGround>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-remains-"));
  ground = await startProvingGround({ directory, id: config.environment });
});
afterAll(async () => {
  await ground.stop();
  await rm(directory, { recursive: true, force: true });
});

it("finds what still has the environment's tags in either region, and tells keys that wait for their deletion apart", async () => {
  const settings = { endpoint: ground.endpoint, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const makeKey = async (region: string, tags: Readonly<Record<string, string>>) => {
    const kms = new KMSClient({ ...settings, region });
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags }));
    return { kms, arn: KeyMetadata?.Arn ?? "" };
  };
  const { primary, standby } = config.regions;
  const orphan = await makeKey(standby, topology.tags);
  const waiting = await makeKey(primary, topology.tags);
  await waiting.kms.send(new ScheduleKeyDeletionCommand({ KeyId: waiting.arn, PendingWindowInDays: 7 }));
  await makeKey(primary, { ...topology.tags, "tandem:environment": "another" });

  const day = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  expect(await taggedRemains(topology, settings)).toEqual({
    leftovers: [{ type: "kms", region: standby, id: orphan.arn }],
    pendingDeletion: [
      { type: "kms", region: primary, id: waiting.arn, pendingDeletion: `pending deletion until ${day}` },
    ],
  });
});
