import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { requiredText } from "../properties.ts";
import { secretVersion } from "./secret-version.ts";
import { secret } from "./secret.ts";
import { seenSecret } from "./secrets-fixture.ts";

const emulator = useEmulator({ behindGate: true });
const [home, away] = ["us-east-1", "us-west-2"] as const;

test("a version is made, copied to the replica, kept through a rotation, replaced and given up", async () => {
  const context = emulator.context(home);
  const parent = await TestResource.create(secret, context, {
    name: "ledger",
    recoveryWindowInDays: 0,
    replicas: [{ region: away }],
  });
  const inputs = { secretId: parent.id, secretString: '{"password":"one"}' };
  const made = await TestResource.create(secretVersion, context, inputs);
  expect(made.id).toBe(`${parent.id}|${requiredText(made.state, "versionId")}`);
  expect(made.state).toEqual({
    ...inputs,
    arn: parent.id,
    secretArn: parent.id,
    versionId: expect.stringMatching(/^[\w-]{36}$/),
  });
  expect(await seenSecret(emulator, away, "ledger")).toMatchObject({ value: inputs.secretString });
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  const adopted = await TestResource.adopt(secretVersion, context, made.id);
  expect(adopted.inputs).toEqual({ ...inputs, versionStages: ["AWSCURRENT"] });

  const rotation = new PutSecretValueCommand({ SecretId: "ledger", SecretString: '{"password":"two"}' });
  const rotated = await emulator.client(SecretsManagerClient, home).send(rotation);
  expect(await seenSecret(emulator, away, "ledger")).toMatchObject({ value: '{"password":"two"}' });
  expect(await made.refresh()).toBe(true);
  expect(made.inputs).toEqual(inputs);
  await adopted.refresh();
  expect(adopted.inputs["versionStages"]).toEqual(["AWSPREVIOUS"]);

  expect(made.diff({ secretId: "other", secretString: "x", versionStages: ["a"] }).replaces).toEqual(
    new Set(["secretId", "secretString", "versionStages"]),
  );
  const next = await TestResource.create(secretVersion, context, { secretId: "ledger", secretString: "three" });
  await next.refresh();
  expect(next.inputs).toEqual({ secretId: "ledger", secretString: "three" });
  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  // The current one stays for as long as its secret.
  await next.delete();
  expect(await next.refresh()).toBe(true);
  const previous = new GetSecretValueCommand({ SecretId: "ledger", VersionStage: "AWSPREVIOUS" });
  const { VersionId } = await emulator.client(SecretsManagerClient, home).send(previous);
  expect(VersionId).toBe(rotated.VersionId);

  await parent.delete();
  expect(await next.refresh()).toBe(false);
  await next.delete();
});

test("properties that the entry does not know are refused", () => {
  expect(checkInputs(secretVersion, { secretId: "x", secretBinary: "y" }).map(({ property }) => property)).toEqual([
    "secretString",
    "secretBinary",
  ]);
});
