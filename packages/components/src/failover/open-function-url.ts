import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Region } from "@tandem/config";

/** An address of a function that anybody may ask. */
export interface OpenFunctionUrl {
  readonly functionUrl: aws.lambda.FunctionUrl;
  readonly permissions: readonly aws.lambda.Permission[];
  /** `<id>.lambda-url.<region>.on.aws` */
  readonly hostname: pulumi.Output<string>;
}

/** Two statements let anybody in, as AWS asks since October 2025: one for the address, one for the function behind it. */
export function openFunctionUrl(
  name: string,
  lambda: aws.lambda.Function,
  region: Region,
  opts: pulumi.CustomResourceOptions,
): OpenFunctionUrl {
  const functionUrl = new aws.lambda.FunctionUrl(name, { functionName: lambda.name, authorizationType: "NONE" }, opts);
  const anybody = { function: lambda.name, principal: "*" };
  // The function's policy holds one statement of each name: where the function is replaced, the old ones have to go first.
  const replaced = { ...opts, deleteBeforeReplace: true };
  const permissions = [
    new aws.lambda.Permission(
      `${name}-url`,
      {
        ...anybody,
        statementId: "anybody-asks-url",
        action: "lambda:InvokeFunctionUrl",
        functionUrlAuthType: "NONE",
      },
      replaced,
    ),
    new aws.lambda.Permission(
      `${name}-function`,
      {
        ...anybody,
        statementId: "anybody-invokes-by-url",
        action: "lambda:InvokeFunction",
        invokedViaFunctionUrl: true,
      },
      replaced,
    ),
  ];
  return { functionUrl, permissions, hostname: pulumi.interpolate`${functionUrl.urlId}.lambda-url.${region}.on.aws` };
}
