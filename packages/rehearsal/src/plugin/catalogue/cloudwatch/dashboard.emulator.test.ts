import { CloudWatchClient, GetDashboardCommand, PutDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { unlessGone } from "../calls.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { dashboard } from "./dashboard.ts";

const emulator = useEmulator();
const region = "us-east-1";

const body = (title: string) =>
  JSON.stringify({ widgets: [{ type: "text", properties: { markdown: `# ${title} <a> & "b"` } }] });

/** What an independent client sees. */
async function seen(name: string) {
  const cloudwatch = emulator.client(CloudWatchClient, region);
  const found = await unlessGone(cloudwatch.send(new GetDashboardCommand({ DashboardName: name })), "ResourceNotFound");
  return found?.DashboardBody;
}

test("a dashboard is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { dashboardName: "payments", dashboardBody: body("Payments") };
  expect(await find(dashboard, context, { name: "payments" })).toEqual([]);

  const made = await TestResource.create(dashboard, context, inputs);
  expect(made.id).toBe("payments");
  expect(await seen("payments")).toBe(inputs.dashboardBody);
  expect(made.state).toEqual({ ...inputs, dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/payments" });
  expect(await find(dashboard, context, { name: "payments" })).toEqual([{ id: "payments", name: "payments" }]);

  const respaced = { ...inputs, dashboardBody: JSON.stringify(JSON.parse(inputs.dashboardBody), undefined, 2) };
  expect(made.diff(respaced).changes).toEqual(new Map());
  const news = { ...inputs, dashboardBody: body("Ledger") };
  expect(made.diff(news).changes).toEqual(new Map([["dashboardBody", "update"]]));
  await made.update(news);
  expect(await seen("payments")).toBe(body("Ledger"));

  await emulator
    .client(CloudWatchClient, region)
    .send(new PutDashboardCommand({ DashboardName: "payments", DashboardBody: body("Other") }));
  expect(await made.refresh()).toBe(true);
  expect(made.inputs).toEqual({ ...news, dashboardBody: body("Other") });

  const renamed = { ...news, dashboardName: "ledger" };
  expect(made.diff(renamed).replaces).toEqual(new Set(["dashboardName"]));
  const next = await TestResource.create(dashboard, context, renamed);
  await made.delete();
  expect(await seen("payments")).toBeUndefined();
  expect(await seen("ledger")).toBe(body("Ledger"));
  expect(await dashboard.list(context)).toEqual([{ id: "ledger", name: "ledger" }]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await next.delete();
  expect(await dashboard.list(context)).toEqual([]);
});

test("a dashboard that exists is adopted", async () => {
  const context = emulator.context(region);
  const inputs = { dashboardName: "there", dashboardBody: body("There") };
  const made = await TestResource.create(dashboard, context, inputs);
  expect((await TestResource.adopt(dashboard, context, "there")).inputs).toEqual(inputs);
  await made.delete();
});

test("a property that the entry does not know, and a body that is no JSON, are refused", () => {
  expect(checkInputs(dashboard, { dashboardName: "payments", dashboardBody: "{", tags: {} })).toEqual([
    { property: "dashboardBody", reason: expect.stringMatching(/^is no JSON: /) as string },
    {
      property: "tags",
      reason: "unknown to the stand-in of aws:cloudwatch/dashboard:Dashboard; legal: dashboardBody, dashboardName",
    },
  ]);
});
