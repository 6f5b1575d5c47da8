import type { Fault } from "@tandem/orchestrator/ports";
import { expect, it } from "vitest";
import { effectOf, faultsSchema, isCut, isCutOff } from "./faults.ts";
import type { Journey } from "./faults.ts";

const reset = { kind: "reset" };
const answered = { kind: "answered", delayMs: 0 };

it.each([
  ["its own region", { region: "us-east-1", service: "dynamodb" }, reset],
  ["another region", { region: "us-east-2", service: "dynamodb" }, answered],
  ["no region", { region: undefined, service: undefined }, answered],
  ["IAM, which is in us-east-1 for everyone", { region: "us-east-2", service: "iam" }, reset],
  ["Route 53, which is in us-east-1 for everyone", { region: "us-east-2", service: "route53" }, reset],
  ["its functions, wherever they call", { region: "us-east-2", service: "s3", source: "us-east-1" }, reset],
  [
    "another region's functions that call elsewhere",
    { region: "us-west-2", service: "s3", source: "us-east-2" },
    answered,
  ],
])("a dark us-east-1 is dark for %s", (_, journey: Journey, expected) => {
  expect(effectOf([{ kind: "dark", region: "us-east-1" }], journey)).toEqual(expected);
});

it("leaves the global services where another region is dark", () => {
  expect(effectOf([{ kind: "dark", region: "us-east-2" }], { region: "us-east-2", service: "iam" })).toEqual(answered);
  expect(effectOf([], { region: "us-east-2", service: "s3" })).toEqual(answered);
});

it.each([
  ["the API's calls", { region: "us-east-1", service: "execute-api" }, { kind: "refused", status: 503 }],
  ["the API's control plane", { region: "us-east-1", service: "apigateway" }, answered],
  ["the API's calls elsewhere", { region: "us-east-2", service: "execute-api" }, answered],
])("errors of execute-api meet, of %s, those calls alone", (_, journey: Journey, expected) => {
  const faults: Fault[] = [{ kind: "errors", region: "us-east-1", service: "execute-api", status: 503 }];
  expect(effectOf(faults, journey)).toEqual(expected);
});

it("finds Route 53's control plane in us-east-1, whatever region signs", () => {
  const down: Fault = { kind: "errors", region: "us-east-1", service: "route53", status: 503 };
  const call = { region: "us-east-2", service: "route53" };
  expect(effectOf([down], call)).toEqual({ kind: "refused", status: 503 });
  expect(effectOf([{ ...down, region: "us-east-2" }], call)).toEqual(answered);
});

it("holds the answers of one service in one region back, as long as the slowest fault says", () => {
  const slow = (service: string, milliseconds: number): Fault => ({
    kind: "latency",
    region: "us-east-1",
    service,
    milliseconds,
  });
  const faults = [slow("dynamodb", 300), slow("dynamodb", 1500), slow("s3", 9000)];
  expect(effectOf(faults, { region: "us-east-1", service: "dynamodb" })).toEqual({ kind: "answered", delayMs: 1500 });
  expect(effectOf(faults, { region: "us-east-2", service: "dynamodb" })).toEqual(answered);
});

it.each([
  ["us-east-1", "us-east-2", reset],
  ["us-east-2", "us-east-1", reset],
  ["us-east-1", "us-east-1", answered],
  ["us-east-1", "us-west-2", answered],
  [undefined, "us-east-1", answered],
])("a cut between us-east-1 and us-east-2, from %s to %s", (source, region, expected) => {
  const faults: Fault[] = [{ kind: "cut", regions: ["us-east-1", "us-east-2"] }];
  expect(effectOf(faults, { region, service: "dynamodb", source })).toEqual(expected);
});

it.each([
  ["another region", { region: "us-east-1", service: "dynamodb", source: "us-east-2" }, reset],
  ["what is in no region", { region: undefined, service: undefined, source: "us-east-2" }, reset],
  ["a global control plane", { region: "us-east-2", service: "iam", source: "us-east-2" }, reset],
  ["its own region", { region: "us-east-2", service: "dynamodb", source: "us-east-2" }, answered],
])("without egress, a region's functions and %s", (_, journey: Journey, expected) => {
  expect(effectOf([{ kind: "egress", region: "us-east-2" }], journey)).toEqual(expected);
});

it("lets clients into a region without egress", () => {
  const call = { region: "us-east-2", service: "execute-api", source: undefined };
  expect(effectOf([{ kind: "egress", region: "us-east-2" }], call)).toEqual(answered);
});

it("refuses the heartbeat of a mute region, and nobody else's", () => {
  const faults: Fault[] = [{ kind: "mute", region: "us-east-1" }];
  const write = { region: "us-east-1", service: "dynamodb", source: "us-east-1" };
  expect(effectOf(faults, { ...write, heartbeatOf: "us-east-1" })).toEqual({ kind: "refused", status: 503 });
  expect(effectOf(faults, { ...write, heartbeatOf: "us-east-2" })).toEqual(answered);
  expect(effectOf(faults, write)).toEqual(answered);
});

it("does the worst of several faults, in whatever order they stand", () => {
  const slow: Fault = { kind: "latency", region: "us-east-1", service: "dynamodb", milliseconds: 100 };
  const down: Fault = { kind: "errors", region: "us-east-1", service: "dynamodb", status: 500 };
  const dark: Fault = { kind: "dark", region: "us-east-1" };
  const call = { region: "us-east-1", service: "dynamodb" };
  expect(effectOf([slow, down, dark], call)).toEqual(reset);
  expect(effectOf([dark, down, slow], call)).toEqual(reset);
  expect(effectOf([slow, down], call)).toEqual({ kind: "refused", status: 500 });
});

it("keeps the name servers from who is dark or has no egress", () => {
  expect(isCutOff([{ kind: "dark", region: "us-east-1" }], "us-east-1")).toBe(true);
  expect(isCutOff([{ kind: "egress", region: "us-east-1" }], "us-east-1")).toBe(true);
  expect(isCutOff([{ kind: "egress", region: "us-east-1" }], "us-east-2")).toBe(false);
  expect(isCutOff([{ kind: "cut", regions: ["us-east-1", "us-east-2"] }], "us-east-1")).toBe(false);
});

it("cuts two regions, and none from itself", () => {
  const faults: Fault[] = [{ kind: "cut", regions: ["us-east-1", "us-east-2"] }];
  expect([isCut(faults, "us-east-2", "us-east-1"), isCut(faults, "us-east-1", "us-east-1")]).toEqual([true, false]);
  expect(isCut(faults, "us-east-1", "us-west-2")).toBe(false);
});

it("takes every kind of fault as its owner writes it", () => {
  const faults: Fault[] = [
    { kind: "dark", region: "us-east-1" },
    { kind: "errors", region: "us-east-1", service: "monitoring", status: 503 },
    { kind: "latency", region: "us-east-1", service: "dynamodb", milliseconds: 1 },
    { kind: "cut", regions: ["us-east-1", "us-east-2"] },
    { kind: "egress", region: "us-east-1" },
    { kind: "mute", region: "us-east-1" },
  ];
  expect(faultsSchema.parse(faults)).toEqual(faults);
});

it.each([
  ["an unknown kind", [{ kind: "dim", region: "us-east-1" }]],
  ["a fault without a region", [{ kind: "dark" }]],
  ["a fault with more than it needs", [{ kind: "dark", region: "us-east-1", service: "s3" }]],
  ["errors that are none", [{ kind: "errors", region: "us-east-1", service: "s3", status: 200 }]],
  ["a latency of nothing", [{ kind: "latency", region: "us-east-1", service: "s3", milliseconds: 0 }]],
  ["a cut of one region", [{ kind: "cut", regions: ["us-east-1"] }]],
  ["what is no list", { kind: "dark", region: "us-east-1" }],
])("%s is refused", (_, value) => {
  expect(faultsSchema.safeParse(value).success).toBe(false);
});

it.each<Fault>([
  { kind: "database-dark", region: "us-east-1" },
  { kind: "replication-paused", region: "us-east-1" },
  { kind: "promotion-fails", times: 1 },
  { kind: "promotion-time", seconds: 0.5 },
  { kind: "headless", region: "us-east-1" },
  { kind: "engine-version", region: "us-east-1", version: "17.4" },
])("$kind is taken, and leaves requests alone", (fault) => {
  expect(faultsSchema.parse([fault])).toEqual([fault]);
  expect(effectOf([fault], { region: "us-east-1", service: "rds", source: "us-east-1" })).toEqual(answered);
});
