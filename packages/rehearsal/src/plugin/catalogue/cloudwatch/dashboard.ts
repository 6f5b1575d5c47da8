import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { present, requiredText } from "../properties.ts";
import { dashboardNames } from "./list-dashboards.ts";

/** The names under which AWS says that a dashboard is not there. */
const gone = ["ResourceNotFound", "DashboardNotFoundError"] as const;

/** A CloudWatch dashboard, which takes no tags. AWS shows it in every region, MiniStack keeps it in the one it was made in. */
export const dashboard: ResourceEntry = {
  type: "aws:cloudwatch/dashboard:Dashboard",
  properties: {
    dashboardName: { required: true, replaces: true },
    dashboardBody: { required: true, json: true },
  },
  computed: { dashboardArn: "stable" },

  async create(context, inputs) {
    await put(context, inputs);
    return requiredText(inputs, "dashboardName");
  },

  async read(context, id) {
    const found = await unlessGone(
      context.client(CloudWatchClient).send(new GetDashboardCommand({ DashboardName: id })),
      ...gone,
    );
    if (found === undefined) return undefined;
    return present({
      dashboardName: found.DashboardName,
      dashboardBody: found.DashboardBody,
      dashboardArn: found.DashboardArn,
    });
  },

  async update(context, _id, news) {
    await put(context, news);
  },

  async delete(context, id) {
    await unlessGone(
      context.client(CloudWatchClient).send(new DeleteDashboardsCommand({ DashboardNames: [id] })),
      ...gone,
    );
  },

  async list(context) {
    return (await dashboardNames(context.client(CloudWatchClient))).map((name) => ({ id: name, name }));
  },
};

/** AWS answers a body with mistakes by messages; those that make it unusable are errors of the call. */
async function put(context: CallContext, inputs: Properties): Promise<void> {
  await context.client(CloudWatchClient).send(
    new PutDashboardCommand({
      DashboardName: requiredText(inputs, "dashboardName"),
      DashboardBody: requiredText(inputs, "dashboardBody"),
    }),
  );
}
