import { expect, test } from "vitest";
import { withViews, withWriter } from "./global-answers.ts";

const [one, other] = ["arn:aws:rds:us-east-1:0:cluster:a", "arn:aws:rds:us-west-2:0:cluster:b"] as const;
const memberOf = (arn: string, isWriter: boolean, readers = "", status = "connected") =>
  `<GlobalClusterMember><DBClusterArn>${arn}</DBClusterArn>\n<Readers>${readers}</Readers>\n` +
  `<IsWriter>${isWriter}</IsWriter><SynchronizationStatus>${status}</SynchronizationStatus></GlobalClusterMember>`;
const global = (id: string, members: string, status = "available", state = "") =>
  `<GlobalClusterIdentifier>${id}</GlobalClusterIdentifier><Status>${status}</Status>${state}` +
  `<GlobalClusterMembers>${members}</GlobalClusterMembers>`;
const stateOf = (status: string, lossAllowed: boolean) =>
  `<FailoverState><Status>${status}</Status><FromDbClusterArn>${one}</FromDbClusterArn>` +
  `<ToDbClusterArn>${other}</ToDbClusterArn><IsDataLossAllowed>${lossAllowed}</IsDataLossAllowed></FailoverState>`;
const members = memberOf(one, true, `<member>${other}</member>`) + memberOf(other, false);

test("a move that is under way shows in its own global cluster alone", () => {
  const answer = global("a", members) + global("b", members);
  const move = { kind: "failover", from: one, to: other } as const;
  expect(
    withViews(answer, [
      { id: "b", move, resyncing: [] },
      { id: "c", move, resyncing: [] },
    ]),
  ).toBe(global("a", members) + global("b", members, "failing-over", stateOf("failing-over", true)));
});

test("a state that the emulator gives is replaced", () => {
  const answer = global("a", members, "switching-over", stateOf("pending", false));
  expect(withViews(answer, [{ id: "a", move: { kind: "switchover", from: one, to: other }, resyncing: [] }])).toBe(
    global("a", members, "switching-over", stateOf("failing-over", false)),
  );
});

test("a member that does not follow yet is being resynchronised", () => {
  expect(withViews(global("a", members), [{ id: "a", resyncing: [one] }])).toBe(
    global("a", memberOf(one, true, `<member>${other}</member>`, "pending-resync") + memberOf(other, false)),
  );
});

test("a cluster that names its global one is left alone", () => {
  const cluster =
    "<DBCluster><Status>available</Status><GlobalClusterIdentifier>a</GlobalClusterIdentifier></DBCluster>";
  expect(withViews(cluster, [{ id: "a", move: { kind: "failover", from: one, to: other }, resyncing: [] }])).toBe(
    cluster,
  );
});

test("the roles are put back to what they are until the move is done", () => {
  const moved = global("a", memberOf(one, false) + memberOf(other, true, `<member>${one}</member>`));
  expect(withWriter(moved, one)).toBe(global("a", members));
});
