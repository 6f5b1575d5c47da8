import { expect, test } from "vitest";
import { readEnvironment } from "./env.ts";

const complete = {
  STATE_TABLE: "controller-state-dev1",
  CONTROL_TABLE: "control-dev1",
  MARKER_TABLE: "payments-dev1",
  PRIMARY_REGION: "us-east-1",
  STANDBY_REGION: "us-east-2",
  PRIMARY_BUCKET: "payment-docs-us-east-1-dev1",
  STANDBY_BUCKET: "payment-docs-us-east-2-dev1",
  PRIMARY_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1",
  STANDBY_TOPIC_ARN: "arn:aws:sns:us-east-2:123456789012:failover-alerts-us-east-2-dev1",
  FAILOVER_NAME: "api.pay.test",
  CONTROL_PROBE_URL: "https://dynamodb.us-west-2.amazonaws.com/ping",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "failover-controller",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-2",
  AWS_LAMBDA_FUNCTION_NAME: "failover-controller-us-east-2-dev1",
};

test("reads the variables of infrastructure, and Lambda's function", () => {
  expect(readEnvironment({ ...complete, PATH: "/bin" })).toEqual({
    stateTable: "controller-state-dev1",
    controlTable: "control-dev1",
    markerTable: "payments-dev1",
    primary: {
      region: "us-east-1",
      bucket: "payment-docs-us-east-1-dev1",
      topicArn: "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1",
    },
    standby: {
      region: "us-east-2",
      bucket: "payment-docs-us-east-2-dev1",
      topicArn: "arn:aws:sns:us-east-2:123456789012:failover-alerts-us-east-2-dev1",
    },
    failoverName: "api.pay.test",
    controlProbeUrl: "https://dynamodb.us-west-2.amazonaws.com/ping",
    environment: "dev",
    service: "failover-controller",
    logLevel: "INFO",
    functionName: "failover-controller-us-east-2-dev1",
  });
});

test("names every missing or wrong variable at once", () => {
  const wrong = { PRIMARY_REGION: "mars", PRIMARY_TOPIC_ARN: "alerts", CONTROL_PROBE_URL: "http://a.test" };
  expect(() => readEnvironment({ ...complete, ...wrong, FAILOVER_NAME: undefined })).toThrow(
    new Error(
      "the function's environment is wrong: " +
        'PRIMARY_REGION is "mars", legal is a region such as us-east-1; ' +
        'PRIMARY_TOPIC_ARN is "alerts", legal is an SNS topic\'s ARN; ' +
        "FAILOVER_NAME is missing, legal is a domain name in lower case, without a dot at its end; " +
        'CONTROL_PROBE_URL is "http://a.test", legal is an https URL; ' +
        "deploy the region's stack again with `pulumi up`",
    ),
  );
});

test("runs nowhere but in the standby's region", () => {
  expect(() => readEnvironment({ ...complete, AWS_REGION: "us-east-1" })).toThrow(
    new Error("the controller runs in us-east-1, and belongs into the standby's us-east-2"),
  );
});
