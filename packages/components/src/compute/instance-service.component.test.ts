import { parseEnvironment, parseUserData } from "@tandem/config/user-data";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionAlarmSpecs } from "../observability/region-alarm-specs.ts";
import { networkProvider, regionalProviders } from "../providers.ts";
import { instanceTopology as topology } from "../testing/instances.ts";
import { only, run, shape, tags } from "../testing/topology.ts";
import { RegionalService } from "./regional-service.ts";

const keyArn = "arn:aws:kms:eu-central-2:123456789012:key/mrk-1";
const secretArn = "arn:aws:secretsmanager:eu-central-2:123456789012:secret:db-credentials-dev1-AbCdEf";
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const { resources, outputs } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  return new RegionalService("service", {
    topology,
    role: "standby",
    provider,
    awsxProvider: networkProvider(topology),
    roleArn: role("instance-role-secondary-dev1"),
    heartbeatRoleArn: role("heartbeat"),
    heartbeatScheduleRoleArn: role("heartbeat-schedule"),
    keyArn,
    controlTableName: "control-table-dev1",
    database: {
      globalClusterId: "global-cluster-dev1",
      secretArn,
      lagReaderRoleArn: role("lag-reader"),
      lagReaderScheduleRoleArn: role("lag-reader-schedule"),
    },
    zoneId: "Z1",
    certificateArns: {},
  }).outputs();
}, run);
const network = only(resources, "tandem:network:RegionalNetwork").outputs;
const groupOf = (name: string) => only(resources, "aws:ec2/securityGroup:SecurityGroup", name);
const instances = only(resources, "tandem:network:InstanceAccess").outputs?.["securityGroupId"];
const inputsOf = (type: string, name: string) => only(resources, type, name).inputs;

describe("RegionalService on instances", () => {
  it("makes instances and what they need, and no function that serves", () => {
    const made = shape(resources).filter((line) => /instances|artifact|access/.test(line) && !line.includes("Alarm"));
    expect(made).toEqual([
      "aws:autoscaling/group:Group service-instances < service-instances @ aws-standby",
      "aws:autoscaling/policy:Policy service-instances-cpu < service-instances @ aws-standby",
      "aws:autoscaling/policy:Policy service-instances-requests < service-instances @ aws-standby",
      "aws:cloudwatch/logGroup:LogGroup service-instances < service-instances @ aws-standby",
      "aws:ec2/launchTemplate:LaunchTemplate service-instances < service-instances @ aws-standby",
      "aws:ec2/securityGroup:SecurityGroup service-access < service-access @ aws-standby",
      "aws:ec2/securityGroup:SecurityGroup service-database-access < service-database-access @ aws-standby",
      "aws:iam/instanceProfile:InstanceProfile service-instances < service-instances @ aws-standby",
      "aws:s3/bucketObjectv2:BucketObjectv2 service-artifact-configuration < service-artifact @ aws-standby",
      "aws:s3/bucketObjectv2:BucketObjectv2 service-artifact-program < service-artifact @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule service-access-https < service-access @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule service-balancer-instances < service-balancer @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule service-database-access-functions < service-database-access @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule service-database-access-instances < service-database-access @ aws-standby",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule service-balancer-instances < service-balancer @ aws-standby",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule service-database-access-functions < service-database-access @ aws-standby",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule service-database-access-instances < service-database-access @ aws-standby",
      "tandem:compute:AutoScalingService service-instances < service @ none",
      "tandem:compute:ServiceArtifact service-artifact < service @ none",
      "tandem:network:DatabaseAccess service-database-access < service-database @ none",
      "tandem:network:InstanceAccess service-access < service @ none",
    ]);
    expect(resources.filter(({ type }) => type === "tandem:compute:LedgerFunction")).toEqual([]);
    expect(outputs).toMatchObject({
      autoScalingGroupName: "asg-dev1",
      apiEndpoint: `http://${outputs.apiHostname}`,
      processorFunctionName: undefined,
      processorFunctionArn: undefined,
    });
  });

  it("runs as many as the role has, in private subnets, with the bundle from the region's bucket", () => {
    const group = only(resources, "aws:autoscaling/group:Group");
    expect(group.inputs).toMatchObject({
      name: "asg-dev1",
      minSize: 1,
      desiredCapacity: 1,
      maxSize: 9,
      vpcZoneIdentifiers: network?.["privateSubnetIds"],
      targetGroupArns: [outputs.targetGroupArn],
      warmPool: { poolState: "Stopped", minSize: 2, maxGroupPreparedCapacity: 3 },
      serviceLinkedRoleArn: role("aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_dev1"),
    });
    // What is asked for by a balancer, through the network.
    expect(group.dependsOn).toEqual(
      expect.arrayContaining([
        "service-access-https",
        "service-balancer-http",
        "service-balancer-instances",
        "vpc-dev1",
      ]),
    );
    const { source: _, ...program } = inputsOf("aws:s3/bucketObjectv2:BucketObjectv2", "service-artifact-program");
    expect(program).toEqual({
      bucket: "artifacts-secondary-dev1",
      key: "programs/eu-central-2/service.mjs",
      contentType: "text/javascript",
      kmsKeyId: keyArn,
      tags: tags("trading-api-dev1", topology),
    });
    expect(inputsOf("aws:iam/instanceProfile:InstanceProfile", "service-instances")).toMatchObject({
      name: "instance-role-secondary-dev1",
      role: "instance-role-secondary-dev1",
    });
  });

  it("tells the program what the function is told, its port, and where it finds who signs for the database", () => {
    const template = inputsOf("aws:ec2/launchTemplate:LaunchTemplate", "service-instances");
    expect(template).toMatchObject({ instanceType: "t3.small", vpcSecurityGroupIds: [instances] });
    const told = parseUserData(Buffer.from(String(template["userData"]), "base64").toString());
    const { content, ...configuration } = inputsOf(
      "aws:s3/bucketObjectv2:BucketObjectv2",
      "service-artifact-configuration",
    );
    expect(configuration).toEqual({
      bucket: "artifacts-secondary-dev1",
      key: "configuration/eu-central-2/service.env",
      contentType: "text/plain",
      kmsKeyId: keyArn,
      tags: tags("trading-api-dev1", topology),
    });
    expect(told).toMatchObject({
      bucket: "artifacts-secondary-dev1",
      program: { key: "programs/eu-central-2/service.mjs" },
      configuration: { key: configuration["key"] },
    });
    expect(parseEnvironment(String(content))).toEqual({
      DATABASE_WRITER_HOST: outputs.databaseWriterEndpoint,
      DATABASE_READER_HOST: outputs.databaseReaderEndpoint,
      DATABASE_PORT: "5432",
      DATABASE_NAME: "trading",
      DATABASE_SECRET_ARN: secretArn,
      DATABASE_CA_FILE: "/opt/tandem/rds-authorities.pem",
      SERVES: "all",
      CONTROL_TABLE: "control-table-dev1",
      DOCUMENTS_BUCKET: "artifacts-secondary-dev1",
      STARTS_FENCED: "true",
      ROLE_RECORD: "role.api.trading-eu-dev1.test.local",
      ROLE: "standby",
      ENVIRONMENT: "dev",
      POWERTOOLS_SERVICE_NAME: "trading-api",
      LOG_LEVEL: "INFO",
      AWS_REGION: "eu-central-2",
      PORT: "8080",
    });
  });

  it("lets the balancer alone in, by the program's port, and lets instances reach AWS and their database", () => {
    const balancer = groupOf("service-balancer");
    const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
    const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
    const port = { ipProtocol: "tcp", fromPort: 8080, toPort: 8080 };
    const into = inputsOf(ingress, "service-balancer-instances");
    expect(into).toMatchObject({ ...port, securityGroupId: instances });
    expect(inputsOf(egress, "service-balancer-instances")).toMatchObject({
      ...port,
      securityGroupId: into["referencedSecurityGroupId"],
      referencedSecurityGroupId: instances,
    });
    expect(balancer.inputs["name"]).toBe("alb-security-group-dev1");
    const admitting = resources.filter(
      ({ type, inputs }) => type === ingress && inputs["securityGroupId"] === instances,
    );
    expect(admitting.map(({ name }) => name)).toEqual(["service-balancer-instances"]);
    const leaving = resources.filter(({ type, inputs }) => type === egress && inputs["securityGroupId"] === instances);
    expect(leaving.map(({ inputs }) => [inputs["fromPort"], inputs["toPort"], inputs["cidrIpv4"]])).toEqual([
      [443, 443, "0.0.0.0/0"],
      [5432, 5432, undefined],
    ]);
    expect(groupOf("service-access").inputs).toEqual({
      name: "instance-security-group-dev1",
      description: "instances of the region",
      vpcId: network?.["vpcId"],
      tags: tags("instance-security-group-dev1", topology),
    });
  });

  it("asks instances whether they serve at all, and lets them finish", () => {
    expect(inputsOf("aws:lb/targetGroup:TargetGroup", "service-balancer")).toEqual({
      name: "target-group-dev1",
      targetType: "instance",
      protocol: "HTTP",
      port: 8080,
      vpcId: network?.["vpcId"],
      deregistrationDelay: 20,
      healthCheck: {
        enabled: true,
        path: "/alive",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      targetGroupHealth: {
        dnsFailover: { minimumHealthyTargetsCount: "1" },
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1 },
      },
      tags: tags("target-group-dev1", topology),
    });
    expect(inputsOf("aws:lb/loadBalancer:LoadBalancer", "service-balancer")["idleTimeout"]).toBe(60);
  });

  it("raises alarms on instances in the place of functions", () => {
    const balancer = { loadBalancer: "app/alb/1", targetGroup: "targetgroup/tg/2" };
    const specs = regionAlarmSpecs(topology, "standby", balancer);
    expect(specs.map(({ key }) => key).filter((key) => /^(?:instance|function)/.test(key))).toEqual([
      "instance-status",
      "instance-cpu",
      "instance-health",
    ]);
    const alarm = (key: string) => inputsOf("aws:cloudwatch/metricAlarm:MetricAlarm", `service-alarms-${key}`);
    expect(alarm("instance-status")).toMatchObject({
      namespace: "AWS/EC2",
      metricName: "StatusCheckFailed",
      dimensions: { AutoScalingGroupName: "asg-dev1" },
      statistic: "Maximum",
      threshold: 1,
      treatMissingData: "breaching",
    });
    expect(alarm("instance-cpu")).toMatchObject({ metricName: "CPUUtilization", statistic: "Average", threshold: 85 });
    expect(alarm("instance-health")).toMatchObject({
      namespace: "AWS/ApplicationELB",
      metricName: "UnHealthyHostCount",
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
    });
    expect(() => regionAlarmSpecs(topology, "standby")).toThrow("trading-eu has no load balancer");
  });
});
