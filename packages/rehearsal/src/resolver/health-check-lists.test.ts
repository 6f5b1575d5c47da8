import { expect, it } from "vitest";
import { HealthCheckLists } from "./health-check-lists.ts";

const children = (...ids: readonly string[]) =>
  `<ChildHealthChecks>${ids.map((id) => `<ChildHealthCheck>${id}</ChildHealthCheck>`).join("")}</ChildHealthChecks>`;

it("keeps the children and the regions of a check", () => {
  const lists = new HealthCheckLists();
  lists.keep("c1", `<CreateHealthCheckRequest>${children("a", "b")}</CreateHealthCheckRequest>`);
  lists.keep("e1", "<Regions><Region>us-east-1</Region><Region>eu-west-1</Region></Regions>");
  expect(lists.childrenOf("c1")).toEqual(["a", "b"]);
  expect(lists.regionsOf("e1")).toEqual(["us-east-1", "eu-west-1"]);
});

it("leaves a list as it was when a change does not mention it", () => {
  const lists = new HealthCheckLists();
  lists.keep("c1", children("a"));
  lists.keep("c1", "<UpdateHealthCheckRequest><HealthThreshold>1</HealthThreshold></UpdateHealthCheckRequest>");
  expect(lists.childrenOf("c1")).toEqual(["a"]);
  lists.keep("c1", children("b"));
  expect(lists.childrenOf("c1")).toEqual(["b"]);
});

it("takes a list out when it is reset: the check is then asked from all eight regions again", () => {
  const lists = new HealthCheckLists();
  lists.keep("e1", "<Regions><Region>us-east-1</Region></Regions>");
  lists.keep("e1", "<ResetElements><ResettableElementName>Regions</ResettableElementName></ResetElements>");
  expect(lists.regionsOf("e1")).toHaveLength(8);
});

it("puts each check's lists back into an answer, and leaves out what was reset", () => {
  const lists = new HealthCheckLists();
  lists.keep("c1", children("a", "b"));
  lists.keep("e1", "<Regions><Region>us-east-1</Region></Regions>");
  lists.keep("e2", "<ResetElements><ResettableElementName>Regions</ResettableElementName></ResetElements>");
  const check = (id: string, config: string) =>
    `<HealthCheck><Id>${id}</Id><HealthCheckConfig><Port>443</Port>${config}</HealthCheckConfig></HealthCheck>`;
  const lost = "<ChildHealthChecks><ChildHealthCheck /><ChildHealthCheck /></ChildHealthChecks>";
  const regions = "<Regions><Region /></Regions>";
  const checks = (...of: readonly string[]) => `<HealthChecks>${of.join("")}</HealthChecks><MaxItems>100</MaxItems>`;
  expect(lists.restore(checks(check("c1", lost), check("e1", regions), check("e2", regions)))).toBe(
    checks(
      check("c1", children("a", "b")),
      check("e1", "<Regions><Region>us-east-1</Region></Regions>"),
      check("e2", ""),
    ),
  );
  expect(lists.restore("<DeleteHealthCheckResponse />")).toBe("<DeleteHealthCheckResponse />");
});
