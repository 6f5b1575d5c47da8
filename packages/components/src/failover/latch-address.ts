import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { hasFunctionUrls } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { RestApi } from "../compute/rest-api.ts";
import { fullName, tagsOf } from "../names.ts";
import { openFunctionUrl } from "./open-function-url.ts";

/** Where anybody may ask the latch, by HTTPS. */
export interface LatchAddress {
  readonly hostname: pulumi.Output<string>;
  readonly path: string;
}

/** Of the latch's own REST API. */
const stageName = "prod";

/**
 * A function URL, or a REST API where the standby region has no function URLs: that asks for nothing else there that could
 * fail, but costs for each request.
 */
export function latchAddress(
  name: string,
  topology: Topology,
  lambda: aws.lambda.Function,
  opts: pulumi.CustomResourceOptions & { readonly provider: aws.Provider },
): LatchAddress {
  const region = topology.regions.standby;
  if (hasFunctionUrls(region))
    return { hostname: openFunctionUrl(name, lambda, region, opts).hostname, path: "/latch" };
  const { latch } = topology.names.controller;
  const { provider, parent } = opts;
  const api = new RestApi(
    `${name}-api`,
    {
      provider,
      region,
      name: latch,
      description: "tells Route 53 whether the primary has been left",
      stageName,
      tags: tagsOf(topology, fullName(topology, "failoverLatch", "standby")),
      function: lambda,
      functionName: latch,
    },
    parent === undefined ? {} : { parent },
  );
  return { hostname: api.hostname, path: `/${stageName}/latch` };
}
