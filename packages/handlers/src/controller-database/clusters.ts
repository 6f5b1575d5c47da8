import type { DatabaseTargets } from "@tandem/config/control";
import type { Side } from "../controller/readings.ts";

/** A side's cluster by its ARN. */
export function arnOf(of: DatabaseTargets, side: Side): string {
  return side === "primary" ? of.primaryArn : of.standbyArn;
}

/** `arn:aws:rds:<region>:<account>:cluster:<identifier>` */
export function identifierOf(of: DatabaseTargets, side: Side): string {
  return arnOf(of, side).split(":").slice(6).join(":");
}

/** @throws Error for a cluster that is none of the two */
export function sideOf(of: DatabaseTargets, arn: string): Side {
  if (arn === of.primaryArn) return "primary";
  if (arn === of.standbyArn) return "standby";
  throw new Error(`${arn} is neither ${of.primaryArn} nor ${of.standbyArn}`);
}
