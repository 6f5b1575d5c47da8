/** A property that is moved at run time by others than the program that made the resource. */
export interface OwnedProperty {
  /** Type token of the component that makes the resource: another component's resources of the same type are nobody else's. */
  readonly component: string;
  /** Pulumi's type token. */
  readonly type: string;
  /** The property at the resource's top, with everything in it. */
  readonly property: string;
  /**
   * `controller`: the failover controller sets it; `role`: it follows from which region is active; `service`: AWS moves it,
   * and with it who asks AWS past the program.
   */
  readonly owner: "controller" | "role" | "service";
  readonly reason: string;
  /**
   * Set by a call of its own once the resource is made, so that a create which was cut off may have ended without it, and
   * no update sets it then. @default by the call that makes the resource
   */
  readonly setLater?: true;
}

/** Which resources are meant: the type of one, and its parents' before it, with `$` between them, as in its URN. */
export type QualifiedType = string;

const member = { component: "tandem:database:DatabaseMember", type: "aws:rds/cluster:Cluster" } as const;

/** Every such property. Components ignore exactly these after creation, and `tandem drift` leaves out exactly these. */
export const ownedProperties: readonly OwnedProperty[] = [
  {
    component: "tandem:compute:LedgerFunction",
    type: "aws:lambda/function:Function",
    property: "reservedConcurrentExecutions",
    owner: "controller",
    setLater: true,
    reason:
      "a failover gives the standby's function the concurrency that the primary's had; an update must not take it",
  },
  {
    ...member,
    property: "globalClusterIdentifier",
    owner: "role",
    reason:
      "AWS takes a cluster out of its global database and adds it again around an unplanned failover; an update would remove the cluster from it for good",
  },
  {
    ...member,
    property: "replicationSourceIdentifier",
    owner: "role",
    reason:
      "AWS names the writer in whichever cluster is the secondary; an update that takes it away would promote that cluster",
  },
  {
    ...member,
    property: "engineVersion",
    owner: "service",
    reason:
      "an upgrade goes through the global cluster, which moves every member, secondaries first; an update of one member would leave the versions unequal",
  },
  {
    ...member,
    property: "availabilityZones",
    owner: "service",
    reason:
      "AWS tells the zones in which the storage is, which differ once it is made anew; an update would replace the cluster",
  },
  {
    ...member,
    property: "masterPassword",
    owner: "service",
    reason:
      "after creation the password is rotated; an update would put the first one back, and a secondary takes none",
  },
  {
    component: "tandem:database:GlobalDatabase",
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    property: "secretString",
    owner: "service",
    reason: "after creation the password is rotated by new versions; an update would make the first one current again",
  },
  {
    component: "tandem:compute:AutoScalingService",
    type: "aws:autoscaling/group:Group",
    property: "desiredCapacity",
    owner: "controller",
    reason: "scaling policies and a failover move it after creation; an update must not end instances that serve",
  },
  {
    component: "tandem:compute:AutoScalingService",
    type: "aws:autoscaling/group:Group",
    property: "minSize",
    owner: "controller",
    reason: "a failover raises the standby's to what the primary had, so that no scale-in takes it back",
  },
];

/** The qualified type in a URN: `urn:pulumi:<stack>::<project>::<qualified type>::<name>` */
export function qualifiedTypeOf(urn: string): QualifiedType {
  return urn.split("::")[2] ?? "";
}

/**
 * The properties of a resource that its program leaves alone: `ignoreChanges`.
 * @param qualified At least the component's type and the resource's: `tandem:compute:LedgerFunction$aws:lambda/function:Function`
 */
export function ownedPropertiesOf(qualified: QualifiedType): string[] {
  return ownedOf(qualified).map(({ property }) => property);
}

/** Those among them of which a create that was cut off may have left the resource without. */
export function propertiesSetLater(qualified: QualifiedType): string[] {
  return ownedOf(qualified)
    .filter(({ setLater }) => setLater === true)
    .map(({ property }) => property);
}

/** Who owns a property, given by its path: `tags.owner`, `rules[0].id`; undefined when the program does. */
export function ownerOf(qualified: QualifiedType, path: string): OwnedProperty | undefined {
  const top = /^[^.[]*/.exec(path)?.[0];
  return ownedOf(qualified).find(({ property }) => property === top);
}

function ownedOf(qualified: QualifiedType): readonly OwnedProperty[] {
  const [component, type] = qualified.split("$").slice(-2);
  return ownedProperties.filter((owned) => owned.component === component && owned.type === type);
}
