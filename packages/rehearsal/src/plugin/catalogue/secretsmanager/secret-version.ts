import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { asked, present, requiredText, texts } from "../properties.ts";

/** What AWS answers where a secret, or a version of it, is not there or waits for its deletion. */
const gone = ["ResourceNotFoundException", "InvalidRequestException"] as const;

/** A version of a secret's value. Its identifier is `<the secret's ARN>|<version id>`. */
export const secretVersion: ResourceEntry = {
  type: "aws:secretsmanager/secretVersion:SecretVersion",
  properties: {
    secretId: { required: true, replaces: true },
    secretString: { required: true, replaces: true, secret: true },
    versionStages: { set: true, replaces: true },
  },
  computed: { arn: "stable", secretArn: "stable", versionId: "stable" },

  async create(context, inputs) {
    const { ARN, VersionId } = await context.client(SecretsManagerClient).send(
      new PutSecretValueCommand({
        SecretId: requiredText(inputs, "secretId"),
        SecretString: requiredText(inputs, "secretString"),
        VersionStages: texts(inputs, "versionStages"),
      }),
    );
    return `${ARN}|${VersionId}`;
  },

  async read(context, id, known) {
    const { secretId, versionId } = partsOf(id);
    const call = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId });
    const found = await unlessGone(context.client(SecretsManagerClient).send(call), ...gone);
    // A version without any stage is one that AWS has given up.
    if (found?.ARN === undefined || (found.VersionStages ?? []).length === 0) return undefined;
    return present({
      arn: found.ARN,
      secretArn: found.ARN,
      secretId: givenName(known, found.ARN, found.Name),
      secretString: found.SecretString,
      versionId: found.VersionId,
      versionStages: asked(known, "versionStages") ? found.VersionStages : undefined,
    });
  },

  /** AWS deletes no version: it takes its stages away, except the one that says which is current. */
  async delete(context, id) {
    const { secretId, versionId } = partsOf(id);
    const client = context.client(SecretsManagerClient);
    const call = client.send(new ListSecretVersionIdsCommand({ SecretId: secretId }));
    const { Versions = [] } = (await unlessGone(call, ...gone)) ?? {};
    const stages = Versions.find(({ VersionId }) => VersionId === versionId)?.VersionStages ?? [];
    for (const VersionStage of stages.filter((stage) => stage !== "AWSCURRENT")) {
      const untake = new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage,
        RemoveFromVersionId: versionId,
      });
      await unlessGone(client.send(untake), ...gone);
    }
  },

  /** They go with their secrets, which have a list of their own. */
  unlisted: true,
  list: (_context: CallContext) => Promise.resolve([]),
};

function partsOf(id: string): { readonly secretId: string; readonly versionId: string } {
  const [secretId = "", versionId = ""] = id.split("|");
  return { secretId, versionId };
}

/** A program may name the secret by its name or its ARN. */
function givenName(known: Properties, arn: string, name: string | undefined): string {
  return known["secretId"] !== undefined && known["secretId"] === name ? name : arn;
}
