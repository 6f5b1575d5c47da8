import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoScalingClient, SetDesiredCapacityCommand } from "@aws-sdk/client-auto-scaling";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { useGatedEmulator } from "../plugin/testing/gated-emulator.ts";
import { sessionPath, sessionSchema } from "../sandbox/session.ts";
import { openFleet } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";
import type { InstanceTarget } from "./targets.ts";
import { makeGroup, makeTemplate, prepareService } from "./testing/service.ts";

const region = "eu-central-1";
const waiting = { timeout: 30_000, interval: 50 };
/** What has been told, in order, of the one instance. */
const told: (InstanceTarget | { readonly removed: string; readonly from: string })[] = [];
let folder: string;
let fleet: Fleet;
const emulator = useGatedEmulator({
  launch: (instance, held) => fleet.launch(instance, held),
  start: (instance) => fleet.start(instance),
  stop: (instance) => fleet.stop(instance),
  terminate: (instance) => fleet.terminate(instance),
});
const failures: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-targets-"));
  const { emulatorPort } = sessionSchema.parse(await (await fetch(`${emulator.endpoint}${sessionPath}`)).json());
  fleet = openFleet({
    emulator: `http://127.0.0.1:${emulatorPort}`,
    network: { gate: emulator.endpoint, nameServers: { [region]: "127.0.0.1:9" } },
    folder,
    path: process.env["PATH"] ?? "",
    targets: {
      put: (target) => void told.push(target),
      remove: (removed, from) => void told.push({ removed, from }),
    },
    report: (error) => failures.push(error),
  });
});
afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true });
});
afterEach(() => emulator.refuseFailures());

it("who serves target groups is told where each instance listens, and when it does not any more", async () => {
  const service = await prepareService(emulator.endpoint, region);
  await makeGroup(service, "trading", await makeTemplate(service, "trading"), 1);
  await expect.poll(() => told.length, waiting).toBe(1);
  const [first] = fleet.list();
  const { instanceId = "", port } = first ?? {};
  expect(told).toEqual([{ instanceId, region, port, inService: true }]);

  fleet.takeEffect([{ kind: "dark", region: "eu-central-2" }]);
  fleet.takeEffect([{ kind: "dark", region }]);
  expect(told.slice(1)).toEqual([{ instanceId, region, port, inService: false }]);
  fleet.takeEffect([]);
  await expect.poll(() => told.length, waiting).toBe(3);
  const again = fleet.list()[0]?.port ?? 0;
  expect(told.slice(2)).toEqual([{ instanceId, region, port: again, inService: true }]);

  const none = new SetDesiredCapacityCommand({ AutoScalingGroupName: "trading", DesiredCapacity: 0 });
  await service.context.client(AutoScalingClient).send(none);
  await expect
    .poll(() => told.slice(3), waiting)
    .toEqual([
      { instanceId, region, port: again, inService: false },
      { removed: instanceId, from: region },
    ]);
  expect(failures).toEqual([]);
});

it("a machine whose user data is not Tandem's runs nothing, and says why", async () => {
  const instance = {
    id: "i-1",
    region,
    groupName: "foreign",
    availabilityZone: `${region}a`,
    template: { id: "lt-0", name: "foreign", version: "1" },
    state: "Pending" as const,
  };
  await fleet.launch(instance, false);
  const own = () => fleet.list().filter(({ instanceId }) => instanceId === "i-1");
  expect(own()).toMatchObject([{ pid: null, port: null, terminated: false }]);
  expect(failures).toMatchObject([
    {
      message: "instance i-1 does not come up",
      cause: { message: "launch template foreign names no instance profile" },
    },
  ]);
  await fleet.terminate(instance);
  expect(own()).toMatchObject([{ pid: null, port: null, terminated: true }]);
});
