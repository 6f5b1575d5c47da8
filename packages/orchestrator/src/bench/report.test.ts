import { expect, it } from "vitest";
import { benchReportJsonSchema } from "./report.ts";

it("keeps the committed JSON Schema; raise schemaVersion unless the change only adds", async () => {
  const text = `${JSON.stringify(benchReportJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../../docs/reference/bench-report.schema.json");
});
