import { requireEnvironment, topologyOf } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";

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

function foundationOutputsOf({ names, regions }: Topology) {
  const table = (name: string) => `arn:aws:dynamodb:${regions.primary}:${accountId}:table/${name}`;
  const { workloadTable, controlTable } = names.global;
  return {
    contractVersion: 1,
    zoneId: "Z1",
    zoneNameServers: ["ns-1.awsdns-01.org", "ns-2.awsdns-02.net"],
    ...(workloadTable === undefined
      ? {}
      : { workloadTableName: workloadTable, workloadTableArn: table(workloadTable) }),
    controlTableName: controlTable,
    controlTableArn: table(controlTable),
    certificateArns: {},
  };
}

/** The environment `dev` of payments-us. */
export const { topology, sharedOutputs, foundationOutputs } = environmentOf("payments-us");
