import { requireEnvironment, roles, topologyOf } from "@tandem/config";
import type { RegionalNames, Role, Topology } from "@tandem/config";

const accountId = "123456789012";
const iam = (role: string) => `arn:aws:iam::${accountId}:role/${role}`;

/** An environment `dev` of a profile, in its regions or others: its topology, and what `shared` and `global/foundation` publish of it. */
export function environmentOf(profile: string, regions: Partial<Readonly<Record<Role, string>>> = {}) {
  const topology: Topology = topologyOf(
    requireEnvironment({
      environment: "dev",
      profile,
      environmentSuffix: "dev1",
      accountId,
      domain: undefined,
      primaryRegion: regions.primary,
      standbyRegion: regions.standby,
    }),
  );
  return { topology, sharedOutputs: sharedOutputsOf(topology), foundationOutputs: foundationOutputsOf(topology) };
}

function sharedOutputsOf(topology: Topology) {
  const { names, regions } = topology;
  const key = (role: Role) => `arn:aws:kms:${regions[role]}:${accountId}:key/mrk-1`;
  return {
    contractVersion: 1,
    topology,
    primaryKeyArn: key("primary"),
    standbyKeyArn: key("standby"),
    ...(names.primary.processorRole === undefined
      ? {}
      : {
          primaryProcessorRoleArn: iam(names.primary.processorRole),
          standbyProcessorRoleArn: iam(names.standby.processorRole ?? ""),
        }),
    ...rolesOf(names, "healthFunctionRole", (role) => `${role}HealthRoleArn`),
    ...rolesOf(names, "instanceRole", (role) => `${role}InstanceRoleArn`),
    ...rolesOf(names, "lagReaderRole", (role) => `${role}LagReaderRoleArn`),
    ...rolesOf(names, "lagReaderScheduleRole", (role) => `${role}LagReaderScheduleRoleArn`),
    primaryHeartbeatRoleArn: iam(names.primary.heartbeatRole),
    standbyHeartbeatRoleArn: iam(names.standby.heartbeatRole),
    primaryHeartbeatScheduleRoleArn: iam(names.primary.heartbeatScheduleRole),
    standbyHeartbeatScheduleRoleArn: iam(names.standby.heartbeatScheduleRole),
    controllerRoleArn: iam(names.controller.role),
    controllerScheduleRoleArn: iam(names.controller.scheduleRole),
    latchRoleArn: iam(names.controller.latchRole),
    replicationRoleArn: iam(names.global.replicationRole),
    recoveryRoleArn: iam(names.global.recoveryRole),
  };
}

/** Both regions' roles of a kind, where the environment has such. */
function rolesOf(names: Topology["names"], part: keyof RegionalNames, key: (role: Role) => string) {
  return Object.fromEntries(
    roles.flatMap((role) => (names[role][part] === undefined ? [] : [[key(role), iam(names[role][part])]])),
  );
}

function foundationOutputsOf({ names, regions }: Topology) {
  const table = (name: string) => `arn:aws:dynamodb:${regions.primary}:${accountId}:table/${name}`;
  const { workloadTable, controlTable, sessionsTable, globalCluster } = names.global;
  const secret = (role: Role) =>
    `arn:aws:secretsmanager:${regions[role]}:${accountId}:secret:${names[role].databaseSecret}-a1b2c3`;
  return {
    contractVersion: 1,
    zoneId: "Z1",
    zoneNameServers: ["ns-1.awsdns-01.org", "ns-2.awsdns-02.net"],
    ...(workloadTable === undefined
      ? {}
      : { workloadTableName: workloadTable, workloadTableArn: table(workloadTable) }),
    controlTableName: controlTable,
    controlTableArn: table(controlTable),
    ...(sessionsTable === undefined
      ? {}
      : { sessionsTableName: sessionsTable, sessionsTableArn: table(sessionsTable) }),
    ...(globalCluster === undefined
      ? {}
      : {
          globalClusterId: globalCluster,
          databaseSecretArns: { primary: secret("primary"), standby: secret("standby") },
        }),
    certificateArns: {},
  };
}

/** The environment `dev` of payments-us. */
export const { topology, sharedOutputs, foundationOutputs } = environmentOf("payments-us");
