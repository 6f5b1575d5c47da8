import type { Region, Role } from "@tandem/config";

/** Names in one region of what may stand in a VPC; each only where the profile has it. */
interface Names {
  /** Of the function that serves requests; instances have none. */
  readonly processor?: string | undefined;
  readonly heartbeat: string;
  readonly healthFunction?: string | undefined;
  readonly lagReader?: string | undefined;
}

/** As much of a topology as declares what has to reach what. */
export interface ReachabilityTopology {
  readonly regions: Readonly<Record<Role, Region>>;
  readonly names: Readonly<Record<Role, Names>> & { readonly controller: { readonly function: string } };
  readonly compute: {
    readonly kind?: string | undefined;
    readonly port?: number | undefined;
    readonly [other: string]: unknown;
  };
  /** Absent: the profile has no VPC, and nothing is declared. */
  readonly network?: { readonly peering?: boolean | undefined; readonly [other: string]: unknown } | undefined;
  /** Absent: no database in the VPC. */
  readonly database?: object | undefined;
  /** Whether the workload reads SSM parameters. */
  readonly parameters?: boolean | undefined;
}
