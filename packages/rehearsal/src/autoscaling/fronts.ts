import type { ServiceFront } from "../sandbox/service-front.ts";
import { EmulatorEc2 } from "./ec2-reader.ts";
import { autoScalingFront } from "./front.ts";
import { AutoScalingGroups } from "./groups.ts";
import { InstanceRefreshes } from "./instance-refreshes.ts";
import { LaunchTemplateKeys } from "./launch-template-keys.ts";
import type { Machines } from "./machines.ts";
import { ServiceLinkedRoles } from "./service-linked-roles.ts";
import { ElbTargets } from "./target-registration.ts";

/** The account of every rehearsal: MiniStack's own. */
const accountId = "000000000000";

/** What Tandem answers in place of MiniStack 1.5.33 about Auto Scaling; for reports. */
export const modelledAutoScaling: readonly string[] = [
  "Auto Scaling groups, their instances, warm pools and instance refreshes: a scale-out takes warm instances first; instances " +
    "boot as fast as a process starts, unhealthy ones are not replaced, and scaling policies are kept and never act",
  "the keys of volumes in EC2's answers about launch templates, and suffixes of service-linked roles, which MiniStack loses",
];

/**
 * Everything that answers for Auto Scaling at the gate.
 * @param emulator `http://127.0.0.1:<port>`
 * @param machines what the groups' instances are
 * @param report told of what fails after the call that caused it was answered
 */
export function autoScalingFronts(
  emulator: string,
  machines: Machines,
  report: (error: unknown) => void,
): readonly ServiceFront[] {
  const ec2 = new EmulatorEc2(emulator);
  const groups = new AutoScalingGroups({ machines, targets: new ElbTargets(emulator), ec2, report });
  const refreshes = new InstanceRefreshes(groups, report);
  return [
    autoScalingFront({ accountId, groups, refreshes, ec2 }),
    new LaunchTemplateKeys(),
    new ServiceLinkedRoles(emulator),
  ];
}
