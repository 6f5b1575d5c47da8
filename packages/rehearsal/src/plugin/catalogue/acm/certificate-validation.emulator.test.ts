import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { certificateValidation } from "./certificate-validation.ts";
import { certificate } from "./certificate.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = "api.payment-dev.test.local";

test("a validation waits for its certificate, is found, and goes with it", async () => {
  const context = emulator.context(region);
  const issue = await TestResource.create(certificate, context, { domainName: api, validationMethod: "DNS" });
  const inputs = { certificateArn: issue.id, validationRecordFqdns: [`_acme-challenge.${api}`] };
  const made = await TestResource.create(certificateValidation, context, inputs);

  const { Certificate: found } = await emulator
    .client(ACMClient, region)
    .send(new DescribeCertificateCommand({ CertificateArn: issue.id }));
  expect(made.id).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{0,2}[1-9])? \+0000 UTC$/);
  expect(Date.parse(made.id.replace(" +0000 UTC", "Z"))).toBe(found?.IssuedAt?.getTime());
  expect(made.state).toEqual(inputs);
  expect(await certificateValidation.list(context)).toEqual([{ id: made.id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect(made.diff({ certificateArn: `${issue.id}-2` }).replaces).toEqual(
    new Set(["certificateArn", "validationRecordFqdns"]),
  );

  await made.delete();
  await issue.delete();
  expect(await made.refresh()).toBe(false);
  expect(await certificateValidation.list(context)).toEqual([]);
});

test("a validation without the certificate, or without one of its records, is refused", async () => {
  const context = emulator.context(region);
  const lost = "arn:aws:acm:us-west-2:000000000000:certificate/00000000-0000-0000-0000-000000000000";
  await expect(certificateValidation.create(context, { certificateArn: lost })).rejects.toThrow(
    `there is no certificate ${lost} in us-west-2`,
  );
  const issue = await TestResource.create(certificate, context, {
    domainName: api,
    validationMethod: "DNS",
    subjectAlternativeNames: ["other.test.local"],
  });
  await expect(
    certificateValidation.create(context, {
      certificateArn: issue.id,
      validationRecordFqdns: [`_acme-challenge.${api}.`],
    }),
  ).rejects.toThrow(
    "validationRecordFqdns has no _acme-challenge.other.test.local; the certificate waits for these records",
  );
  await issue.delete();
});

test("a validation cannot be imported", async () => {
  await expect(TestResource.adopt(certificateValidation, emulator.context(region), "2026")).rejects.toThrow(
    "a certificate validation cannot be imported; import the certificate",
  );
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(certificateValidation, { certificateArn: "a", timeouts: {} })).toEqual([
    {
      property: "timeouts",
      reason:
        "unknown to the stand-in of aws:acm/certificateValidation:CertificateValidation; legal: certificateArn, validationRecordFqdns",
    },
  ]);
});
