import { expect, it } from "vitest";
import { diagnosisLines } from "./diagnosis.ts";

it("shows each finding with the command that mends it, and counts them", () => {
  const text = diagnosisLines({
    findings: [
      { id: "node", status: "ok", detail: "Node 24.21.0" },
      { id: "aws-plugin", status: "warning", detail: "is not installed", fix: "pulumi plugin install resource aws 7" },
      { id: "secrets", status: "failed", detail: "no passphrase is set", fix: "export …" },
    ],
  });
  expect(text).toBe(`ok node: Node 24.21.0
!  aws-plugin: is not installed
     fix: pulumi plugin install resource aws 7
x  secrets: no passphrase is set
     fix: export …
1 ok, 1 to look at, 1 failed
`);
});
