import { price, pricedRegions } from "./price.ts";
import type { Price } from "./price.ts";

const ELB = "Elastic Load Balancing pricing";
const VPC = "Amazon VPC pricing";
const ROUTE53 = "Amazon Route 53 pricing";
const CLOUDWATCH = "Amazon CloudWatch pricing";
const COST_NOTES = "cost notes of public repositories, us-east-1, read 2026-11-27";
const ARTICLES = "articles on VPC prices (us-east-1, 2026-06), read 2026-11-27";
const NAT_TABLE = "a public table of NAT gateway prices by region, read 2026-11-27";

const known = ["us-east-1"] as const;

/** By the name that an estimate asks for. */
export const otherPrices = {
  "alb-hours": price("hour", { virginia: 0.0225, frankfurt: 0.027, zurich: 0.0297 }, ELB, COST_NOTES, known),
  "alb-capacity": price("LCU-hour", { virginia: 0.008, zurich: 0.0088 }, ELB, COST_NOTES, known),
  "nat-hours": price("hour", { virginia: 0.045, frankfurt: 0.052, zurich: 0.059 }, VPC, NAT_TABLE, pricedRegions),
  "nat-data": price("GB", { virginia: 0.045, frankfurt: 0.052, zurich: 0.059 }, VPC, ARTICLES, known),
  "endpoint-hours": price("hour and zone", { virginia: 0.01, frankfurt: 0.012, zurich: 0.0132 }, VPC, ARTICLES, known),
  "public-address": price("hour", { virginia: 0.005 }, VPC, ARTICLES, known),
  "hosted-zone": price("zone", { virginia: 0.5 }, ROUTE53, COST_NOTES, pricedRegions),
  "health-check": price("check", { virginia: 0.5 }, ROUTE53, COST_NOTES, pricedRegions),
  "health-check-option": price("option", { virginia: 1 }, ROUTE53, COST_NOTES, pricedRegions),
  "kms-key": price("key", { virginia: 1 }, "AWS KMS pricing", COST_NOTES, known),
  alarm: price("alarm", { virginia: 0.1 }, CLOUDWATCH, COST_NOTES, known),
  "fast-alarm": price("alarm", { virginia: 0.3 }, CLOUDWATCH, "", []),
  "composite-alarm": price("alarm", { virginia: 0.5 }, CLOUDWATCH, "", []),
  dashboard: price("dashboard", { virginia: 3 }, CLOUDWATCH, COST_NOTES, known),
  "custom-metric": price("metric", { virginia: 0.3 }, CLOUDWATCH, COST_NOTES, known),
  // A price, not the logarithm that it looks like.
  // oxlint-disable-next-line oxc/approx-constant
  "log-ingestion": price("GB", { virginia: 0.5, frankfurt: 0.63, zurich: 0.693 }, CLOUDWATCH, COST_NOTES, known),
  secret: price("secret", { virginia: 0.4 }, "AWS Secrets Manager pricing", COST_NOTES, known),
  "scheduled-invocations": price(
    "million invocations",
    { virginia: 1 },
    "Amazon EventBridge pricing, Scheduler",
    COST_NOTES,
    known,
  ),
} as const satisfies Readonly<Record<string, Price>>;
