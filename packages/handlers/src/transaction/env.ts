import * as z from "zod/mini";

/** A variable's pattern, and the words for it. */
const text = (pattern: RegExp, legal: string) => z.string(legal).check(z.regex(pattern, legal));

const tableName = text(/^[A-Za-z0-9_.-]{3,255}$/, "a DynamoDB table name, 3-255 letters, digits, _ . and -");

const configured = z.object({
  /** Name of this region's replica of the workload table. */
  WORKLOAD_TABLE: tableName,
  /** Name of this region's replica of the control table. */
  CONTROL_TABLE: tableName,
  /** Name of this region's bucket for the documents of payments. */
  DOCUMENTS_BUCKET: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "an S3 bucket name, 3-63 of a-z 0-9 . and -"),
  /** Name of the environment, for logs and the health bodies. */
  ENVIRONMENT: text(/^[a-z][a-z0-9-]{0,15}$/, "a letter, then up to 15 of a-z 0-9 and -"),
  /** Service name in every log line and in the health bodies. */
  POWERTOOLS_SERVICE_NAME: text(/^[A-Za-z0-9_.-]{1,64}$/, "1-64 letters, digits, _ . and -"),
  /** Least level that is logged. */
  LOG_LEVEL: z.enum(["DEBUG", "INFO", "WARN", "ERROR"], "DEBUG | INFO | WARN | ERROR"),
});

const lambda = z.object({
  /** Set by Lambda, which reserves the name: infrastructure never sets it. */
  AWS_REGION: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1, set by Lambda itself"),
});

/** The variables that infrastructure sets on the function, all of them and no others. */
export type TransactionEnvironment = z.infer<typeof configured>;

/** What the function knows of where it runs. */
export interface TransactionSettings {
  readonly workloadTable: string;
  readonly controlTable: string;
  readonly documentsBucket: string;
  readonly environment: string;
  readonly service: string;
  readonly logLevel: TransactionEnvironment["LOG_LEVEL"];
  readonly region: string;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): TransactionSettings {
  const parsed = z.extend(configured, lambda.shape).safeParse(source);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => {
      const variable = String(path[0]);
      const value = source[variable];
      return `${variable} is ${value === undefined ? "missing" : JSON.stringify(value)}, legal is ${message}`;
    });
    throw new Error(
      `the function's environment is wrong: ${problems.join("; ")}; deploy the region's stack again with \`pulumi up\``,
    );
  }
  const { data } = parsed;
  return {
    workloadTable: data.WORKLOAD_TABLE,
    controlTable: data.CONTROL_TABLE,
    documentsBucket: data.DOCUMENTS_BUCKET,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    region: data.AWS_REGION,
  };
}
