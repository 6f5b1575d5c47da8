import { expect, it } from "vitest";
import { costReportJsonSchema } from "./report.ts";

it("keeps the committed JSON Schema; raise schemaVersion unless the change only adds", async () => {
  const text = `${JSON.stringify(costReportJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../../docs/reference/cost-report.schema.json");
});
