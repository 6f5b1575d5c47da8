import { expect, test } from "vitest";
import { readEnvironment } from "./env.ts";

const complete = {
  WORKLOAD_TABLE: "payments-dev1",
  CONTROL_TABLE: "control-dev1",
  DOCUMENTS_BUCKET: "payment-docs-us-east-1-dev1",
  STARTS_FENCED: "false",
  ROLE_RECORD: "role.api.pay.test",
  ROLE: "primary",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "payment-processor",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-1",
};

test("reads the variables of infrastructure and Lambda's region", () => {
  expect(readEnvironment({ ...complete, PATH: "/bin" })).toEqual({
    workloadTable: "payments-dev1",
    controlTable: "control-dev1",
    documentsBucket: "payment-docs-us-east-1-dev1",
    startsFenced: false,
    roleRecord: "role.api.pay.test",
    role: "primary",
    environment: "dev",
    service: "payment-processor",
    logLevel: "INFO",
    region: "us-east-1",
  });
});

test("names every missing variable at once", () => {
  expect(() => readEnvironment({})).toThrow(
    new Error(
      "the function's environment is wrong: " +
        "WORKLOAD_TABLE is missing, legal is a DynamoDB table name, 3-255 letters, digits, _ . and -; " +
        "CONTROL_TABLE is missing, legal is a DynamoDB table name, 3-255 letters, digits, _ . and -; " +
        "DOCUMENTS_BUCKET is missing, legal is an S3 bucket name, 3-63 of a-z 0-9 . and -; " +
        "STARTS_FENCED is missing, legal is true | false; " +
        "ROLE_RECORD is missing, legal is a domain name in lower case, without a dot at its end; " +
        "ROLE is missing, legal is primary | standby; " +
        "ENVIRONMENT is missing, legal is a letter, then up to 15 of a-z 0-9 and -; " +
        "POWERTOOLS_SERVICE_NAME is missing, legal is 1-64 letters, digits, _ . and -; " +
        "LOG_LEVEL is missing, legal is DEBUG | INFO | WARN | ERROR; " +
        "AWS_REGION is missing, legal is a region such as us-east-1, set by Lambda itself; " +
        "deploy the region's stack again with `pulumi up`",
    ),
  );
});

test.each([
  ["WORKLOAD_TABLE", "ab", "a DynamoDB table name, 3-255 letters, digits, _ . and -"],
  ["CONTROL_TABLE", "arn:aws:x", "a DynamoDB table name, 3-255 letters, digits, _ . and -"],
  ["DOCUMENTS_BUCKET", "Docs", "an S3 bucket name, 3-63 of a-z 0-9 . and -"],
  ["STARTS_FENCED", "yes", "true | false"],
  ["ROLE_RECORD", "Role.pay.test.", "a domain name in lower case, without a dot at its end"],
  ["ROLE", "active", "primary | standby"],
  ["ENVIRONMENT", "Dev", "a letter, then up to 15 of a-z 0-9 and -"],
  ["POWERTOOLS_SERVICE_NAME", "", "1-64 letters, digits, _ . and -"],
  ["LOG_LEVEL", "info", "DEBUG | INFO | WARN | ERROR"],
  ["AWS_REGION", "mars", "a region such as us-east-1, set by Lambda itself"],
])("shows a wrong %s with its value and what is legal", (variable, value, legal) => {
  expect(() => readEnvironment({ ...complete, [variable]: value })).toThrow(
    new Error(
      `the function's environment is wrong: ${variable} is ${JSON.stringify(value)}, legal is ${legal}; ` +
        "deploy the region's stack again with `pulumi up`",
    ),
  );
});

test("a region may start fenced", () => {
  expect(readEnvironment({ ...complete, STARTS_FENCED: "true" }).startsFenced).toBe(true);
});

test.each(["us-east-1", "eu-central-2", "ap-southeast-4", "us-gov-west-1"])("accepts %s", (region) => {
  expect(readEnvironment({ ...complete, AWS_REGION: region }).region).toBe(region);
});
