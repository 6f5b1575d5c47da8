import { pathToFileURL } from "node:url";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  DeleteDBClusterCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { topologyOf } from "@tandem/config";
import { awsLateResources, layersOf, openStateStore, rehearsalConfig, tearDown } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { useGround } from "./ground.ts";

const config = rehearsalConfig("transactions-us");
const topology = topologyOf(config);
const { names, regions } = topology;
const both = [regions.primary, regions.standby];
const cluster = names.primary.databaseCluster ?? "";
const kept = (of: string) => `kept-${of}-20261127130000`;
/** Of another environment, whose names begin with this one's. */
const foreign = [kept(`${cluster}x`), `${names.primary.heartbeatLogGroup}-x`];

const proving = useGround(config.environment);
const { settings } = proving;

/** A snapshot of a cluster that is gone. */
async function leaveSnapshot(region: string, cluster: string, snapshot: string): Promise<void> {
  const rds = new RDSClient({ ...settings(), region });
  const DBClusterIdentifier = cluster;
  const master = { MasterUsername: "ledger", MasterUserPassword: "not-a-secret-1" };
  await rds.send(new CreateDBClusterCommand({ DBClusterIdentifier, Engine: "aurora-postgresql", ...master }));
  await rds.send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier: snapshot }));
  await rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier, SkipFinalSnapshot: true }));
}

/** What Lambda does for a line that comes late. */
async function leaveLogGroup(region: string, logGroupName: string): Promise<void> {
  await new CloudWatchLogsClient({ ...settings(), region }).send(new CreateLogGroupCommand({ logGroupName }));
}

/** `tandem down` of an environment whose stacks are gone. */
async function down() {
  return tearDown({
    environment: config.environment,
    topology,
    layers: layersOf(config),
    engine: { checkpoint: async () => undefined, destroy: async () => undefined },
    store: openStateStore({
      url: pathToFileURL(proving.directory).href,
      environment: {},
      stateHome: proving.directory,
    }),
    call: (url, init) => proving.ground.call(url, init),
    recover: async () => undefined,
    late: awsLateResources(settings()),
    remains: async () => {
      const held = (await proving.ground.inventory(both)).filter(({ type }) => /clusterSnapshot|logGroup/.test(type));
      return { leftovers: held.filter(({ id }) => !foreign.includes(id)), pendingDeletion: [] };
    },
    confirm: async () => true,
    emit: () => undefined,
    logOf: () => "",
    stop: new AbortController().signal,
    signal: new AbortController().signal,
  });
}

it("sweeps the snapshots and log groups of an environment that is gone, and nobody else's", async () => {
  await leaveSnapshot(regions.primary, cluster, kept(cluster));
  await leaveSnapshot(regions.primary, `${cluster}x`, kept(`${cluster}x`));
  await leaveLogGroup(regions.primary, names.primary.heartbeatLogGroup);
  await leaveLogGroup(regions.primary, `${names.primary.heartbeatLogGroup}-x`);
  await leaveLogGroup(regions.standby, names.controller.logGroup);
  const seen = (await proving.ground.inventory(both)).map(({ type, region, id }) => `${type} ${region} ${id}`);
  expect(seen).toContain(`aws:rds/clusterSnapshot:ClusterSnapshot ${regions.primary} ${kept(cluster)}`);

  const { ok, teardown } = await down();
  expect(teardown.remains?.swept.map(({ region, id }) => `${region} ${id.split(":").at(-1) ?? ""}`)).toEqual([
    `${regions.primary} ${kept(cluster)}`,
    `${regions.primary} ${names.primary.heartbeatLogGroup}`,
    `${regions.standby} ${names.controller.logGroup}`,
  ]);
  expect([ok, teardown.remains?.leftovers]).toEqual([true, []]);
  const again = await down();
  expect([again.ok, again.teardown.remains]).toEqual([true, { swept: [], leftovers: [], pendingDeletion: [] }]);
  const held = (await proving.ground.inventory(both)).map(({ id }) => id);
  expect(held).toEqual(expect.arrayContaining(foreign));

  const late = awsLateResources(settings());
  await late.deleteSnapshot(regions.primary, kept(cluster));
  await late.deleteLogGroup(regions.primary, names.primary.heartbeatLogGroup);
  const nobody = awsLateResources({ ...settings(), endpoint: "http://127.0.0.1:9" });
  await expect(nobody.deleteSnapshot(regions.primary, "x")).rejects.toThrow("ECONNREFUSED");
});
