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

export interface AutoScalingOptions {
  /** `http://127.0.0.1:<port>` */
  readonly emulator: string;
  /** Where AWS is for callers; target groups are told of instances there. */
  readonly gate: string;
  /** What the groups' instances are. */
  readonly machines: Machines;
  /** Told of what fails after the call that caused it was answered. */
  readonly report: (error: unknown) => void;
}

/** Everything that answers for Auto Scaling at the gate. */
export function autoScalingFronts({ emulator, gate, machines, report }: AutoScalingOptions): readonly ServiceFront[] {
  const ec2 = new EmulatorEc2(emulator);
  const groups = new AutoScalingGroups({ machines, targets: new ElbTargets(gate), ec2, report });
  const refreshes = new InstanceRefreshes(groups, report);
  return [
    autoScalingFront({ accountId, groups, refreshes, ec2 }),
    new LaunchTemplateKeys(),
    new ServiceLinkedRoles(emulator),
  ];
}
