import { price } from "./price.ts";
import type { Price } from "./price.ts";

const LAMBDA = "AWS Lambda pricing";
const EC2 = "Amazon EC2 On-Demand pricing";
const API_GATEWAY = "Amazon API Gateway pricing";
const COST_NOTES = "cost notes of public repositories, us-east-1, read 2026-11-27";
const SKYPILOT = "SkyPilot's catalog of AWS instances (v8, t3.xlarge; sizes cost in proportion), read 2026-11-27";

const known = ["us-east-1"] as const;

/** By the name that an estimate asks for. */
export const computePrices = {
  "lambda-requests": price("million requests", { virginia: 0.2 }, LAMBDA, COST_NOTES, known),
  "lambda-x86": price("GB-second", { virginia: 0.0000166667, zurich: 0.0000183334 }, LAMBDA, COST_NOTES, known),
  "lambda-arm": price("GB-second", { virginia: 0.0000133334, zurich: 0.0000146667 }, LAMBDA, COST_NOTES, known),
  "rest-api-requests": price(
    "million requests",
    { virginia: 3.5, frankfurt: 3.7, zurich: 4.07 },
    API_GATEWAY,
    COST_NOTES,
    known,
  ),
  "gp3-storage": price(
    "GB-month",
    { virginia: 0.08, frankfurt: 0.0952, zurich: 0.1047 },
    "Amazon EBS pricing",
    "a public cost table (us-east-1, eu-central-1), read 2026-11-27",
    ["us-east-1", "eu-central-1"],
  ),
} as const satisfies Readonly<Record<string, Price>>;

/** What part of `xlarge` each smaller size costs. */
const sizes: Readonly<Record<string, number>> = {
  nano: 1 / 32,
  micro: 1 / 16,
  small: 1 / 8,
  medium: 1 / 4,
  large: 1 / 2,
};

/** An hour of the size `xlarge` of each family. */
const families: Readonly<Record<string, Price>> = {
  t3: price("hour", { virginia: 0.1664, frankfurt: 0.192, zurich: 0.2112 }, EC2, SKYPILOT, [
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "eu-central-1",
  ]),
  t4g: price("hour", { virginia: 0.1344, frankfurt: 0.1536, zurich: 0.169 }, EC2, "", []),
  m6g: price("hour", { virginia: 0.154, frankfurt: 0.184, zurich: 0.2024 }, EC2, "", []),
  m7g: price("hour", { virginia: 0.1632, frankfurt: 0.1952, zurich: 0.2147 }, EC2, "", []),
};

/** An hour of an instance with Linux; undefined of a type that is not in the table. */
export function instancePrice(instanceType: string): Price | undefined {
  const [family = "", size = ""] = instanceType.split(".");
  const multiple = /^(\d+)xlarge$/.exec(size)?.[1];
  const part = size === "xlarge" ? 1 : multiple === undefined ? sizes[size] : Number(multiple);
  const whole = families[family];
  return whole === undefined || part === undefined ? undefined : scaled(whole, part);
}

/** The same price of a part or a multiple. */
export function scaled(whole: Price, part: number): Price {
  const usd = Object.fromEntries(Object.entries(whole.usd).map(([region, each]) => [region, each * part]));
  return { ...whole, usd: usd as Price["usd"] };
}
