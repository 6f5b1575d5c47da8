import * as pulumi from "@pulumi/pulumi";
import { TandemError, planes } from "@tandem/config";
import { whoAmI } from "@tandem/contracts";
import { foundation } from "./foundation.ts";
import { traffic } from "./traffic.ts";

/** The plane that the stack's name ends in. */
export async function program() {
  const { plane } = whoAmI(pulumi.getProject(), pulumi.getStack());
  switch (plane) {
    case "foundation":
      return foundation();
    case "traffic":
      return traffic();
    case undefined:
      throw new TandemError(
        "plane-missing",
        `the stack ${JSON.stringify(pulumi.getStack())} names no plane; legal endings: ${planes.map((name) => `-${name}`).join(", ")}`,
        { hint: `pulumi stack select ${pulumi.getStack()}-foundation` },
      );
  }
}
