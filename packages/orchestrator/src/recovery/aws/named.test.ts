import { describe, expect, it } from "vitest";
import { instanceProfile, serviceLinkedRole } from "./iam.ts";
import { autoScalingGroup } from "./scaling.ts";
import { parameter, secret } from "./secrets.ts";
import { missing, othersTag, othersTags, ownTags, wantedWith } from "./testing/wanted.ts";

describe("a group of instances", () => {
  const named = (...AutoScalingGroups: readonly object[]) =>
    autoScalingGroup(wantedWith({ name: "ledger" }, { DescribeAutoScalingGroups: () => ({ AutoScalingGroups }) }));

  it("is the one of the name, with the resource's tag", async () => {
    expect(await named({ Tags: ownTags })).toEqual({ id: "ledger" });
    expect(await named({ Tags: othersTags })).toEqual({ cannotTell: `ledger exists, but ${othersTag}` });
  });

  it("is absent where there is none of the name, or it is being deleted", async () => {
    expect(await named()).toBe("absent");
    expect(await named({ Tags: ownTags, Status: "Delete in progress" })).toBe("absent");
  });
});

describe("an instance profile", () => {
  const named = (answer: () => unknown, Tags: unknown) =>
    instanceProfile(
      wantedWith({ name: "ledger" }, { GetInstanceProfile: answer, ListInstanceProfileTags: () => ({ Tags }) }),
    );
  const there = () => ({ InstanceProfile: { InstanceProfileName: "ledger" } });

  it("is the one of the name, with the resource's tag", async () => {
    expect(await named(there, ownTags)).toEqual({ id: "ledger" });
    expect(await named(there, othersTags)).toEqual({ cannotTell: `ledger exists, but ${othersTag}` });
    expect(await named(missing("NoSuchEntityException"), ownTags)).toBe("absent");
  });
});

describe("a service-linked role", () => {
  const arn = "arn:aws:iam::1:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_dev1";
  const inputs = { awsServiceName: "autoscaling.amazonaws.com", customSuffix: "dev1" };
  const among = (names: readonly string[], Tags: unknown) =>
    serviceLinkedRole(
      wantedWith(inputs, {
        ListRoles: (input) => {
          expect(input).toMatchObject({ PathPrefix: "/aws-service-role/autoscaling.amazonaws.com/" });
          return { Roles: names.map((RoleName) => ({ RoleName, Arn: arn })) };
        },
        ListRoleTags: (input) => {
          expect(input).toMatchObject({ RoleName: "AWSServiceRoleForAutoScaling_dev1" });
          return { Tags };
        },
      }),
    );
  const own = "AWSServiceRoleForAutoScaling_dev1";

  it("is the service's with the suffix, tagged or not yet", async () => {
    expect(await among([own], ownTags)).toEqual({ id: arn });
    expect(await among([own], [])).toEqual({ id: arn });
    expect(await among([own], othersTags)).toEqual({ cannotTell: `${arn} exists, but ${othersTag}` });
  });

  it("is absent where the service has none with the suffix", async () => {
    expect(await among(["AWSServiceRoleForAutoScaling", "AWSServiceRoleForAutoScaling_odev1"], ownTags)).toBe("absent");
  });
});

describe("a secret", () => {
  const named = (answer: () => unknown) => secret(wantedWith({ name: "ledger" }, { DescribeSecret: answer }));

  it("is the one of the name, with the resource's tag", async () => {
    expect(await named(() => ({ ARN: "arn:ledger", Tags: ownTags }))).toEqual({ id: "arn:ledger" });
    expect(await named(() => ({ ARN: "arn:ledger", Tags: othersTags }))).toEqual({
      cannotTell: `arn:ledger exists, but ${othersTag}`,
    });
  });

  it("is absent where there is none, or it waits for its deletion", async () => {
    expect(await named(missing("ResourceNotFoundException"))).toBe("absent");
    expect(await named(() => ({ ARN: "arn:ledger", Tags: ownTags, DeletedDate: new Date(0) }))).toBe("absent");
  });
});

describe("a parameter", () => {
  const named = (names: readonly string[], TagList: unknown) =>
    parameter(
      wantedWith(
        { name: "/ledger/api" },
        {
          DescribeParameters: (input) => {
            expect(input).toMatchObject({
              ParameterFilters: [{ Key: "Name", Option: "Equals", Values: ["/ledger/api"] }],
            });
            return { Parameters: names.map((Name) => ({ Name })) };
          },
          ListTagsForResource: (input) => {
            expect(input).toEqual({ ResourceType: "Parameter", ResourceId: "/ledger/api" });
            return { TagList };
          },
        },
      ),
    );

  it("is the one of the name, with the resource's tag", async () => {
    expect(await named(["/ledger/api"], ownTags)).toEqual({ id: "/ledger/api" });
    expect(await named(["/ledger/api"], othersTags)).toEqual({ cannotTell: `/ledger/api exists, but ${othersTag}` });
  });

  it("is absent where there is none of exactly that name", async () => {
    expect(await named(["/ledger/api-2"], ownTags)).toBe("absent");
  });
});
