import { expect, it } from "vitest";
import { backendSettings, secretsProvider, stateBackend } from "./names.ts";

const input = { name: "acme", accountId: "123456789012", primaryRegion: "us-east-1", standbyRegion: "us-east-2" };

it("names everything after the organization, and the key alike in both regions", () => {
  const backend = stateBackend(input);
  expect(backend).toMatchObject({
    buckets: { primary: "acme-tandem-state-us-east-1", standby: "acme-tandem-state-us-east-2" },
    keyAlias: "alias/acme-tandem-state",
    replicationRole: "acme-tandem-state-replication",
  });
  expect(secretsProvider(backend)).toBe("awskms:///alias/acme-tandem-state");
  expect(backendSettings(backend, "standby", false)).toEqual({
    PULUMI_BACKEND_URL: "s3://acme-tandem-state-us-east-2?region=us-east-2",
    AWS_REGION: "us-east-2",
  });
  expect(backendSettings(backend, "primary", true).PULUMI_BACKEND_URL).toBe(
    "s3://acme-tandem-state-us-east-1?region=us-east-1&s3ForcePathStyle=true",
  );
});

it("keeps within the length of a bucket's name", () => {
  const name = "a".repeat(32);
  const { buckets } = stateBackend({ ...input, name, primaryRegion: "ap-northeast-1" });
  expect(buckets.primary.length).toBeLessThanOrEqual(63);
});

it("tells every problem at once", () => {
  const wrong = { name: "A", accountId: "12", primaryRegion: "mars", standbyRegion: undefined };
  const keys = ["name", "account", "primary-region", "standby-region"];
  const problems = keys.map((key) => expect.objectContaining({ key }) as unknown);
  expect(() => stateBackend(wrong)).toThrow(expect.objectContaining({ problems }));
});

it("wants two regions", () => {
  expect(() => stateBackend({ ...input, standbyRegion: "us-east-1" })).toThrow(
    "any region but the primary's, us-east-1",
  );
});
