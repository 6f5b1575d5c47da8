import { expect, test } from "vitest";
import { readEnvironment } from "./env.ts";

const complete = {
  STATE_TABLE: "payment-controller-state-us-east-2-dev1",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "failover-latch",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-2",
};

test("reads the variables of infrastructure, and Lambda's region", () => {
  expect(readEnvironment({ ...complete, PATH: "/bin" })).toEqual({
    stateTable: "payment-controller-state-us-east-2-dev1",
    environment: "dev",
    service: "failover-latch",
    logLevel: "INFO",
    region: "us-east-2",
  });
});

test("names every missing or wrong variable at once", () => {
  expect(() => readEnvironment({ ...complete, STATE_TABLE: undefined, LOG_LEVEL: "loud" })).toThrow(
    new Error(
      "the function's environment is wrong: " +
        "STATE_TABLE is missing, legal is a DynamoDB table name, 3-255 letters, digits, _ . and -; " +
        'LOG_LEVEL is "loud", legal is DEBUG | INFO | WARN | ERROR; ' +
        "deploy the region's stack again with `pulumi up`",
    ),
  );
});
