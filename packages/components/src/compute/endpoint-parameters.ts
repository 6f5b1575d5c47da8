import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { endpointParameters } from "../arns.ts";
import { fullName, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";

export interface EndpointParametersArgs {
  readonly topology: Topology;
  /** Whose region's endpoints they are; they are kept there. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  /** Base of the region's API. */
  readonly apiEndpoint: pulumi.Input<string>;
}

/**
 * One region's endpoints as SecureString parameters under the region's key: its API, its health and its readiness. Whoever
 * may operate reads them where they are, also with the other region and Pulumi's state out of reach.
 *
 * ```ts
 * new EndpointParameters("parameters", { topology, role: "primary", provider, keyArn, apiEndpoint });
 * ```
 *
 * Costs nothing: they are of the standard tier.
 */
export class EndpointParameters extends pulumi.ComponentResource {
  public readonly nodes: { readonly parameters: readonly aws.ssm.Parameter[] };

  constructor(name: string, args: EndpointParametersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:EndpointParameters", name, {}, opts);
    const { topology, role, provider, keyArn, apiEndpoint } = args;
    const prefix = regionalName(topology, role, "parameterPrefix");
    const parameters = Object.entries(endpointParameters).map(
      ([key, { path, what }]) =>
        new aws.ssm.Parameter(
          `${name}-${key}`,
          {
            name: `${prefix}/${key}`,
            description: what,
            type: "SecureString",
            keyId: keyArn,
            value: pulumi.interpolate`${apiEndpoint}${path}`,
            tags: tagsOf(topology, `${fullName(topology, "parameters", role)}/${key}`),
          },
          { parent: this, provider },
        ),
    );
    this.nodes = { parameters };
    this.registerOutputs({});
  }
}
