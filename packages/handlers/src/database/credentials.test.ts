import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { createCredentials } from "./credentials.ts";

const secrets = mockClient(SecretsManagerClient);
const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf";
const user = { username: "ledger", password: "p1" };
const read = () => createCredentials(new SecretsManagerClient({}), arn);
beforeEach(() => {
  secrets.reset();
});

test("reads the secret once, also for those who ask side by side, and again once it was refused", async () => {
  secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ ...user, engine: "postgres" }) });
  const credentials = read();
  expect(await Promise.all([credentials.read(), credentials.read()])).toEqual([user, user]);
  expect(secrets.commandCalls(GetSecretValueCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { SecretId: arn },
  ]);
  credentials.forget();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ ...user, password: "p2" }) });
  expect(await credentials.read()).toEqual({ ...user, password: "p2" });
});

test("a reading that failed is not kept", async () => {
  secrets
    .on(GetSecretValueCommand)
    .rejectsOnce(new Error("away"))
    .resolves({ SecretString: JSON.stringify(user) });
  const credentials = read();
  await expect(credentials.read()).rejects.toThrow("away");
  expect(await credentials.read()).toEqual(user);
});

test("one that failed late leaves a newer one alone", async () => {
  let fail: (error: Error) => void = () => undefined;
  const late = new Promise<never>((_, reject) => (fail = reject));
  secrets
    .on(GetSecretValueCommand)
    .callsFakeOnce(() => late)
    .resolves({ SecretString: JSON.stringify(user) });
  const credentials = read();
  const first = credentials.read();
  credentials.forget();
  expect(await credentials.read()).toEqual(user);
  fail(new Error("late"));
  await expect(first).rejects.toThrow("late");
  await credentials.read();
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(2);
});

test.each([undefined, "p1", '{"username":"ledger"}', '{"username":"","password":"p1"}'])(
  "%s is no user, and is not told",
  async (SecretString) => {
    secrets.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });
    await expect(read().read()).rejects.toThrow(
      new Error(`the secret ${arn} has no user: legal is { username, password } as JSON`),
    );
  },
);
