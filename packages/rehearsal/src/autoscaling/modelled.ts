/** What Tandem answers in place of MiniStack 1.5.33 about Auto Scaling; for reports. */
export const modelledAutoScaling: readonly string[] = [
  "Auto Scaling groups, their instances, warm pools and instance refreshes: a scale-out takes warm instances first; instances " +
    "boot as fast as a process starts, unhealthy ones are not replaced, and scaling policies are kept and never act",
  "EC2 instances: each is a process of this machine that runs the program which its user data names, fetched with its role's " +
    "credentials; its shell script and unit are not run, its image, volumes and network do not exist",
  "the CloudWatch agent on instances: the supervisor reads what the process writes, and puts it into the log group that the user " +
    "data names, with the instance's own credentials",
  "the keys of volumes in EC2's answers about launch templates, and suffixes of service-linked roles, which MiniStack loses",
];
