import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ReplicateKeyCommand,
  paginateListKeys,
} from "@aws-sdk/client-kms";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import { setTimeout } from "node:timers/promises";
import { TandemError } from "@tandem/config";
import type { Role } from "@tandem/config";
import type { ClientSettings } from "../aws-clients.ts";
import type { StateBackend } from "./names.ts";
import { unlessMissing } from "./step.ts";
import type { Step } from "./step.ts";

/** KMS makes a replica within seconds; it says nothing of how long it may take. */
const REPLICA_LIMIT_MS = 120_000;
const POLL_MS = 500;

/**
 * A multi-Region key with its replica, rotated every year, under the same alias in both regions. Its policy is KMS's
 * own: the account's IAM policies decide who uses it.
 */
export function stateKey(
  backend: StateBackend,
  settings: (role: Role) => ClientSettings,
): {
  readonly steps: readonly Step[];
  /** A region's key, once there is one. */
  readonly arn: (role: Role) => Promise<string | undefined>;
} {
  const { accountId, regions, keyAlias, keyDescription } = backend;
  const clients = { primary: new KMSClient(settings("primary")), standby: new KMSClient(settings("standby")) };
  const describe = async (role: Role, id: string): Promise<KeyMetadata | undefined> =>
    (await unlessMissing(clients[role].send(new DescribeKeyCommand({ KeyId: id })), "NotFoundException"))?.KeyMetadata;

  /** The primary key: by its alias, else by its description, when the alias was not made any more. */
  async function primaryKey(): Promise<KeyMetadata | undefined> {
    const named = await describe("primary", keyAlias);
    if (named !== undefined) return multiRegion(named, keyAlias);
    for await (const { Keys = [] } of paginateListKeys({ client: clients.primary }, {})) {
      for (const { KeyId = "" } of Keys) {
        const key = await describe("primary", KeyId);
        if (key?.Description === keyDescription && key.MultiRegion === true && key.Enabled === true) return key;
      }
    }
    return undefined;
  }
  const keyId = async (): Promise<string> => {
    const id = (await primaryKey())?.KeyId;
    if (id === undefined) throw new TandemError("bug", "there is no key that a step before has made", { kind: "bug" });
    return id;
  };

  const replicaIsUsable = async (): Promise<boolean> => {
    const id = (await primaryKey())?.KeyId;
    return id !== undefined && (await describe("standby", id))?.Enabled === true;
  };
  const alias = (role: Role): Step => ({
    what: `${keyAlias} of the key`,
    region: regions[role],
    holds: async () => (await describe(role, keyAlias)) !== undefined,
    apply: async () => {
      await clients[role].send(new CreateAliasCommand({ AliasName: keyAlias, TargetKeyId: await keyId() }));
    },
  });
  const steps: readonly Step[] = [
    {
      what: "multi-Region key for states and secrets",
      region: regions.primary,
      holds: async () => (await primaryKey()) !== undefined,
      apply: async () => {
        await clients.primary.send(new CreateKeyCommand({ MultiRegion: true, Description: keyDescription }));
      },
    },
    alias("primary"),
    {
      what: "yearly rotation of the key",
      region: regions.primary,
      holds: async () => {
        const KeyId = (await primaryKey())?.KeyId;
        if (KeyId === undefined) return false;
        return (await clients.primary.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled === true;
      },
      apply: async () => {
        await clients.primary.send(new EnableKeyRotationCommand({ KeyId: await keyId() }));
      },
    },
    {
      what: "replica of the key",
      region: regions.standby,
      holds: replicaIsUsable,
      apply: async () => {
        const KeyId = await keyId();
        const request = { KeyId, ReplicaRegion: regions.standby, Description: keyDescription };
        await unlessMissing(clients.primary.send(new ReplicateKeyCommand(request)), "AlreadyExistsException");
        await untilTrue(replicaIsUsable, `the replica of ${KeyId} in ${regions.standby} is not usable`);
      },
    },
    alias("standby"),
  ];
  const arn = async (role: Role): Promise<string | undefined> => {
    const id = (await primaryKey())?.KeyId;
    return id === undefined ? undefined : `arn:aws:kms:${regions[role]}:${accountId}:key/${id}`;
  };
  return { steps, arn };
}

function multiRegion(key: KeyMetadata, alias: string): KeyMetadata {
  if (key.MultiRegion === true && key.MultiRegionConfiguration?.MultiRegionKeyType === "PRIMARY") return key;
  const hint = "tandem state bootstrap … --name <another>";
  const what = `${alias} leads to ${key.Arn ?? ""}, which is not the primary of a multi-Region key`;
  throw new TandemError("key-single-region", what, { hint });
}

async function untilTrue(condition: () => Promise<boolean>, otherwise: string): Promise<void> {
  const end = Date.now() + REPLICA_LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new TandemError("bootstrap-timeout", otherwise, { kind: "deploy" });
    await setTimeout(POLL_MS);
  }
}
