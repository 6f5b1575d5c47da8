import type { Now } from "../../common/age.ts";
import type { Log } from "../../common/log.ts";
import { createFence } from "../fence.ts";
import type { Fence, FencePorts } from "../fence.ts";
import type { RegionState } from "../ledger.ts";

const ignore = () => undefined;
const quiet: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** A primary's fence over a control table that only says its state, where DNS says nothing. */
export function fenceOf(
  readState: (signal?: AbortSignal) => Promise<RegionState | undefined>,
  now: Now,
  more: Partial<FencePorts> = {},
): Fence {
  const states: FencePorts["states"] = {
    read: async (signal) => {
      const state = await readState(signal);
      return state === undefined ? undefined : { confirmed: true, ...state };
    },
    confirm: async () => Promise.reject(new Error("nothing is to be confirmed")),
    fenceItself: async () => Promise.reject(new Error("nothing is to be fenced")),
  };
  const silent = async () => undefined;
  return createFence({
    states,
    lookUpRole: silent,
    role: "primary",
    startsFenced: false,
    now,
    log: quiet,
    ...more,
  });
}
