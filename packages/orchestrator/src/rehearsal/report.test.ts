import { expect, it } from "vitest";
import { reportJsonSchema } from "./report.ts";

it("keeps the committed JSON Schema; raise schemaVersion unless the change only adds", async () => {
  const text = `${JSON.stringify(reportJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../../docs/reference/rehearsal-report.schema.json");
});
