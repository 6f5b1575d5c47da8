import * as pulumi from "@pulumi/pulumi";
import { requireEnvironment } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";

/**
 * The environment that this stack's configuration describes; its name is the stack's. No other stack reads
 * configuration, but for the database's first password: they read the topology that `shared` makes of it.
 * @throws ConfigError with every problem at once
 */
export function readConfig(): EnvironmentConfig {
  const config = new pulumi.Config("tandem");
  return requireEnvironment({
    environment: pulumi.getStack(),
    profile: config.get("profile"),
    environmentSuffix: config.get("environmentSuffix"),
    accountId: config.get("accountId"),
    domain: config.get("domain"),
    primaryRegion: config.get("primaryRegion"),
    standbyRegion: config.get("standbyRegion"),
    domainMode: config.get("domainMode"),
    parentZoneId: config.get("parentZoneId"),
    delegated: config.get("delegated"),
    operatorArn: config.get("operatorArn"),
    alertEmails: config.get("alertEmails"),
    retention: config.get("retention"),
    databaseEngineVersion: config.get("databaseEngineVersion"),
  });
}
