import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";

/** What may be any value, known or not: it goes to a child as it is, and the aws plugin checks it there. */
const passed = <T>() => z.custom<pulumi.Input<T>>(() => true);
const tags = z.record(z.string(), passed<string>());

/** One kind of subnet, of which each availability zone gets one. */
const subnetSpec = z.strictObject({
  type: z.enum(["Public", "Private", "Isolated", "Unused"]),
  /** Bits of the network part, as many as AWS takes. @default an even share of the zone's block */
  cidrMask: z.int().min(16).max(28).optional(),
  /** Part of the subnets' names. @default the type in lower case */
  name: z.string().min(1).optional(),
  tags: tags.optional(),
});

const endpointSpec = z.strictObject({
  serviceName: z.string().min(1),
  // An Interface needs security groups of this VPC, which does not exist yet: make it beside the network.
  vpcEndpointType: z.literal("Gateway").optional(),
  policy: passed<string>().optional(),
  tags: tags.optional(),
});

const schema = z
  .strictObject({
    availabilityZoneNames: z.array(z.string().min(1)).min(1).optional(),
    cidrBlock: z.cidrv4(),
    enableDnsHostnames: passed<boolean>().optional(),
    enableDnsSupport: passed<boolean>().optional(),
    natGateways: z.strictObject({ strategy: z.enum(["None", "Single", "OnePerAz"]) }).optional(),
    numberOfAvailabilityZones: z.int().min(1).optional(),
    subnetSpecs: z.array(subnetSpec).min(1),
    // The component's own default is "Legacy", with another layout.
    subnetStrategy: z.literal("Auto"),
    tags: tags.optional(),
    vpcEndpointSpecs: z.array(endpointSpec).optional(),
    // The component's own default is "Legacy", which connects an endpoint with no route table.
    vpcEndpointStrategy: z.literal("Auto").optional(),
  })
  .superRefine((args, context) => {
    const refuse = (path: string, message: string) =>
      context.issues.push({ code: "custom", input: args, path: [path], message });
    if (args.availabilityZoneNames !== undefined && args.numberOfAvailabilityZones !== undefined) {
      refuse("numberOfAvailabilityZones", "says what availabilityZoneNames says; legal: one of the two");
    }
    if ((args.vpcEndpointSpecs ?? []).length > 0 && args.vpcEndpointStrategy === undefined) {
      refuse("vpcEndpointStrategy", 'missing; legal beside vpcEndpointSpecs: "Auto"');
    }
    const names = args.subnetSpecs.map(nameOf);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      refuse("subnetSpecs", `two have the name ${JSON.stringify(twice)}; legal: a name for each`);
    const types = new Set(args.subnetSpecs.map(({ type }) => type));
    const strategy = args.natGateways?.strategy ?? defaultNatStrategy;
    const isRoutedThrough = types.has("Public") && (types.has("Private") || types.has("Isolated"));
    if (strategy !== "None" && !isRoutedThrough) {
      refuse("natGateways", `is ${strategy}, which wants public subnets, and others beside them; legal here: None`);
    }
  });

/** What a program may ask of the stand-in. */
export type VpcArguments = z.output<typeof schema>;
export type SubnetSpec = z.output<typeof subnetSpec>;
export type EndpointSpec = z.output<typeof endpointSpec>;

/** The component's own, where nothing is said. */
export const defaultNatStrategy = "OnePerAz";
export const defaultZoneCount = 3;

/** What the subnets of a kind are called. */
export function nameOf({ name, type }: Pick<SubnetSpec, "name" | "type">): string {
  return name ?? type.toLowerCase();
}

/** The arguments of `awsx.ec2.Vpc`. @throws pulumi.InputPropertiesError with everything that the stand-in refuses */
export function parseArguments(inputs: pulumi.Inputs): VpcArguments {
  const parsed = schema.safeParse(inputs, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new pulumi.InputPropertiesError({
    message: "the stand-in of awsx:ec2:Vpc refuses",
    errors: parsed.error.issues.flatMap(problemsOf),
  });
}

function problemsOf(issue: z.core.$ZodIssue): { propertyPath: string; reason: string }[] {
  const path = pathOf(issue.path);
  if (pulumi.Output.isInstance(issue.input)) {
    return [{ propertyPath: path, reason: "an output; legal: a plain value, since the children follow from it" }];
  }
  if (issue.code !== "unrecognized_keys") return [{ propertyPath: path, reason: issue.message }];
  const legal = legalAt(issue.path).toSorted().join(", ");
  return issue.keys.map((key) => ({
    propertyPath: path === "" ? key : `${path}.${key}`,
    reason: `unknown to the stand-in of awsx:ec2:Vpc; legal: ${legal}`,
  }));
}

/** The known names at a place: of the arguments themselves, or of the objects in them. */
function legalAt([first]: readonly PropertyKey[]): string[] {
  if (first === "subnetSpecs") return Object.keys(subnetSpec.shape);
  if (first === "vpcEndpointSpecs") return Object.keys(endpointSpec.shape);
  if (first === "natGateways") return ["strategy"];
  return Object.keys(schema.shape);
}

/** `subnetSpecs[0].size` */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}
