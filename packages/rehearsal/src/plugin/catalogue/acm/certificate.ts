import {
  ACMClient,
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
  ResourceNotFoundException,
  paginateListCertificates,
} from "@aws-sdk/client-acm";
import type { CertificateDetail, KeyAlgorithm, ValidationMethod } from "@aws-sdk/client-acm";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { asked, present, requiredText, text, texts } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";

/** A certificate that ACM issues. Its identifier is its ARN. MiniStack 1.5.33 issues it at once, whatever DNS says. */
export const certificate: ResourceEntry = {
  type: "aws:acm/certificate:Certificate",
  properties: {
    domainName: { required: true, replaces: true },
    validationMethod: { required: true, replaces: true },
    /** AWS puts the domain name itself among them; the program may, too. */
    subjectAlternativeNames: { set: true, replaces: true },
    // MiniStack reports RSA_2048 for every certificate.
    keyAlgorithm: { writeOnly: true, replaces: true },
    tags: tagsSpec,
  },
  computed: { arn: "stable", domainValidationOptions: "stable", status: "volatile", tagsAll: "volatile" },

  async create(context, inputs) {
    const tags = tagList(tagsOf(inputs));
    const { CertificateArn } = await context.client(ACMClient).send(
      new RequestCertificateCommand({
        DomainName: requiredText(inputs, "domainName"),
        ValidationMethod: requiredText(inputs, "validationMethod") as ValidationMethod,
        SubjectAlternativeNames: texts(inputs, "subjectAlternativeNames"),
        KeyAlgorithm: text(inputs, "keyAlgorithm") as KeyAlgorithm | undefined,
        // AWS refuses an empty list.
        ...(tags.length === 0 ? {} : { Tags: tags }),
      }),
    );
    if (CertificateArn === undefined) throw new Error("RequestCertificate answered without an ARN");
    return CertificateArn;
  },

  async read(context, id, known) {
    const found = await describe(context, id);
    if (found === undefined) return undefined;
    return present({ ...certificateProperties(id, found, known), ...tagOutputs(await readTags(context, id)) });
  },

  async update(context, id, news) {
    const client = context.client(ACMClient);
    const there = await readTags(context, id);
    await moveTags(there, tagsOf(news), {
      set: (tags) => client.send(new AddTagsToCertificateCommand({ CertificateArn: id, Tags: tagList(tags) })),
      remove: (keys) =>
        client.send(new RemoveTagsFromCertificateCommand({ CertificateArn: id, Tags: keys.map((Key) => ({ Key })) })),
    });
  },

  async delete(context, id) {
    await unlessGone(
      context.client(ACMClient).send(new DeleteCertificateCommand({ CertificateArn: id })),
      ResourceNotFoundException.name,
    );
  },

  async list(context) {
    const arns = await certificateArns(context);
    return Promise.all(arns.map(async (id) => ({ id, tags: await readTags(context, id) })));
  },
};

/** The certificate; undefined when there is none with this ARN in the context's region. */
export async function describe(context: CallContext, arn: string): Promise<CertificateDetail | undefined> {
  const found = await unlessGone(
    context.client(ACMClient).send(new DescribeCertificateCommand({ CertificateArn: arn })),
    ResourceNotFoundException.name,
  );
  return found?.Certificate;
}

/** The ARNs of every certificate of the region. */
export async function certificateArns(context: CallContext): Promise<string[]> {
  const client = context.client(ACMClient);
  const found = await everyItem(paginateListCertificates({ client }, {}), (page) => page.CertificateSummaryList);
  return found.flatMap(({ CertificateArn }) => CertificateArn ?? []);
}

function certificateProperties(arn: string, found: CertificateDetail, known: Properties): Properties {
  const options = found.DomainValidationOptions ?? [];
  return present({
    domainName: found.DomainName,
    validationMethod: options[0]?.ValidationMethod,
    subjectAlternativeNames: asked(known, "subjectAlternativeNames") ? alternativeNames(found, known) : undefined,
    arn,
    domainValidationOptions: options.map(({ DomainName = "", ResourceRecord: record }) =>
      present({
        domainName: DomainName,
        resourceRecordName: record?.Name,
        resourceRecordType: record?.Type,
        resourceRecordValue: record?.Value,
      }),
    ),
    status: found.Status,
  });
}

/** The alternative names as the program would write them: with the domain name only where it has written it. */
function alternativeNames(found: CertificateDetail, known: Properties): string[] | undefined {
  const names = found.SubjectAlternativeNames ?? [];
  if (texts(known, "subjectAlternativeNames")?.includes(found.DomainName ?? "") === true) return names;
  const others = names.filter((name) => name !== found.DomainName);
  return others.length === 0 ? undefined : others;
}

async function readTags(context: CallContext, CertificateArn: string): Promise<Tags> {
  const { Tags: list } = await context.client(ACMClient).send(new ListTagsForCertificateCommand({ CertificateArn }));
  return tagsFromList(list);
}
