import * as pulumi from "@pulumi/pulumi";
import { TandemError, planes } from "@tandem/config";
import { whoAmI } from "@tandem/contracts";

/** The plane that the stack's name ends in. Only that plane's module is loaded: a change of the other is none of this stack's. */
export async function program() {
  const { plane } = whoAmI(pulumi.getProject(), pulumi.getStack());
  switch (plane) {
    case "foundation":
      return (await import("./foundation.ts")).foundation();
    case "traffic":
      return (await import("./traffic.ts")).traffic();
    case undefined:
      throw new TandemError(
        "plane-missing",
        `the stack ${JSON.stringify(pulumi.getStack())} names no plane; legal endings: ${planes.map((name) => `-${name}`).join(", ")}`,
        { hint: `pulumi stack select ${pulumi.getStack()}-foundation` },
      );
  }
}
