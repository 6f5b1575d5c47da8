import type { Role, Topology } from "@tandem/config";
import { dataTables } from "../arns.ts";
import { globalName } from "../parts.ts";
import type { AlarmSpec } from "./alarm.ts";
import { atOnce } from "./limits.ts";

/** What people call the tables with what clients write. */
const words = { workloadTable: "ledger", sessionsTable: "sessions" } as const;

/** What can go wrong with the tables in a region, and with what they send to the other. */
export function tableAlarmSpecs(topology: Topology, role: Role): readonly AlarmSpec[] {
  const tables = dataTables(topology).map((table) => ({ what: words[table], name: globalName(topology, table) }));
  return [
    ...tables.flatMap(({ what, name }) => [systemErrors(name, what, "PutItem"), systemErrors(name, what, "Query")]),
    systemErrors(topology.names.global.controlTable, "control", "GetItem"),
    ...tables.flatMap(({ what, name }) => [throttles(name, what, "Read"), throttles(name, what, "Write")]),
    ...tables.map(({ what, name }) => latency(name, what, topology, role)),
  ];
}

const counted = {
  namespace: "AWS/DynamoDB",
  statistic: "Sum",
  comparison: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  minutes: atOnce,
  noData: { is: "notBreaching", because: "DynamoDB reports it only when it happens" },
} as const;

/** The metric exists per operation only. */
function systemErrors(table: string, what: string, operation: string): AlarmSpec {
  return {
    ...counted,
    key: `${what}-${operation.toLowerCase()}-errors`,
    meaning: `DynamoDB fails ${operation} on the ${what} table`,
    metricName: "SystemErrors",
    dimensions: { TableName: table, Operation: operation },
  };
}

function throttles(table: string, what: string, kind: "Read" | "Write"): AlarmSpec {
  return {
    ...counted,
    key: `${what}-${kind.toLowerCase()}-throttles`,
    meaning: `DynamoDB throttles ${kind.toLowerCase()}s of the ${what} table`,
    metricName: `${kind}ThrottleEvents`,
    dimensions: { TableName: table },
  };
}

function latency(table: string, what: string, { regions, budgets }: Topology, role: Role): AlarmSpec {
  return {
    key: `${what}-replication-latency`,
    meaning: `what is written to the ${what} table here reaches the other region later than half the RPO`,
    namespace: "AWS/DynamoDB",
    metricName: "ReplicationLatency",
    dimensions: { TableName: table, ReceivingRegion: regions[role === "primary" ? "standby" : "primary"] },
    statistic: "Average",
    comparison: "GreaterThanThreshold",
    threshold: (budgets.rpoSeconds * 1000) / 2,
    minutes: { breaching: 3, of: 3 },
    noData: { is: "missing", because: "it is reported for writes only, and a lag that nobody sees is not caught up" },
  };
}
