import {
  APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetResourcesCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll } from "vitest";
import type { TestEmulator } from "../../testing/emulator.ts";

/** An API that a test file's resources belong to; its ids are known inside tests and hooks. */
export interface TestApi {
  readonly id: string;
  readonly rootId: string;
}

/** Makes an API before the file's first test and deletes it after the last. */
export function useApi(emulator: TestEmulator, region: string): TestApi {
  const api = { id: "", rootId: "" };
  beforeAll(async () => {
    const client = emulator.client(APIGatewayClient, region);
    const { id = "" } = await client.send(new CreateRestApiCommand({ name: "payments" }));
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId: id }));
    Object.assign(api, { id, rootId: items[0]?.id });
  });
  afterAll(async () => {
    await emulator.client(APIGatewayClient, region).send(new DeleteRestApiCommand({ restApiId: api.id }));
  });
  return api;
}
