// Loaded by Node.js before the program of an instance (`--import`), so that it runs as it is: its DNS and HTTPS go where its
// region's do, it listens on a free port of 127.0.0.1, which it tells, and it waits where its instance is held in a warm pool.
import { once } from "node:events";
import net from "node:net";
import { joinNetwork } from "../sandbox/join-network.ts";
import { placeVariable, startWord } from "./preload-contract.ts";
import type { InstancePlace, InstanceWord } from "./preload-contract.ts";

const place = JSON.parse(process.env[placeVariable] ?? "") as InstancePlace;
// It is nothing of the program's, and neither is the channel.
delete process.env[placeVariable];
process.on("disconnect", () => process.exit(1));
joinNetwork(place.region, place);
listenLocally();
if (place.held) {
  const word = once(process, "message");
  say("held");
  const [said] = (await word) as [unknown];
  if (said !== startWord) throw new Error(`the supervisor said ${JSON.stringify(said)}, not ${startWord}`);
}
process.channel?.unref();

function say(word: InstanceWord): void {
  process.send?.(word);
}

/** Has every server of this process that asks for a TCP port listen at 127.0.0.1, on a free port, which is told. */
function listenLocally(): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with the server that it was called for
  const listen = net.Server.prototype.listen as (...args: unknown[]) => net.Server;
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]): net.Server {
    const [first, ...rest] = args;
    const isPort = typeof first === "number" || (typeof first === "string" && /^\d+$/.test(first));
    const hasPort = typeof first === "object" && first !== null && "port" in first;
    if (!isPort && !hasPort) return Reflect.apply(listen, this, args);
    this.once("listening", () => {
      const address = this.address();
      if (typeof address === "object" && address !== null) say({ port: address.port });
    });
    const callback = rest.findLast((argument) => typeof argument === "function");
    const options = { ...(hasPort ? first : {}), port: 0, host: "127.0.0.1" };
    return Reflect.apply(listen, this, callback === undefined ? [options] : [options, callback]);
  };
}
