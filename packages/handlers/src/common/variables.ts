import * as z from "zod/mini";

/** A variable's pattern, and the words for it. */
const text = (pattern: RegExp, legal: string) => z.string(legal).check(z.regex(pattern, legal));

/** The variables that functions know, by what they hold. */
export const variables = {
  table: text(/^[A-Za-z0-9_.-]{3,255}$/, "a DynamoDB table name, 3-255 letters, digits, _ . and -"),
  bucket: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "an S3 bucket name, 3-63 of a-z 0-9 . and -"),
  topicArn: text(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/, "an SNS topic's ARN"),
  secretArn: text(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,519}$/,
    "a Secrets Manager secret's ARN",
  ),
  databaseName: text(/^[a-z][a-z0-9_]{0,62}$/, "a database name, a letter, then up to 62 of a-z 0-9 and _"),
  absolutePath: text(/^\/[^\0]+$/, "an absolute path"),
  domainName: text(/^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+$/, "a domain name in lower case, without a dot at its end"),
  httpsUrl: text(/^https:\/\/[a-z0-9.-]+(:\d+)?(\/\S*)?$/, "an https URL"),
  /** A region by its name; for what other than Lambda sets. */
  regionName: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1"),
  side: z.enum(["primary", "standby"], "primary | standby"),
  serves: z.enum(["all", "health"], "all | health"),
  flag: z.enum(["true", "false"], "true | false"),
  environment: text(/^[a-z][a-z0-9-]{0,15}$/, "a letter, then up to 15 of a-z 0-9 and -"),
  service: text(/^[A-Za-z0-9_.-]{1,64}$/, "1-64 letters, digits, _ . and -"),
  logLevel: z.enum(["DEBUG", "INFO", "WARN", "ERROR"], "DEBUG | INFO | WARN | ERROR"),
  /** Set by Lambda, which reserves the name: infrastructure never sets it. */
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1, set by Lambda itself"),
  /** Set by Lambda, as the region. */
  functionName: text(/^[A-Za-z0-9_-]{1,64}$/, "a function's name, 1-64 letters, digits, - and _, set by Lambda itself"),
};

/**
 * The checked variables of the process; others are left out.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readVariables<Schema extends z.ZodMiniObject>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const parsed = z.safeParse(schema, source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const variable = String(path[0]);
    const value = source[variable];
    return `${variable} is ${value === undefined ? "missing" : JSON.stringify(value)}, legal is ${message}`;
  });
  throw new Error(
    `the function's environment is wrong: ${problems.join("; ")}; deploy the region's stack again with \`pulumi up\``,
  );
}
