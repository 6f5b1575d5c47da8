import {
  CreateDBClusterParameterGroupCommand,
  DeleteDBClusterParameterGroupCommand,
  ModifyDBClusterParameterGroupCommand,
  RDSClient,
  ResetDBClusterParameterGroupCommand,
  paginateDescribeDBClusterParameterGroups,
  paginateDescribeDBClusterParameters,
} from "@aws-sdk/client-rds";
import type { DBClusterParameterGroup } from "@aws-sdk/client-rds";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { tagList, tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { moveParameters, parametersSpec, readParameters } from "./parameters.ts";
import { arnOf, managed, readTags, setTags } from "./shared.ts";

/** The error has one name on the wire and another in the SDK. */
const gone = ["DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"] as const;

/** The parameters that all instances of a cluster share. Its identifier is its name. */
export const clusterParameterGroup: ResourceEntry = {
  type: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  properties: {
    name: { required: true, replaces: true },
    family: { required: true, replaces: true },
    description: { default: managed, replaces: true },
    parameters: parametersSpec,
    tags: tagsSpec,
  },
  computed: { arn: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name");
    await context.client(RDSClient).send(
      new CreateDBClusterParameterGroupCommand({
        DBClusterParameterGroupName: name,
        DBParameterGroupFamily: requiredText(inputs, "family"),
        Description: text(inputs, "description") ?? managed,
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    await completeOrUndo(
      `cluster parameter group ${name}`,
      () => move(context, name, {}, inputs),
      () => remove(context, name),
    );
    return name;
  },

  async read(context, id) {
    const [found] = (await unlessGone(describe(context, id), ...gone)) ?? [];
    if (found?.DBClusterParameterGroupArn === undefined) return undefined;
    const pages = paginateDescribeDBClusterParameters(
      { client: context.client(RDSClient) },
      { DBClusterParameterGroupName: id, Source: "user" },
    );
    return present({
      arn: found.DBClusterParameterGroupArn,
      name: found.DBClusterParameterGroupName,
      family: found.DBParameterGroupFamily,
      description: found.Description,
      parameters: readParameters(await everyItem(pages, (page) => page.Parameters)),
      ...tagOutputs(await readTags(context, found.DBClusterParameterGroupArn)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("parameters")) await move(context, id, olds, news);
    if (changed.has("tags")) await setTags(context, arnOf(context, "cluster-pg", id), olds, news);
  },

  delete: remove,

  async list(context) {
    const found = await describe(context);
    return Promise.all(
      found.map(async ({ DBClusterParameterGroupName: id = "", DBClusterParameterGroupArn: arn = "" }) => ({
        id,
        name: id,
        tags: await readTags(context, arn),
      })),
    );
  },
};

async function move(context: CallContext, name: string, olds: Properties, news: Properties): Promise<void> {
  const [rds, group] = [context.client(RDSClient), { DBClusterParameterGroupName: name }];
  const calls = {
    set: (Parameters: object[]) => rds.send(new ModifyDBClusterParameterGroupCommand({ ...group, Parameters })),
    reset: (Parameters: object[]) => rds.send(new ResetDBClusterParameterGroupCommand({ ...group, Parameters })),
  };
  await moveParameters(calls, olds, news);
}

async function remove(context: CallContext, name: string): Promise<void> {
  const call = new DeleteDBClusterParameterGroupCommand({ DBClusterParameterGroupName: name });
  await unlessGone(context.client(RDSClient).send(call), ...gone);
}

function describe(context: CallContext, name?: string): Promise<DBClusterParameterGroup[]> {
  const wanted = name === undefined ? {} : { DBClusterParameterGroupName: name };
  const pages = paginateDescribeDBClusterParameterGroups({ client: context.client(RDSClient) }, wanted);
  return everyItem(pages, (page) => page.DBClusterParameterGroups);
}
