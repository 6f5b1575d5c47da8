import {
  ACMClient,
  AddTagsToCertificateCommand,
  DescribeCertificateCommand,
  ListTagsForCertificateCommand,
} from "@aws-sdk/client-acm";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { certificate } from "./certificate.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = "api.payment-dev.test.local";

/** What an independent client sees. */
async function seen(arn: string) {
  const client = emulator.client(ACMClient, region);
  const { Certificate: found } = await client.send(new DescribeCertificateCommand({ CertificateArn: arn }));
  const { Tags } = await client.send(new ListTagsForCertificateCommand({ CertificateArn: arn }));
  const methods = found?.DomainValidationOptions?.map(({ ValidationMethod }) => ValidationMethod);
  return { domain: found?.DomainName, names: found?.SubjectAlternativeNames, methods, tags: Tags };
}

test("a certificate is requested, found, tagged anew, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    domainName: api,
    validationMethod: "DNS",
    subjectAlternativeNames: [`*.${api}`],
    keyAlgorithm: "EC_prime256v1",
    tags: { "tandem:urn": "certificate" },
  };
  const made = await TestResource.create(certificate, context, inputs);
  expect(made.id).toMatch(/^arn:aws:acm:us-west-2:000000000000:certificate\/[0-9a-f-]{36}$/);
  expect(await seen(made.id)).toEqual({
    domain: api,
    names: [api, `*.${api}`],
    methods: ["DNS", "DNS"],
    tags: [{ Key: "tandem:urn", Value: "certificate" }],
  });
  const record = {
    resourceRecordName: `_acme-challenge.${api}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: expect.stringMatching(/^fake-validation-[0-9a-f]{8}\.acm\.amazonaws\.com\.$/) as string,
  };
  expect(made.state).toEqual({
    ...inputs,
    arn: made.id,
    domainValidationOptions: [
      { domainName: api, ...record },
      { domainName: `*.${api}`, ...record },
    ],
    status: "ISSUED",
    tagsAll: inputs.tags,
  });
  const listed = { id: made.id, tags: inputs.tags };
  expect(await find(certificate, context, { id: made.id })).toEqual([listed]);
  expect(await find(certificate, context, { tags: inputs.tags })).toEqual([listed]);
  expect(await certificate.list(emulator.context("us-east-1"))).toEqual([]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  const { keyAlgorithm: _, ...reported } = inputs;
  expect((await TestResource.adopt(certificate, context, made.id)).inputs).toEqual(reported);

  const news = { ...inputs, tags: { Name: "certificate" } };
  await made.update(news);
  expect((await seen(made.id)).tags).toEqual([{ Key: "Name", Value: "certificate" }]);
  await emulator
    .client(ACMClient, region)
    .send(new AddTagsToCertificateCommand({ CertificateArn: made.id, Tags: [{ Key: "Name", Value: "other" }] }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, tags: { Name: "other" } });
  expect(made.diff({ ...news, subjectAlternativeNames: [], validationMethod: "EMAIL" }).replaces).toEqual(
    new Set(["subjectAlternativeNames", "validationMethod"]),
  );

  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await certificate.list(context)).toEqual([]);
  await made.delete();
});

test("the domain name among the alternative names is as the program wrote it", async () => {
  const context = emulator.context(region);
  const inputs = { domainName: api, validationMethod: "DNS" };
  const alone = await TestResource.create(certificate, context, inputs);
  await alone.refresh();
  expect(alone.inputs).toEqual(inputs);
  const named = { ...inputs, subjectAlternativeNames: ["other.test.local", api] };
  const both = await TestResource.create(certificate, context, named);
  await both.refresh();
  expect(both.inputs).toEqual(named);
  await alone.delete();
  await both.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(certificate, { domainName: api, validationMethod: "DNS", privateKey: "k" })).toEqual([
    {
      property: "privateKey",
      reason:
        "unknown to the stand-in of aws:acm/certificate:Certificate; legal: domainName, keyAlgorithm, subjectAlternativeNames, tags, validationMethod",
    },
  ]);
});
