import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { expect, test } from "vitest";
import { standInPluginFolder } from "./folder.ts";

/** The executable, started as the engine starts it, and the port that it prints. */
async function start() {
  const child = spawn(join(standInPluginFolder, "pulumi-resource-aws"), { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, port, ended: once(child, "exit") };
}

test("the executable prints its port, serves there, and ends when the engine asks", async () => {
  const { child, port, ended } = await start();
  expect(port).toMatch(/^\d+$/);
  const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  type Reply = (error: Error | null, info: pluginProto.PluginInfo) => void;
  const ask = promisify(client.getPluginInfo.bind(client) as (request: empties.Empty, reply: Reply) => void);
  expect((await ask(new empties.Empty())).getVersion()).toBe("7.48.0");
  client.close();
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
});

test("it ends when its engine is gone", async () => {
  const { child, ended } = await start();
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});
