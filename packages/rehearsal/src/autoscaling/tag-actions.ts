import { groupOf, parameter, refuseOthers } from "./call.ts";
import type { Action, Call } from "./call.ts";
import type { GroupTag } from "./group.ts";
import { tagView } from "./views.ts";
import { elements } from "./xml.ts";

interface NamedTag {
  readonly groupName: string;
  readonly tag: GroupTag;
}

/** The tags of a request, each with the group that it names. */
export function tagsIn(call: Call): readonly NamedTag[] {
  const found: NamedTag[] = [];
  for (let index = 1; ; index += 1) {
    const at = `Tags.member.${index}`;
    const key = parameter(call, `${at}.Key`);
    if (key === undefined) return found;
    found.push({
      groupName: parameter(call, `${at}.ResourceId`) ?? "",
      tag: {
        key,
        value: parameter(call, `${at}.Value`) ?? "",
        propagateAtLaunch: parameter(call, `${at}.PropagateAtLaunch`) === "true",
      },
    });
  }
}

export const createOrUpdateTags: Action = (call) => {
  refuseOthers(call, ["Tags"]);
  const tags = tagsIn(call).map(({ groupName, tag }) => ({ group: groupOf(call, groupName), tag }));
  return () => {
    for (const { group, tag } of tags) group.tags = [...group.tags.filter(({ key }) => key !== tag.key), tag];
    return "";
  };
};

export const deleteTags: Action = (call) => {
  refuseOthers(call, ["Tags"]);
  const tags = tagsIn(call).map(({ groupName, tag }) => ({ group: groupOf(call, groupName), tag }));
  return () => {
    for (const { group, tag } of tags) group.tags = group.tags.filter(({ key }) => key !== tag.key);
    return "";
  };
};

export const describeTags: Action = (call) => {
  refuseOthers(call, ["MaxRecords", "NextToken"]);
  return () =>
    elements({ Tags: call.groups.in(call.region).flatMap(({ name, tags }) => tags.map((tag) => tagView(name, tag))) });
};
