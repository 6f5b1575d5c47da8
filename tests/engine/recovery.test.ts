import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { layerFolder, repositoryRoot } from "@tandem/orchestrator";
import type { Layer } from "@tandem/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startGround } from "../rollout/ground.ts";
import type { Ground } from "../rollout/ground.ts";
import { finalState } from "../rollout/final-state.ts";
import { killOnceSilent, recover } from "../rollout/interrupted.ts";
import { startSilentProxy } from "../rollout/silent-proxy.ts";
import type { SeenCall, SilentProxy } from "../rollout/silent-proxy.ts";

let ground: Ground;
let proxy: SilentProxy;
let engine: ReturnType<Ground["engine"]>;
let shared: Layer;

beforeAll(async () => {
  ground = await startGround();
  proxy = await startSilentProxy(ground.proving.endpoint);
  engine = ground.engine({ AWS_ENDPOINT_URL: proxy.endpoint });
  shared = ground.layer("shared");
  await engine.create(shared);
});
afterAll(async () => {
  await proxy.close();
  await ground.stop();
});

const action =
  (name: string) =>
  ({ target, body }: SeenCall) =>
    target.endsWith(`.${name}`) || body.includes(`Action=${name}&`);
const typeIn = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

it.for([
  ["a key, found by its tag", "aws:kms/key:Key", "CreateKey"],
  ["a role, found by its name", "aws:iam/role:Role", "CreateRole"],
] as const)("takes over %s", async ([, type, call]) => {
  await killOnceSilent({ ground, layer: shared, silent: proxy.swallow(action(call)) }, () => engine.up(shared, {}));
  const { locks, imported } = await recover(ground, shared);
  expect(locks).toHaveLength(1);
  expect(imported.map(({ urn }) => typeIn(urn))).toContain(type);
});

it("leaves no resource twice and none that no state knows", async () => {
  await engine.up(shared, {});
  const { primary, standby } = ground.config.regions;
  const { resources = [] } = (await engine.checkpoint(shared)) ?? {};
  expect(await ground.proving.missing(resources, [primary, standby])).toEqual([]);
  const known = new Set(resources.map(({ type, id }) => `${type} ${id}`));
  const held = await ground.proving.inventory([primary, standby]);
  expect(held.filter(({ type, id }) => !known.has(`${type} ${id}`))).toEqual([]);
});

it("reads again what was being changed, and ends the change", async () => {
  const file = join(repositoryRoot, layerFolder(shared), `Pulumi.${shared.stackName}.yaml`);
  const before = await readFile(file, "utf8");
  await writeFile(file, before.replace("user/payment-operator", "user/other-operator"));
  const silent = proxy.swallow(action("UpdateAssumeRolePolicy"));
  await killOnceSilent({ ground, layer: shared, silent }, () => engine.up(shared, {}));
  const { reread } = await recover(ground, shared);
  expect(reread.map(typeIn)).toEqual(["aws:iam/role:Role"]);
  await engine.up(shared, {});
  const changed = await finalState(ground);
  expect(JSON.stringify(changed.states)).not.toContain("user/payment-operator");
  expect((await engine.previewAfterRefresh(shared, {})).changes).toEqual([]);
});

it("forgets what was being deleted and is gone, and leaves nothing", async () => {
  const silent = proxy.swallow(action("DeleteRole"));
  await killOnceSilent({ ground, layer: shared, silent }, () => engine.destroy(shared, {}));
  const { reread } = await recover(ground, shared);
  expect(reread.map(typeIn)).toContain("aws:iam/role:Role");
  await engine.destroy(shared, {});
  expect(await finalState(ground)).toMatchObject({ held: [], locks: [] });
  expect(await engine.checkpoint(shared)).toBe(undefined);
});
