import { pathToFileURL } from "node:url";
import { topologyOf } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { layersOf } from "../environment-files.ts";
import type { Checkpoint, InventoryLine, ProvingGround, ResourceStep, RolloutEngine } from "../ports.ts";
import { fakeHeartbeats } from "./fake-heartbeats.ts";
import { FakePayments } from "./fake-payments.ts";

const regional = (region: string) => ({
  contractVersion: 1,
  apiEndpoint: `https://${region}.execute-api.${region}.amazonaws.com/prod`,
  apiHostname: `${region}.execute-api.${region}.amazonaws.com`,
  apiId: "a1",
  trafficHostname: `a1.execute-api.${region}.amazonaws.com`,
  processorFunctionName: "processor",
  processorFunctionArn: `arn:aws:lambda:${region}:000000000000:function:processor`,
  alertTopicArn: `arn:aws:sns:${region}:000000000000:alerts`,
  alarmArns: [`arn:aws:cloudwatch:${region}:000000000000:alarm:errors`],
});
const latchUrl = "https://l1.lambda-url.us-east-2.on.aws/latch";
/** Route 53 has checkers in eight regions. */
const checkerRegions = Array.from({ length: 8 }, (_, index) => `region-${index}`);
const table = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const role = "arn:aws:iam::000000000000:role/processor";
const key = "arn:aws:kms:us-east-1:000000000000:key/mrk-1";

/** A world without processes: what the emulator holds, and payments shared by both APIs. */
export class FakeWorld {
  readonly log: string[] = [];
  readonly held = new Map<string, InventoryLine>();
  readonly stacks = new Map<string, Checkpoint>();
  readonly outputs: Record<string, Record<string, unknown>>;
  readonly drift = new Map<string, readonly ResourceStep[]>();
  failing: string | undefined;
  leaves: InventoryLine | undefined;
  denied = true;
  kept = false;
  running = false;
  readonly heartbeats = fakeHeartbeats();
  readonly payments = new FakePayments();

  readonly #layers: readonly Layer[];
  readonly #backend: string;

  /** @param backend a folder of its own, for the run ledger */
  constructor(config: EnvironmentConfig, backend: string) {
    this.#layers = layersOf(config);
    this.#backend = backend;
    this.payments.fenced = config.regions.standby;
    this.outputs = {
      shared: {
        contractVersion: 1,
        topology: topologyOf(config),
        primaryKeyArn: key,
        standbyKeyArn: key,
        primaryProcessorRoleArn: role,
        standbyProcessorRoleArn: role,
        primaryHeartbeatRoleArn: role,
        standbyHeartbeatRoleArn: role,
        primaryHeartbeatScheduleRoleArn: role,
        standbyHeartbeatScheduleRoleArn: role,
        controllerRoleArn: role,
        controllerScheduleRoleArn: role,
        latchRoleArn: role,
        replicationRoleArn: role,
        recoveryRoleArn: role,
      },
      "global/foundation": {
        contractVersion: 1,
        zoneId: "Z1",
        zoneNameServers: ["ns-1.awsdns.com"],
        workloadTableName: "ledger",
        workloadTableArn: table("ledger"),
        controlTableName: "control",
        controlTableArn: table("control"),
        certificateArns: {},
      },
      "primary-region": regional("us-east-1"),
      "standby-region": {
        ...regional("us-east-2"),
        controllerFunctionName: "failover",
        stateTableName: "failover-state",
        latchUrl,
        latchHealthCheckId: "latch-1",
      },
      "global/traffic": {
        contractVersion: 1,
        healthCheckId: "h1",
        failoverHealthCheckId: "h2",
        failoverDnsName: config.domain,
        healthCheckUrls: { primary: "https://a1.execute-api.us-east-1.amazonaws.com/prod/health" },
        dashboardName: "readiness",
        dashboardUrl: "https://us-east-2.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/readiness",
        alarmArns: ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors"],
      },
    };
  }

  engine(): RolloutEngine {
    const line = ({ id }: Layer): InventoryLine => ({ type: "aws:kms/key:Key", region: "us-east-1", id });
    const write = ({ id }: Layer, changes: Pick<Checkpoint, "outputs" | "resources">): void => {
      const updatedAt = new Date(this.log.length).toISOString();
      this.stacks.set(id, { updatedAt, pendingOperations: [], references: [], ...changes });
    };
    return {
      create: async (layer) => {
        this.log.push(`create ${layer.id}`);
        write(layer, { outputs: {}, resources: [] });
      },
      select: async ({ id }) => {
        if (!this.stacks.has(id)) throw new Error(`no stack named ${id} found`);
        this.log.push(`select ${id}`);
      },
      up: async (layer, { onStep }) => {
        this.log.push(`up ${layer.id}`);
        if (this.failing === layer.id) throw new Error(`${layer.id} broke`);
        onStep?.({ operation: "create", type: "aws:kms/key:Key", name: "key" });
        this.held.set(layer.id, line(layer));
        const outputs = this.outputs[layer.id] ?? {};
        const made = { type: "aws:kms/key:Key", name: "key", id: layer.id, region: "us-east-1" };
        write(layer, { outputs, resources: [{ ...made, urn: `urn:${layer.id}`, protect: false }] });
        return { outputs };
      },
      preview: async () => ({ changes: [], unchanged: 0, outputs: {} }),
      previewAfterRefresh: async ({ id }) => ({ changes: this.drift.get(id) ?? [] }),
      destroy: async ({ id }) => {
        this.log.push(`destroy ${id}`);
        this.held.delete(id);
        this.stacks.delete(id);
      },
      checkpoint: async (stack) => {
        const { id } = this.#layers.find(({ contract }) => contract === stack.contract) ?? { id: "" };
        return this.stacks.get(id);
      },
      resources: async () => [],
      settlePending: async () => ({ absent: [], unfinished: [] }),
    };
  }

  ground(): ProvingGround {
    this.running = true;
    return {
      endpoint: "http://127.0.0.1:1",
      emulator: { name: "Fake", version: "1" },
      modelled: ["the name server"],
      awsPlugin: "stand-in",
      languageHost: "stand-in",
      environment: { PULUMI_BACKEND_URL: pathToFileURL(this.#backend).href },
      call: async (url, init) =>
        url === latchUrl ? new Response("OPEN-dev") : this.payments.answer(new URL(url), init),
      resolve: async (name, type) => [{ name, type, ttlSeconds: 10, value: "a1.execute-api.us-east-1.amazonaws.com" }],
      checkerReports: async () => checkerRegions.map((region) => ({ region, status: "Success: HTTP Status Code 200" })),
      ...this.heartbeats,
      inventory: async () => [...this.held.values(), ...(this.leaves === undefined ? [] : [this.leaves])],
      compare: (before, after) => ({
        leftovers: after.filter((line) => !before.includes(line) && line.pendingDeletion === undefined),
        pendingDeletion: after.filter((line) => line.pendingDeletion !== undefined),
      }),
      missing: async (resources) => resources.filter(({ id }) => !this.held.has(id)),
      probeIam: async () => ({ denied: this.denied, detail: this.denied ? "refused" : "allowed" }),
      setFaults: async () => undefined,
      keep: async () => void (this.kept = true),
      stop: async () => void (this.running = false),
    };
  }
}
