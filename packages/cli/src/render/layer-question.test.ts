import { expect, it } from "vitest";
import { questionLines } from "./layer-question.ts";

const change = { urn: "urn", protect: false, properties: [], replaceBecause: [] };

it("shows what would happen to each resource, without a value", () => {
  expect(
    questionLines({
      layer: { id: "shared" },
      reason: "its sources changed",
      preview: {
        changes: [
          { ...change, operation: "create", type: "aws:kms/key:Key", name: "data" },
          { ...change, operation: "update", type: "aws:iam/role:Role", name: "run", properties: ["tags.owner"] },
          { ...change, operation: "replace", type: "aws:sns/topic:Topic", name: "alerts", replaceBecause: ["name"] },
          { ...change, operation: "import", type: "aws:s3/bucket:Bucket", name: "docs" },
        ],
        unchanged: 4,
        outputs: {},
      },
    } as unknown as Parameters<typeof questionLines>[0]),
  ).toBe(
    [
      "",
      "shared: its sources changed",
      "  +  aws:kms/key:Key data",
      "  ~  aws:iam/role:Role run  tags.owner",
      "  ±  aws:sns/topic:Topic alerts  replaced because of name",
      "  import aws:s3/bucket:Bucket docs",
      "  4 unchanged",
      "",
    ].join("\n"),
  );
});
