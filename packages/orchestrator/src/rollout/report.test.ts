import { expect, it } from "vitest";
import { runReportJsonSchema } from "./report.ts";

it("keeps the committed JSON Schema; raise schemaVersion unless the change only adds", async () => {
  const text = `${JSON.stringify(runReportJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../../docs/reference/run-report.schema.json");
});
