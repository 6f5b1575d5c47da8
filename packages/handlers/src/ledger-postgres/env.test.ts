import { expect, test } from "vitest";
import { readEnvironment } from "./env.ts";

const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:transactions-db-dev1-AbCdEf";
const complete = {
  DATABASE_WRITER_HOST: "ledger.cluster-abc.us-east-1.rds.amazonaws.com",
  DATABASE_READER_HOST: "ledger.cluster-ro-abc.us-east-1.rds.amazonaws.com",
  DATABASE_PORT: "5432",
  DATABASE_NAME: "ledger",
  DATABASE_SECRET_ARN: secretArn,
  DATABASE_CA_FILE: "/var/runtime/ca-cert.pem",
  CONTROL_TABLE: "control-dev1",
  DOCUMENTS_BUCKET: "docs-us-east-1-dev1",
  SERVES: "all",
  STARTS_FENCED: "true",
  ROLE_RECORD: "role.api.pay.test",
  ROLE: "standby",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "transactions",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-1",
};
const database = {
  writerHost: complete.DATABASE_WRITER_HOST,
  readerHost: complete.DATABASE_READER_HOST,
  port: 5432,
  name: "ledger",
  secretArn,
  caFile: "/var/runtime/ca-cert.pem",
};
const settings = {
  database,
  controlTable: "control-dev1",
  sessionsTable: undefined,
  documentsBucket: "docs-us-east-1-dev1",
  serves: "all",
  startsFenced: true,
  roleRecord: "role.api.pay.test",
  role: "standby",
  environment: "dev",
  service: "transactions",
  logLevel: "INFO",
  region: "us-east-1",
};

test("reads the variables of infrastructure and Lambda's region", () => {
  expect(readEnvironment({ ...complete, PATH: "/bin" })).toEqual(settings);
  expect(readEnvironment({ ...complete, SESSIONS_TABLE: "sessions-dev1", STARTS_FENCED: "false" })).toEqual({
    ...settings,
    sessionsTable: "sessions-dev1",
    startsFenced: false,
  });
});

test.each([
  ["DATABASE_WRITER_HOST", "host", "a domain name in lower case, without a dot at its end"],
  ["DATABASE_PORT", "0", "a port, 1-65535"],
  ["DATABASE_PORT", "65536", "a port, 1-65535"],
  ["DATABASE_NAME", "Ledger", "a database name, a letter, then up to 62 of a-z 0-9 and _"],
  ["DATABASE_SECRET_ARN", "password", "a Secrets Manager secret's ARN"],
  ["DATABASE_CA_FILE", "ca.pem", "an absolute path"],
  ["SESSIONS_TABLE", "ab", "a DynamoDB table name, 3-255 letters, digits, _ . and -"],
  ["SERVES", "some", "all | health"],
])("shows a wrong %s with its value and what is legal", (variable, value, legal) => {
  expect(() => readEnvironment({ ...complete, [variable]: value })).toThrow(
    new Error(
      `the function's environment is wrong: ${variable} is ${JSON.stringify(value)}, legal is ${legal}; ` +
        "deploy the region's stack again with `pulumi up`",
    ),
  );
});
