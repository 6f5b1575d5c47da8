import type { CertificateDetail } from "@aws-sdk/client-acm";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { waitFor } from "../calls.ts";
import { requiredText, text, texts } from "../properties.ts";
import { certificateArns, describe } from "./certificate.ts";

/** MiniStack issues at once; AWS within minutes of the records being there. */
const limitSeconds = 60;

/**
 * Waits until a certificate is issued; nothing in AWS itself. Its identifier is the time of the issue, as the official
 * provider writes it.
 */
export const certificateValidation: ResourceEntry = {
  type: "aws:acm/certificateValidation:CertificateValidation",
  properties: {
    certificateArn: { required: true, replaces: true },
    // No cloud keeps which records the program waited for.
    validationRecordFqdns: { writeOnly: true, set: true, replaces: true },
  },
  computed: {},

  async create(context, inputs) {
    const arn = requiredText(inputs, "certificateArn");
    const found = await existing(context, arn);
    refuseMissingRecords(found, texts(inputs, "validationRecordFqdns"));
    return waitFor(`the issue of certificate ${arn}`, limitSeconds, async () => issued(await existing(context, arn)));
  },

  async read(context, _id, known) {
    const arn = text(known, "certificateArn");
    if (arn === undefined) throw new Error("a certificate validation cannot be imported; import the certificate");
    const found = await describe(context, arn);
    return found === undefined || issued(found) === undefined ? undefined : { certificateArn: arn };
  },

  async delete() {
    // It goes with the certificate.
  },

  async list(context) {
    const found = await Promise.all((await certificateArns(context)).map((arn) => describe(context, arn)));
    return found.flatMap((one) => {
      const id = one === undefined ? undefined : issued(one);
      return id === undefined ? [] : [{ id }];
    });
  },
};

async function existing(context: CallContext, arn: string): Promise<CertificateDetail> {
  const found = await describe(context, arn);
  if (found === undefined) throw new Error(`there is no certificate ${arn} in ${context.region}`);
  return found;
}

/** When it was issued, in Go's notation; undefined when it is not (yet). */
function issued({ Status, IssuedAt }: CertificateDetail): string | undefined {
  if (Status !== "ISSUED" || IssuedAt === undefined) return undefined;
  const [date, time = ""] = IssuedAt.toISOString().split("T");
  return `${date} ${time.replace(/\.?0*Z$/, "")} +0000 UTC`;
}

/** Without its record, a domain would never be validated. */
function refuseMissingRecords(found: CertificateDetail, given: readonly string[] | undefined): void {
  if (given === undefined) return;
  const there = new Set(given.map(withoutDot));
  const needed = (found.DomainValidationOptions ?? []).flatMap(({ ResourceRecord }) =>
    ResourceRecord?.Name === undefined ? [] : [withoutDot(ResourceRecord.Name)],
  );
  const missing = [...new Set(needed)].filter((name) => !there.has(name));
  if (missing.length > 0) {
    throw new Error(`validationRecordFqdns has no ${missing.join(", ")}; the certificate waits for these records`);
  }
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, "");
}
