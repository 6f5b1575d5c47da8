import type {
  LaunchTemplateBlockDeviceMapping,
  LaunchTemplateBlockDeviceMappingRequest,
  RequestLaunchTemplateData,
  ResourceType,
  ResponseLaunchTemplateData,
  VolumeType,
} from "@aws-sdk/client-ec2";
import type { LaunchTemplateHttpTokensState, LaunchTemplateInstanceMetadataEndpointState } from "@aws-sdk/client-ec2";
import type { LaunchTemplateInstanceMetadataTagsState, _InstanceType } from "@aws-sdk/client-ec2";
import type { Properties, PropertySpec, Value } from "../../entry.ts";
import { flag, number, object, objects, present, requiredText, text, textMap, texts } from "../properties.ts";
import { tagList, tagsFromList } from "../tags.ts";

/** The properties that are in a version of a launch template: a change makes a new version. */
export const dataProperties = {
  blockDeviceMappings: {
    fields: {
      deviceName: {},
      ebs: {
        fields: {
          // Both are texts in the official provider.
          deleteOnTermination: {},
          encrypted: {},
          iops: {},
          kmsKeyId: {},
          snapshotId: {},
          throughput: {},
          volumeSize: {},
          volumeType: {},
        },
      },
    },
  },
  iamInstanceProfile: { fields: { arn: {}, name: {} } },
  imageId: {},
  instanceType: {},
  metadataOptions: {
    fields: {
      httpEndpoint: {},
      httpPutResponseHopLimit: {},
      httpTokens: {},
      instanceMetadataTags: {},
    },
  },
  monitoring: { fields: { enabled: {} } },
  tagSpecifications: { set: true, fields: { resourceType: { required: true }, tags: {} } },
  userData: {},
  vpcSecurityGroupIds: { set: true },
} as const satisfies Record<string, PropertySpec>;

/** What the properties ask for, as EC2 takes it. */
export function templateData(inputs: Properties): RequestLaunchTemplateData {
  const profile = object(inputs, "iamInstanceProfile");
  const metadata = object(inputs, "metadataOptions");
  const monitoring = object(inputs, "monitoring");
  return {
    BlockDeviceMappings: objects(inputs, "blockDeviceMappings").map(mappingRequest),
    IamInstanceProfile: profile && { Arn: text(profile, "arn"), Name: text(profile, "name") },
    ImageId: text(inputs, "imageId"),
    InstanceType: text(inputs, "instanceType") as _InstanceType | undefined,
    MetadataOptions: metadata && {
      HttpEndpoint: text(metadata, "httpEndpoint") as LaunchTemplateInstanceMetadataEndpointState | undefined,
      HttpPutResponseHopLimit: number(metadata, "httpPutResponseHopLimit"),
      HttpTokens: text(metadata, "httpTokens") as LaunchTemplateHttpTokensState | undefined,
      InstanceMetadataTags: text(metadata, "instanceMetadataTags") as
        | LaunchTemplateInstanceMetadataTagsState
        | undefined,
    },
    Monitoring: monitoring && { Enabled: flag(monitoring, "enabled") },
    TagSpecifications: objects(inputs, "tagSpecifications").map((spec) => ({
      ResourceType: requiredText(spec, "resourceType") as ResourceType,
      Tags: tagList(textMap(spec, "tags")),
    })),
    UserData: text(inputs, "userData"),
    SecurityGroupIds: texts(inputs, "vpcSecurityGroupIds"),
  };
}

/** The properties that a version says of itself. */
export function templateView(data: ResponseLaunchTemplateData): Properties {
  const { IamInstanceProfile: profile, MetadataOptions: metadata } = data;
  return present({
    blockDeviceMappings: listed(data.BlockDeviceMappings, mappingView),
    iamInstanceProfile: profile && present({ arn: profile.Arn, name: profile.Name }),
    imageId: data.ImageId,
    instanceType: data.InstanceType,
    metadataOptions:
      metadata &&
      present({
        httpEndpoint: metadata.HttpEndpoint,
        httpPutResponseHopLimit: metadata.HttpPutResponseHopLimit,
        httpTokens: metadata.HttpTokens,
        instanceMetadataTags: metadata.InstanceMetadataTags,
      }),
    monitoring: data.Monitoring && present({ enabled: data.Monitoring.Enabled }),
    tagSpecifications: listed(data.TagSpecifications, ({ ResourceType: resourceType, Tags }) =>
      present({ resourceType, tags: tagsFromList(Tags) }),
    ),
    userData: data.UserData,
    vpcSecurityGroupIds: listed(data.SecurityGroupIds, (id) => id),
  });
}

function mappingRequest(mapping: Properties): LaunchTemplateBlockDeviceMappingRequest {
  const ebs = object(mapping, "ebs");
  return {
    DeviceName: text(mapping, "deviceName"),
    Ebs: ebs && {
      DeleteOnTermination: textFlag(ebs, "deleteOnTermination"),
      Encrypted: textFlag(ebs, "encrypted"),
      Iops: number(ebs, "iops"),
      KmsKeyId: text(ebs, "kmsKeyId"),
      SnapshotId: text(ebs, "snapshotId"),
      Throughput: number(ebs, "throughput"),
      VolumeSize: number(ebs, "volumeSize"),
      VolumeType: text(ebs, "volumeType") as VolumeType | undefined,
    },
  };
}

function mappingView({ DeviceName, Ebs }: LaunchTemplateBlockDeviceMapping): Properties {
  return present({
    deviceName: DeviceName,
    ebs:
      Ebs &&
      present({
        deleteOnTermination: Ebs.DeleteOnTermination?.toString(),
        encrypted: Ebs.Encrypted?.toString(),
        iops: Ebs.Iops,
        kmsKeyId: Ebs.KmsKeyId,
        snapshotId: Ebs.SnapshotId,
        throughput: Ebs.Throughput,
        volumeSize: Ebs.VolumeSize,
        volumeType: Ebs.VolumeType,
      }),
  });
}

function textFlag(of: Properties, key: string): boolean | undefined {
  const value = text(of, key);
  if (value === undefined || value === "") return undefined;
  if (value === "true" || value === "false") return value === "true";
  throw new TypeError(`${key} is ${JSON.stringify(value)}; it must be "true" or "false"`);
}

/** None where there is nothing: an empty list is the same as none. */
function listed<Item>(items: readonly Item[] | undefined, view: (item: Item) => Value): Value | undefined {
  return items === undefined || items.length === 0 ? undefined : items.map(view);
}
