const parameters = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default";

/**
 * The image of instances of a type, as a launch template names it: EC2 looks the newest Amazon Linux 2023 up at each launch,
 * so that no program has to. In the name of a type with a Graviton processor a `g` follows the generation: `t4g.small`.
 * Source: EC2, "Use a Systems Manager parameter instead of an AMI ID", "Amazon EC2 instance type naming conventions".
 */
export function machineImage(instanceType: string): string {
  const isArm = /^(?:a1|[a-z]+\d+g[a-z0-9-]*)\./.test(instanceType);
  return `resolve:ssm:${parameters}-${isArm ? "arm64" : "x86_64"}`;
}
