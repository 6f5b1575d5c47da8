import { expect, test } from "vitest";
import { connect, parseConfiguration } from "./configuration.ts";

const configuration = { region: "us-east-1", allowedAccountIds: undefined, defaultTags: {} };
const environment = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

test("a provider's settings are read from the JSON that @pulumi/aws sends", () => {
  const inputs = {
    region: "us-east-1",
    allowedAccountIds: '["000000000000"]',
    defaultTags: '{"tags":{"App":"x"}}',
    skipCredentialsValidation: "false",
    skipRegionValidation: "true",
    version: "7.48.0",
  };
  expect(parseConfiguration(inputs)).toEqual({
    region: "us-east-1",
    allowedAccountIds: ["000000000000"],
    defaultTags: { App: "x" },
  });
  expect(parseConfiguration({ region: "us-east-1" })).toEqual(configuration);
});

test("settings that the stand-in does not know are refused by name, all at once", () => {
  expect(
    parseConfiguration({
      profile: "prod",
      skipRegionValidation: "false",
      allowedAccountIds: "[1",
      defaultTags: '{"tag":{}}',
    }),
  ).toEqual([
    { property: "region", reason: "missing; legal: the name of a region" },
    {
      property: "allowedAccountIds",
      reason: "is no JSON: Expected ',' or ']' after array element in JSON at position 2 (line 1 column 3)",
    },
    { property: "defaultTags.tag", reason: "unknown to the stand-in of aws.Provider; legal: tags" },
    { property: "skipRegionValidation", reason: 'Invalid input: expected "true"' },
    {
      property: "profile",
      reason:
        "unknown to the stand-in of aws.Provider; legal: allowedAccountIds, defaultTags, region, skipCredentialsValidation, skipRegionValidation, version",
    },
  ]);
});

test("only this machine is connected to", async () => {
  const real = { ...environment, AWS_ENDPOINT_URL: "https://kms.us-east-1.amazonaws.com" };
  await expect(connect(configuration, real)).rejects.toThrow('not to "https://kms.us-east-1.amazonaws.com"');
  const { AWS_ENDPOINT_URL: _, ...unset } = environment;
  await expect(connect(configuration, unset)).rejects.toThrow('not to ""');
});

test("only a rehearsal's credentials are used, and no others are shown", async () => {
  const real = { ...environment, AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SESSION_TOKEN: "token" };
  await expect(connect(configuration, real)).rejects.toThrow(
    /^AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN is not a rehearsal's; legal: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY both "test", and no AWS_SESSION_TOKEN; run \.\/tandem shell <env>$/,
  );
});
