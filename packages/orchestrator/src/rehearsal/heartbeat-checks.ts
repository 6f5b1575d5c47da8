import { topologyOf } from "@tandem/config";
import type { EnvironmentConfig, Role } from "@tandem/config";
import { heartbeatItemKey, heartbeatObjectKey } from "@tandem/config/heartbeat";
import { z } from "zod";
import type { ProvingGround } from "../ports.ts";
import { check, expectFound } from "./answers.ts";
import type { Look } from "./answers.ts";
import type { Check } from "./report.ts";

/** Seconds after which a heartbeat says nothing of whether its region is alive. */
const STALE_SECONDS = 60;

const heartbeat = z.object({ region: z.string(), writtenAt: z.number() });

/**
 * Starts both regions' heartbeat writers as their schedules do, which would take a minute, and looks for what they write in
 * the other region: the item, and the object in the bucket. The writers go on until they have lasted or are deleted.
 */
export async function checkHeartbeats(
  ground: Pick<ProvingGround, "start" | "item" | "object">,
  config: EnvironmentConfig,
): Promise<readonly Check[]> {
  const { names, regions } = topologyOf(config);
  const side = async (here: Role, there: Role): Promise<readonly Check[]> => {
    const [region, other] = [regions[here], regions[there]];
    const judged = (found: unknown): Look => (found === undefined ? { missing: "nothing" } : judge(found, region));
    return [
      await check(`${here}-heartbeat-started`, async () => {
        await ground.start(names[here].heartbeat, region);
        return { ok: true, detail: `${names[here].heartbeat} started` };
      }),
      await check(`${here}-heartbeat-arrives-in-${there}`, () =>
        expectFound({ what: "heartbeat", region: there }, async () =>
          judged(await ground.item(names.global.controlTable, heartbeatItemKey(region), other)),
        ),
      ),
      await check(`${here}-heartbeat-object-arrives-in-${there}`, () =>
        expectFound({ what: "heartbeat's object", region: there }, async () => {
          const text = await ground.object(names[there].documentsBucket, heartbeatObjectKey(region), other);
          return judged(text === undefined ? undefined : JSON.parse(text));
        }),
      ),
    ];
  };
  return (await Promise.all([side("primary", "standby"), side("standby", "primary")])).flat();
}

/** A heartbeat of another region is wrong; an old one is none. */
function judge(found: unknown, region: string): Look {
  const parsed = heartbeat.safeParse(found);
  if (!parsed.success || parsed.data.region !== region) return { wrong: `no heartbeat: ${JSON.stringify(found)}` };
  const age = (Date.now() - parsed.data.writtenAt) / 1000;
  return age >= 0 && age < STALE_SECONDS ? { wrong: undefined } : { missing: `a heartbeat of ${age} s ago` };
}
