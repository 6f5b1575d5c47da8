import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Region } from "@tandem/config";
import { binaryMediaTypes, definitionHash, proxyRoutes } from "./api-definition.ts";
import type { ApiRoute } from "./api-definition.ts";

export interface RestApiArgs {
  readonly provider: aws.Provider;
  readonly region: Region;
  readonly name: string;
  readonly description: string;
  readonly stageName: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The function behind every route. */
  readonly function: aws.lambda.Function;
  /** Its name, as a plain value. */
  readonly functionName: string;
}

/**
 * A regional REST API that hands every request to one function. Deployment and Stage are separate resources, so that a
 * changed definition is deployed beside the old one and the stage moves over in one step.
 *
 * ```ts
 * new RestApi("api", {
 *   provider, region: "us-east-1", name, description: "transaction ledger", stageName: "prod", tags,
 *   function: ledger.nodes.function, functionName,
 * });
 * ```
 *
 * Costs per request.
 */
export class RestApi extends pulumi.ComponentResource {
  public readonly apiId: pulumi.Output<string>;
  /** `https://<id>.execute-api.<region>.amazonaws.com/<stage>` */
  public readonly endpoint: pulumi.Output<string>;
  public readonly hostname: pulumi.Output<string>;
  public readonly nodes: {
    readonly api: aws.apigateway.RestApi;
    readonly methods: readonly aws.apigateway.Method[];
    readonly integrations: readonly aws.apigateway.Integration[];
    readonly deployment: aws.apigateway.Deployment;
    readonly stage: aws.apigateway.Stage;
    readonly permission: aws.lambda.Permission;
  };

  constructor(name: string, args: RestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:RestApi", name, {}, opts);
    const api = this.createApi(name, args);
    const routes = proxyRoutes.map((route) => this.createRoute(name, args, api, route));
    const permission = this.createPermission(name, args, api);
    const methods = routes.map(({ method }) => method);
    const integrations = routes.map(({ integration }) => integration);
    const deployment = this.createDeployment(name, args, api, [...methods, ...integrations]);
    const stage = this.createStage(name, args, api, deployment);
    this.nodes = { api, methods, integrations, deployment, stage, permission };
    this.apiId = api.id;
    this.endpoint = stage.invokeUrl;
    this.hostname = pulumi.interpolate`${api.id}.execute-api.${args.region}.amazonaws.com`;
    this.registerOutputs({ apiId: this.apiId, endpoint: this.endpoint, hostname: this.hostname });
  }

  private createApi(resourceName: string, { name, description, tags, provider }: RestApiArgs) {
    return new aws.apigateway.RestApi(
      resourceName,
      {
        name,
        description,
        endpointConfiguration: { types: "REGIONAL" },
        binaryMediaTypes: [...binaryMediaTypes],
        tags,
      },
      { parent: this, provider },
    );
  }

  private createRoute(name: string, args: RestApiArgs, api: aws.apigateway.RestApi, route: ApiRoute) {
    const { provider } = args;
    const childName = `${name}-${route.key}`;
    const resourceId =
      route.pathPart === undefined
        ? api.rootResourceId
        : new aws.apigateway.Resource(
            childName,
            { restApi: api.id, parentId: api.rootResourceId, pathPart: route.pathPart },
            { parent: this, provider },
          ).id;
    const method = new aws.apigateway.Method(
      childName,
      { restApi: api.id, resourceId, httpMethod: route.httpMethod, authorization: route.authorization },
      { parent: this, provider },
    );
    const integration = new aws.apigateway.Integration(
      childName,
      {
        restApi: api.id,
        resourceId,
        httpMethod: method.httpMethod,
        type: route.integration,
        // Lambda is invoked by POST, whatever the method of the request.
        integrationHttpMethod: "POST",
        uri: args.function.invokeArn,
      },
      { parent: this, provider },
    );
    return { method, integration };
  }

  private createDeployment(
    name: string,
    { functionName, provider }: RestApiArgs,
    api: aws.apigateway.RestApi,
    dependsOn: pulumi.Resource[],
  ) {
    return new aws.apigateway.Deployment(
      name,
      { restApi: api.id, triggers: { definition: definitionHash(proxyRoutes, functionName) } },
      { parent: this, provider, dependsOn },
    );
  }

  private createStage(
    name: string,
    { stageName, tags, provider }: RestApiArgs,
    api: aws.apigateway.RestApi,
    deployment: aws.apigateway.Deployment,
  ) {
    return new aws.apigateway.Stage(
      name,
      { restApi: api.id, deployment: deployment.id, stageName, tags },
      { parent: this, provider },
    );
  }

  private createPermission(name: string, args: RestApiArgs, api: aws.apigateway.RestApi) {
    const { stageName, provider } = args;
    return new aws.lambda.Permission(
      name,
      {
        statementId: "rest-api",
        action: "lambda:InvokeFunction",
        function: args.function.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/${stageName}/*`,
      },
      // The function's policy holds one statement of this name: where the API is replaced, the old one has to go first.
      { parent: this, provider, deleteBeforeReplace: true },
    );
  }
}
