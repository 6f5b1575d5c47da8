import type { Properties, PropertySpec, ResourceEntry, Value } from "./entry.ts";
import { itemSpec, sameMeaning } from "./canonical.ts";
import { isList, isObject } from "./values.ts";

/**
 * The inputs that would have made what the cloud holds now: each property as it was read, unless it still means
 * what the program said (then as the program wrote it) or the cloud never reports it (then as last set).
 * Without earlier inputs, as in an import, they come from the read alone.
 */
export function refreshedInputs(entry: ResourceEntry, inputs: Properties, read: Properties): Properties {
  return refreshedFields(entry.properties, inputs, read);
}

/** A resource's outputs: what was read, and the inputs that the cloud never reports. */
export function stateOf(entry: ResourceEntry, inputs: Properties, read: Properties): Properties {
  const unread = Object.entries(inputs).filter(([name]) => entry.properties[name]?.writeOnly === true);
  return { ...Object.fromEntries(unread), ...read };
}

/** What an entry's read may build on: the inputs, and the outputs that are no inputs. */
export function knownOf(entry: ResourceEntry, inputs: Properties, state: Properties): Properties {
  const outputs = Object.entries(state).filter(([name]) => entry.properties[name] === undefined);
  return { ...Object.fromEntries(outputs), ...inputs };
}

function refreshedFields(
  specs: Readonly<Record<string, PropertySpec>>,
  inputs: Properties,
  read: Properties,
): Properties {
  return Object.fromEntries(
    Object.entries(specs).flatMap(([name, spec]) => {
      const value = refreshedValue(spec, inputs[name], read[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function refreshedValue(spec: PropertySpec, input: Value | undefined, read: Value | undefined): Value | undefined {
  if (spec.writeOnly === true || sameMeaning(spec, input, read)) return input;
  if (spec.fields === undefined || read === undefined) return read;
  if (isObject(read)) {
    const fields = refreshedFields(spec.fields, isObject(input) ? input : {}, read);
    return input === undefined && Object.keys(fields).length === 0 ? undefined : fields;
  }
  if (!isList(read)) return read;
  const inputs = isList(input) ? input : [];
  const items = read.map((item, index) => refreshedItem(spec, inputs, item, index));
  return sameMeaning(spec, input, items) ? input : items;
}

/** An item of a list belongs to the input at the same place, one of a set to the input that says the same. */
function refreshedItem(spec: PropertySpec, inputs: readonly Value[], read: Value, index: number): Value {
  const item = itemSpec(spec);
  if (spec.set !== true) return refreshedValue(item, inputs[index], read) ?? read;
  const same = inputs.find((input) => sameMeaning(item, input, refreshedValue(item, input, read)));
  return same ?? refreshedValue(item, undefined, read) ?? read;
}
