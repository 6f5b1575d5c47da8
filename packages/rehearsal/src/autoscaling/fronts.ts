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
