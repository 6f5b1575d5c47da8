import type { Role } from "@tandem/config";

/** ARNs of issued certificates for the failover name, by region; none where the domain is not delegated. */
export type CertificateArns = { readonly [R in Role]?: string | undefined };
