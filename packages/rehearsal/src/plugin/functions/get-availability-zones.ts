import { DescribeAvailabilityZonesCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { FunctionEntry } from "../entry.ts";
import { present, text } from "../catalogue/properties.ts";

/** The availability zones that the account may use in the region, by name, so that the answer is always the same. */
export const getAvailabilityZones: FunctionEntry = {
  token: "aws:index/getAvailabilityZones:getAvailabilityZones",
  arguments: { state: {} },

  async call(context, args) {
    const state = text(args, "state");
    const Filters = state === undefined ? undefined : [{ Name: "state", Values: [state] }];
    const answer = await context.client(EC2Client).send(new DescribeAvailabilityZonesCommand({ Filters }));
    const zones = (answer.AvailabilityZones ?? []).toSorted((one, other) =>
      (one.ZoneName ?? "") < (other.ZoneName ?? "") ? -1 : 1,
    );
    return present({
      id: context.region,
      region: context.region,
      state,
      groupNames: [...new Set(zones.flatMap(({ GroupName }) => GroupName ?? []))],
      names: zones.flatMap(({ ZoneName }) => ZoneName ?? []),
      zoneIds: zones.flatMap(({ ZoneId }) => ZoneId ?? []),
    });
  },
};
