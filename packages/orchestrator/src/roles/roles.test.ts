import { expect, it } from "vitest";
import { readRoles } from "./read-roles.ts";

type Answer = { readonly status: number; readonly body: unknown } | Error;

const serves = (epoch: number): Answer => ({ status: 200, body: { status: "healthy", fenced: false, epoch } });
const fenced = (epoch: number): Answer => ({
  status: 503,
  body: { status: "unhealthy", reasons: ["it gave its role away"], fenced: true, epoch },
});
/** Of a region that was last updated before it gave its fence as a field. */
const fencedInWords = (epoch: number): Answer => ({
  status: 503,
  body: { status: "unhealthy", reasons: [`the region is fenced at epoch ${epoch}`], epoch },
});
const broken: Answer = {
  status: 503,
  body: { status: "unhealthy", reasons: ["the workload table does not answer: TimeoutError"], epoch: 1 },
};

function read(primary: Answer | undefined, standby: Answer | undefined) {
  const answers = { "https://p/live/health": primary, "https://s/live/health": standby };
  return readRoles({
    regions: { primary: "us-east-1", standby: "us-east-2" },
    endpoints: {
      primary: primary === undefined ? undefined : "https://p/live",
      standby: standby === undefined ? undefined : "https://s/live",
    },
    call: async (url) => {
      const answer = answers[url as keyof typeof answers];
      if (answer instanceof Error) throw answer;
      const { status, body } = answer ?? { status: 404, body: "" };
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
    },
  });
}

it.each<[string, Answer | undefined, Answer | undefined, "primary" | "standby" | undefined]>([
  ["before any failover, the primary", serves(1), serves(1), "primary"],
  ["after a failover, the standby", fenced(2), serves(2), "standby"],
  ["after a failover, the standby, by words alone", fencedInWords(2), serves(2), "standby"],
  ["after a failover that the primary has not heard of, the standby", serves(1), serves(2), "standby"],
  ["after a failback, the primary", serves(3), fenced(3), "primary"],
  ["the primary, where the standby does not answer", serves(1), new Error("ECONNREFUSED"), "primary"],
  ["the standby, where the primary is gone since", new Error("ECONNREFUSED"), serves(2), "standby"],
  ["unknown, where only the standby answers", new Error("ECONNREFUSED"), serves(1), undefined],
  ["unknown, where the primary is broken", broken, serves(1), undefined],
  ["unknown, where both are fenced", fenced(2), fenced(2), undefined],
  ["unknown, where nothing is rolled out", undefined, undefined, undefined],
])("says which region is active: %s", async (_, primary, standby, active) => {
  expect((await read(primary, standby)).active).toBe(active);
});

it("takes a fence that the region could not read for none", async () => {
  const reasons = ["the control table does not answer: fenced off"];
  const { regions, active } = await read(
    { status: 503, body: { status: "unhealthy", reasons, fenced: "unknown" } },
    serves(1),
  );
  expect(regions.primary.state).toBe("unhealthy");
  expect(active).toBe(undefined);
});

it("says why a region is not healthy, and never takes an answer without a verdict for one", async () => {
  const gone = await read(broken, new Error("ECONNREFUSED"));
  expect(gone.regions).toEqual({
    primary: {
      region: "us-east-1",
      state: "unhealthy",
      epoch: 1,
      detail: "the workload table does not answer: TimeoutError",
    },
    standby: {
      region: "us-east-2",
      state: "unknown",
      epoch: undefined,
      detail: "/health does not answer: ECONNREFUSED",
    },
  });
  const strange = await read({ status: 200, body: "<html>" }, { status: 200, body: { status: "fine" } });
  expect(strange.regions.primary).toMatchObject({ state: "unknown", detail: "/health answered 200 without a verdict" });
  expect(strange.regions.standby.state).toBe("unknown");
  expect((await read(undefined, serves(1))).regions.primary.detail).toBe("it is not rolled out");
});
