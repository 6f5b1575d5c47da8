import { describe, expect, it } from "vitest";
import { listener, loadBalancer, targetGroup } from "./balancers.ts";
import { missing, othersTag, othersTags, ownTags, wantedWith } from "./testing/wanted.ts";

const arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:one";
const tagsAre = (Tags: unknown) => ({ DescribeTags: () => ({ TagDescriptions: [{ ResourceArn: arn, Tags }] }) });

describe.for([
  [
    "a load balancer",
    loadBalancer,
    "DescribeLoadBalancers",
    "LoadBalancers",
    "LoadBalancerArn",
    "LoadBalancerNotFoundException",
  ],
  [
    "a target group",
    targetGroup,
    "DescribeTargetGroups",
    "TargetGroups",
    "TargetGroupArn",
    "TargetGroupNotFoundException",
  ],
] as const)("%s", ([, find, call, list, id, notFound]) => {
  const named = (answer: (input: object) => unknown, tags: unknown) =>
    find(wantedWith({ name: "ledger" }, { [call]: answer, ...tagsAre(tags) }));

  it("is the one of the name, with the resource's tag", async () => {
    const answer = (input: object) => {
      expect(input).toEqual({ Names: ["ledger"] });
      return { [list]: [{ [id]: arn }] };
    };
    expect(await named(answer, ownTags)).toEqual({ id: arn });
    expect(await named(answer, othersTags)).toEqual({ cannotTell: `${arn} exists, but ${othersTag}` });
  });

  it("is absent where there is none of the name", async () => {
    expect(await named(missing(notFound), ownTags)).toBe("absent");
    expect(await named(() => ({ [list]: [] }), ownTags)).toBe("absent");
  });
});

describe("a listener", () => {
  const of = (answer: (input: object) => unknown, tags: unknown) =>
    listener(wantedWith({ loadBalancerArn: "arn:balancer" }, { DescribeListeners: answer, ...tagsAre(tags) }));

  it("is the one of its balancer with the resource's tag", async () => {
    const answer = (input: object) => {
      expect(input).toMatchObject({ LoadBalancerArn: "arn:balancer" });
      return { Listeners: [{ ListenerArn: arn }] };
    };
    expect(await of(answer, ownTags)).toEqual({ id: arn });
    expect(await of(answer, othersTags)).toBe("absent");
  });

  it("is absent where the balancer is gone or has none", async () => {
    expect(await of(missing("LoadBalancerNotFoundException"), ownTags)).toBe("absent");
    expect(await of(() => ({}), ownTags)).toBe("absent");
  });
});
