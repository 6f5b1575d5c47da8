import type { CallContext, Properties, ResourceEntry } from "../entry.ts";

/** A type with a property of every kind, for tests of the framework. */
export const sample: ResourceEntry = {
  type: "aws:test/sample:Sample",
  properties: {
    code: {},
    name: { required: true, replaces: true },
    policy: { json: true },
    secretSetting: { writeOnly: true },
    size: { default: 128 },
    zones: { set: true },
    rules: {
      fields: {
        action: { required: true },
        target: { replaces: true },
        weight: { default: 1 },
        note: { writeOnly: true },
      },
    },
    copies: { set: true, fields: { region: { required: true }, keep: { default: false }, note: { writeOnly: true } } },
    tags: { default: {} },
  },
  computed: { arn: "stable", revision: "volatile" },
  create: refuse,
  read: refuse,
  update: refuse,
  delete: refuse,
  list: refuse,
};

/** The sample with a made-up cloud of its own: what is created is kept under its name. */
export function sampleWithCloud(cloud: Map<string, Properties>): ResourceEntry {
  const revision = (name: string) => String(Object.keys(cloud.get(name) ?? {}).length);
  return {
    ...sample,
    async create(_: CallContext, inputs) {
      const name = inputs["name"] as string;
      cloud.set(name, inputs);
      return name;
    },
    async read(_: CallContext, id) {
      const held = cloud.get(id);
      if (held === undefined) return undefined;
      const { secretSetting: __, ...reported } = held;
      return { ...reported, arn: `arn:${id}`, revision: revision(id) };
    },
    async update(_: CallContext, id, news) {
      cloud.set(id, news);
    },
    async delete(_: CallContext, id) {
      cloud.delete(id);
    },
    async list() {
      return [...cloud.keys()].map((id) => ({ id, name: id }));
    },
  };
}

async function refuse(): Promise<never> {
  throw new Error("the sample type has no cloud");
}
