import { expect, it } from "vitest";
import { withStates } from "./control-plane.ts";
import type { TargetState } from "./target-health.ts";

const member = (id: string, health: string) =>
  `<member><Target><Id>${id}</Id><Port>80</Port></Target><HealthStatus>healthy</HealthStatus><TargetHealth>${health}</TargetHealth></member>`;
const answerOf = (...members: string[]) => ({
  status: 200,
  headers: {},
  body: Buffer.from(`<TargetHealthDescriptions>${members.join("")}</TargetHealthDescriptions>`),
});

it("says of each target what its checks saw, and why", () => {
  const states: Readonly<Record<string, TargetState>> = { a: "healthy", b: "unhealthy", c: "initial", d: "unused" };
  const known = answerOf(...["a", "b", "c", "d", "e"].map((id) => member(id, "<State>healthy</State>")));
  expect(withStates(known, (id) => states[id]).body.toString()).toBe(
    answerOf(
      member("a", "<State>healthy</State>"),
      member("b", "<State>unhealthy</State><Reason>Target.FailedHealthChecks</Reason>"),
      member("c", "<State>initial</State><Reason>Elb.RegistrationInProgress</Reason>"),
      member("d", "<State>unused</State><Reason>Target.NotInUse</Reason>"),
      member("e", "<State>healthy</State>"),
    ).body.toString(),
  );
});
