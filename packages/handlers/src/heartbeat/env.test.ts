import { expect, test } from "vitest";
import { readEnvironment } from "./env.ts";

const complete = {
  CONTROL_TABLE: "control-dev1",
  DOCUMENTS_BUCKET: "payment-docs-us-east-1-dev1",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "payment-heartbeat",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-1",
  AWS_LAMBDA_FUNCTION_NAME: "payment-heartbeat-us-east-1-dev1",
};

test("reads the variables of infrastructure, and Lambda's region and function", () => {
  expect(readEnvironment({ ...complete, PATH: "/bin" })).toEqual({
    controlTable: "control-dev1",
    documentsBucket: "payment-docs-us-east-1-dev1",
    environment: "dev",
    service: "payment-heartbeat",
    logLevel: "INFO",
    region: "us-east-1",
    functionName: "payment-heartbeat-us-east-1-dev1",
  });
});

test("names every missing or wrong variable at once", () => {
  expect(() => readEnvironment({ ...complete, CONTROL_TABLE: undefined, AWS_LAMBDA_FUNCTION_NAME: "a.b" })).toThrow(
    new Error(
      "the function's environment is wrong: " +
        "CONTROL_TABLE is missing, legal is a DynamoDB table name, 3-255 letters, digits, _ . and -; " +
        'AWS_LAMBDA_FUNCTION_NAME is "a.b", legal is a function\'s name, 1-64 letters, digits, - and _, set by Lambda itself; ' +
        "deploy the region's stack again with `pulumi up`",
    ),
  );
});
