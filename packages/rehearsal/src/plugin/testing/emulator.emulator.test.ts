import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { accountId, useEmulator } from "./emulator.ts";

const emulator = useEmulator();

test("the emulator answers as the dummy account", async () => {
  const identity = await emulator.client(STSClient, "us-east-1").send(new GetCallerIdentityCommand({}));
  expect(identity.Account).toBe(accountId);
});

test("a context keeps its clients, and shares none with an independent one", () => {
  const context = emulator.context("us-east-1");
  expect(context.client(STSClient)).toBe(context.client(STSClient));
  expect(context.client(STSClient)).not.toBe(emulator.client(STSClient, "us-east-1"));
});
