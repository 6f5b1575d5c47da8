const sizes: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };

/**
 * The virtual processors of an instance type, by what its size means in AWS's current families; burstable ones have two up
 * to `large`. Undefined of a size that says no number, such as `metal`.
 * Source: Amazon EC2, "Instance type specifications".
 */
export function vcpusOf(instanceType: string): number | undefined {
  const [family = "", size = ""] = instanceType.split(".");
  const multiple = /^(\d+)xlarge$/.exec(size)?.[1];
  if (multiple !== undefined) return 4 * Number(multiple);
  if (/^t\d/.test(family) && /^(nano|micro|small|medium)$/.test(size)) return 2;
  return sizes[size];
}
