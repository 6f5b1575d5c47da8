/** What Aurora calls the places at which a cluster is reached. */
export interface ClusterEndpoints {
  /** Leads to the writer: `<cluster>.cluster-<id>.<region>.rds.amazonaws.com` */
  readonly writer: string;
  /** Leads to the readers: `<cluster>.cluster-ro-<id>.<region>.rds.amazonaws.com` */
  readonly reader: string;
  /** Lead to one instance each: `*.<id>.<region>.rds.amazonaws.com` */
  readonly instances: string;
}

const clusterHost =
  /^(?<cluster>[a-z0-9-]+)\.cluster-(?:ro-)?(?<id>[a-z0-9]+)\.(?<region>[a-z0-9-]+)\.rds\.amazonaws\.com$/;

/**
 * The endpoints' names, which MiniStack 1.5.33 gives to a new cluster and takes away (`localhost`) when it gets an instance,
 * since it has no container to lead there.
 */
export class EndpointNames {
  readonly #byCluster = new Map<string, ClusterEndpoints>();

  /** Takes the names from the answer to `CreateDBCluster`; returns the cluster's ARN. */
  learn(answer: string): string | undefined {
    const arn = /<DBClusterArn>(?<arn>[^<]+)<\/DBClusterArn>/.exec(answer)?.groups?.["arn"];
    const writer = /<Endpoint>(?<host>[^<]+)<\/Endpoint>/.exec(answer)?.groups?.["host"];
    const reader = /<ReaderEndpoint>(?<host>[^<]+)<\/ReaderEndpoint>/.exec(answer)?.groups?.["host"];
    const { id, region } = clusterHost.exec(writer ?? "")?.groups ?? {};
    if (arn === undefined || writer === undefined || reader === undefined || id === undefined) return undefined;
    this.#byCluster.set(arn, { writer, reader, instances: `*.${id}.${region}.rds.amazonaws.com` });
    return arn;
  }

  of(arn: string): ClusterEndpoints | undefined {
    return this.#byCluster.get(arn);
  }

  /** An instance's own endpoint, `<instance>.<id>.<region>.rds.amazonaws.com`. */
  instance(arn: string, instance: string): string | undefined {
    return this.of(arn)?.instances.replace("*", instance);
  }

  /** The cluster that an endpoint leads to, by its ARN, whichever of its endpoints it is. */
  clusterAt(host: string): string | undefined {
    const found = [...this.#byCluster].find(
      ([, { writer, reader, instances }]) =>
        host === writer || host === reader || (host.endsWith(instances.slice(1)) && !host.includes(".cluster-")),
    );
    return found?.[0];
  }

  /** Puts the names back into an answer of one region's: of clusters, and of their instances. */
  restore(answer: string, region: string): string {
    return answer
      .replaceAll(
        /(?<head><DBClusterArn>(?<arn>[^<]+)<\/DBClusterArn>(?:(?!<DBClusterArn>)[^])*?<Endpoint>)localhost(?<between><\/Endpoint>\s*<ReaderEndpoint>)localhost(?=<)/g,
        (whole: string, ...rest: unknown[]) => {
          const { head, arn, between } = rest.at(-1) as { head: string; arn: string; between: string };
          const names = this.of(arn);
          return names === undefined ? whole : `${head}${names.writer}${between}${names.reader}`;
        },
      )
      .replaceAll(
        /<DBInstanceIdentifier>(?<instance>[^<]+)<\/DBInstanceIdentifier>(?:(?!<DBInstanceIdentifier>)[^])*?<DBClusterIdentifier>(?<cluster>[^<]+)<\/DBClusterIdentifier>/g,
        (whole: string, ...rest: unknown[]) => {
          const { instance, cluster } = rest.at(-1) as { instance: string; cluster: string };
          const arn = [...this.#byCluster.keys()].find((known) => isCluster(known, region, cluster));
          const name = arn === undefined ? undefined : this.instance(arn, instance);
          return name === undefined ? whole : whole.replace("<Address>localhost<", `<Address>${name}<`);
        },
      );
  }
}

function isCluster(arn: string, region: string, cluster: string): boolean {
  const parts = arn.split(":");
  return parts[3] === region && parts[6] === cluster;
}
