import { expect, test } from "vitest";
import { EndpointNames } from "./endpoint-names.ts";

const arn = (region: string) => `arn:aws:rds:${region}:000000000000:cluster:ledger`;
const created = (region: string, id: string) =>
  `<DBCluster><DBClusterArn>${arn(region)}</DBClusterArn><Status>available</Status>` +
  `<Endpoint>ledger.cluster-${id}.${region}.rds.amazonaws.com</Endpoint>\n` +
  `<ReaderEndpoint>ledger.cluster-ro-${id}.${region}.rds.amazonaws.com</ReaderEndpoint></DBCluster>`;
const lost = (region: string) =>
  `<DBCluster><DBClusterArn>${arn(region)}</DBClusterArn><Status>available</Status>` +
  `<Endpoint>localhost</Endpoint>\n<ReaderEndpoint>localhost</ReaderEndpoint></DBCluster>`;
const instance = (name: string, cluster: string) =>
  `<DBInstance><DBInstanceIdentifier>${name}</DBInstanceIdentifier><Endpoint><Address>localhost</Address></Endpoint>` +
  `<DBClusterIdentifier>${cluster}</DBClusterIdentifier></DBInstance>`;

function known(): EndpointNames {
  const names = new EndpointNames();
  expect(names.learn(created("us-east-1", "1a2b"))).toBe(arn("us-east-1"));
  expect(names.learn(created("us-west-2", "3c4d"))).toBe(arn("us-west-2"));
  return names;
}

test("puts each cluster's names back, and leaves those alone that it does not know", () => {
  const unknown = lost("eu-west-1");
  const answer = `${lost("us-west-2")}${unknown}${lost("us-east-1")}`;
  expect(known().restore(answer, "us-east-1")).toBe(
    `${created("us-west-2", "3c4d")}${unknown}${created("us-east-1", "1a2b")}`,
  );
});

test("gives instances their names in the region that is asked", () => {
  const answer = `${instance("one", "ledger")}${instance("two", "ledger")}${instance("three", "another")}`;
  const found = known().restore(answer, "us-west-2");
  expect([...found.matchAll(/<Address>([^<]+)</g)].map(([, address]) => address)).toEqual([
    "one.3c4d.us-west-2.rds.amazonaws.com",
    "two.3c4d.us-west-2.rds.amazonaws.com",
    "localhost",
  ]);
});

test("every endpoint leads to its cluster", () => {
  const names = known();
  for (const host of ["ledger.cluster-3c4d", "ledger.cluster-ro-3c4d", "one.3c4d"]) {
    expect(names.clusterAt(`${host}.us-west-2.rds.amazonaws.com`)).toBe(arn("us-west-2"));
  }
  for (const host of ["other.cluster-3c4d.us-west-2", "ledger.cluster-3c4d.us-east-1", "one.5e6f.us-west-2"]) {
    expect(names.clusterAt(`${host}.rds.amazonaws.com`)).toBeUndefined();
  }
});

test("learns nothing from an answer without a cluster", () => {
  expect(new EndpointNames().learn("<ErrorResponse/>")).toBeUndefined();
});
