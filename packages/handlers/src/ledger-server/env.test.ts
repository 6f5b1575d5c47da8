import { expect, test } from "vitest";
import { readEnvironment } from "./env.ts";

const variables = {
  DATABASE_WRITER_HOST: "ledger.cluster-abc.eu-central-1.rds.amazonaws.com",
  DATABASE_READER_HOST: "ledger.cluster-ro-abc.eu-central-1.rds.amazonaws.com",
  DATABASE_PORT: "5432",
  DATABASE_NAME: "trading",
  DATABASE_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-credentials-dev1-AbCdEf",
  DATABASE_CA_FILE: "/opt/tandem/rds-ca.pem",
  CONTROL_TABLE: "control-table-dev1",
  DOCUMENTS_BUCKET: "artifacts-primary-dev1",
  SERVES: "all",
  STARTS_FENCED: "false",
  ROLE_RECORD: "role.api.trading.test",
  ROLE: "primary",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "asg",
  LOG_LEVEL: "INFO",
  AWS_REGION: "eu-central-1",
  PORT: "8080",
};

test("reads what a function reads, and the port", () => {
  expect(readEnvironment(variables)).toMatchObject({
    port: 8080,
    controlTable: "control-table-dev1",
    region: "eu-central-1",
    database: { name: "trading", caFile: "/opt/tandem/rds-ca.pem" },
  });
});

test.each(["0", "65536", "http", undefined])("refuses the port %s", (port) => {
  expect(() => readEnvironment({ ...variables, PORT: port })).toThrow("legal is a port, 1-65535");
});
