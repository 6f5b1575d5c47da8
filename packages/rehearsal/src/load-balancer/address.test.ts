import { regionNames } from "@tandem/config";
import { expect, it } from "vitest";
import { BalancerAddresses, regionOfAddress } from "./address.ts";

it("gives each balancer an address of its own, which tells its region, and keeps it", () => {
  const addresses = new BalancerAddresses();
  const given = regionNames.map((region) => addresses.of(`lb-1.${region}.elb.amazonaws.com`, region));
  expect(new Set(given).size).toBe(regionNames.length);
  expect(given.map(regionOfAddress)).toEqual(regionNames);
  expect(given.map((address) => addresses.nameAt(address))).toEqual(
    regionNames.map((region) => `lb-1.${region}.elb.amazonaws.com`),
  );
  expect(addresses.of("lb-1.us-west-2.elb.amazonaws.com", "us-west-2")).toBe(given[regionNames.indexOf("us-west-2")]);
});

it("gives valid addresses to more balancers than a byte counts", () => {
  const addresses = new BalancerAddresses();
  const given = Array.from({ length: 300 }, (_, index) => addresses.of(`lb-${index}.x`, "us-east-1"));
  expect(given[0]).toMatch(/^127\.\d+\.0\.1$/);
  expect(given[299]).toMatch(/^127\.\d+\.1\.44$/);
  expect(new Set(given).size).toBe(300);
});

it.each(["127.0.0.1", "127.1.0.1", "10.64.0.1", "127.255.0.1", "lb-1.us-west-2.elb.amazonaws.com", ""])(
  "takes %j for no balancer's address",
  (text) => {
    expect(regionOfAddress(text)).toBeUndefined();
  },
);

it("refuses a region that is none", () => {
  expect(() => new BalancerAddresses().of("lb", "mars-1")).toThrow("lb: mars-1 is no region");
});
