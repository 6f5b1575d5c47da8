import { createHash } from "node:crypto";

interface NameRule {
  readonly maxLength: number;
  readonly minLength: number;
  readonly alphabet: RegExp;
  readonly description: string;
}

/** Length and alphabet of each service's names. Sources: the Name parameter of each service's create call in its API reference. */
const rules = {
  "lambda-function": {
    minLength: 1,
    maxLength: 64,
    alphabet: /^[A-Za-z0-9_-]+$/,
    description: "1-64 letters, digits, - and _",
  },
  "iam-role": {
    minLength: 1,
    maxLength: 64,
    alphabet: /^[\w+=,.@-]+$/,
    description: "1-64 letters, digits and +=,.@-_",
  },
  "iam-policy": {
    minLength: 1,
    maxLength: 128,
    alphabet: /^[\w+=,.@-]+$/,
    description: "1-128 letters, digits and +=,.@-_",
  },
  "dynamodb-table": {
    minLength: 3,
    maxLength: 255,
    alphabet: /^[A-Za-z0-9_.-]+$/,
    description: "3-255 letters, digits, _ . and -",
  },
  "s3-bucket": {
    minLength: 3,
    maxLength: 63,
    // Endings that S3 keeps for aliases and for other kinds of buckets.
    alphabet: /^[a-z0-9][a-z0-9-]*[a-z0-9]$(?<!-s3alias|--ol-s3|--x-s3|--table-s3)/,
    description:
      "3-63 lower-case letters, digits and inner hyphens, not ending in -s3alias, --ol-s3, --x-s3 or --table-s3",
  },
  "sns-topic": {
    minLength: 1,
    maxLength: 256,
    alphabet: /^[A-Za-z0-9_-]+$/,
    description: "1-256 letters, digits, - and _",
  },
  "kms-alias": {
    minLength: 7,
    maxLength: 256,
    alphabet: /^alias\/[A-Za-z0-9/_-]+$/,
    description: "alias/ and letters, digits, / _ and -, 256 in all",
  },
  "log-group": {
    minLength: 1,
    maxLength: 512,
    alphabet: /^[A-Za-z0-9_/.#-]+$/,
    description: "1-512 letters, digits and _-/.#",
  },
  "rest-api": {
    minLength: 1,
    maxLength: 255,
    alphabet: /^[\x20-\x7e]+$/,
    description: "1-255 printable ASCII characters",
  },
  // CloudWatch takes 255; each alarm of a region adds what it watches.
  "alarm-prefix": {
    minLength: 1,
    maxLength: 200,
    alphabet: /^[\x20-\x7e]+$/,
    description: "1-200 printable ASCII characters",
  },
  schedule: {
    minLength: 1,
    maxLength: 64,
    alphabet: /^[A-Za-z0-9_.-]+$/,
    description: "1-64 letters, digits and -_.",
  },
  dashboard: {
    minLength: 1,
    maxLength: 255,
    alphabet: /^[A-Za-z0-9_-]+$/,
    description: "1-255 letters, digits, - and _",
  },
  // Balancers and target groups alike. AWS keeps names that begin with internal- for its own balancers.
  "load-balancer": {
    minLength: 1,
    maxLength: 32,
    alphabet: /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
    description: "1-32 letters, digits and inner hyphens, not beginning with internal-",
  },
  "target-group": {
    minLength: 1,
    maxLength: 32,
    alphabet: /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
    description: "1-32 letters, digits and inner hyphens",
  },
  "security-group": {
    minLength: 1,
    maxLength: 255,
    alphabet: /^(?!sg-)[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]+$/,
    description: "1-255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not beginning with sg-",
  },
  "auto-scaling-group": {
    minLength: 1,
    maxLength: 255,
    alphabet: /^[\x20-\x39\x3b-\x7e]+$/,
    description: "1-255 printable ASCII characters but the colon",
  },
  "launch-template": {
    minLength: 3,
    maxLength: 128,
    alphabet: /^[A-Za-z0-9().\-/_]+$/,
    description: "3-128 letters, digits and ().-/_",
  },
  // Clusters and global clusters. RDS stores capitals as small letters.
  "rds-identifier": {
    minLength: 1,
    maxLength: 63,
    alphabet: /^[a-z](-?[a-z0-9])*$/,
    description: "1-63 lower-case letters, digits and single inner hyphens, beginning with a letter",
  },
  // RDS takes 63; each instance of a cluster adds its number.
  "rds-instance-prefix": {
    minLength: 1,
    maxLength: 60,
    alphabet: /^[a-z](-?[a-z0-9])*$/,
    description: "1-60 lower-case letters, digits and single inner hyphens, beginning with a letter",
  },
  "rds-parameter-group": {
    minLength: 1,
    maxLength: 255,
    alphabet: /^[a-z](-?[a-z0-9])*$/,
    description: "1-255 lower-case letters, digits and single inner hyphens, beginning with a letter",
  },
  "db-subnet-group": {
    minLength: 1,
    maxLength: 255,
    alphabet: /^(?!default$)[a-z0-9 ._-]+$/,
    description: "1-255 lower-case letters, digits, spaces and ._-, not default",
  },
  secret: {
    minLength: 1,
    maxLength: 512,
    alphabet: /^[\w/+=.@-]+$/,
    description: "1-512 letters, digits and /_+=.@-",
  },
  // Systems Manager takes 1,011 with the path; each parameter of a region adds its own name.
  "parameter-prefix": {
    minLength: 2,
    maxLength: 900,
    alphabet: /^\/(?!aws|ssm)[\w.-]+$/i,
    description: "/ and letters, digits and _.-, 900 in all, not beginning with aws or ssm",
  },
  // Of what has no name but its `Name` tag, such as a VPC.
  "name-tag": {
    minLength: 1,
    maxLength: 256,
    alphabet: /^[\w .:/=+@-]+$/,
    description: "1-256 letters, digits, spaces and _.:/=+-@",
  },
  "dns-label": {
    minLength: 1,
    maxLength: 63,
    alphabet: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    description: "1-63 lower-case letters, digits and inner hyphens",
  },
} as const satisfies Record<string, NameRule>;

export type NamedService = keyof typeof rules;

/** Characters of the hash that ends a shortened name. */
const HASH_LENGTH = 6;

/**
 * The name that a service accepts for a full name: the full name itself where it fits, else its beginning and a
 * 6-character hash of the whole. The full name always stands in the `Name` tag.
 */
export function physicalName(service: NamedService, fullName: string): string {
  const { maxLength } = rules[service];
  if (fullName.length <= maxLength) return fullName;
  const hash = createHash("sha256").update(fullName).digest("hex").slice(0, HASH_LENGTH);
  const head = fullName.slice(0, maxLength - HASH_LENGTH - 1).replace(/-+$/, "");
  return `${head}-${hash}`;
}

/** Why a service refuses this physical name; undefined when it accepts it. */
export function refusal(service: NamedService, name: string): string | undefined {
  const rule: NameRule = rules[service];
  const accepted = name.length >= rule.minLength && name.length <= rule.maxLength && rule.alphabet.test(name);
  return accepted ? undefined : `${service} name ${JSON.stringify(name)}: ${rule.description}`;
}
