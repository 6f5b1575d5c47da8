import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { Archive } from "./entry.ts";
import type { Properties, Value } from "./entry.ts";

/** What the engine sends, and takes, in place of a value that is not known yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key under which the engine says what kind of special value an object is. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  outputValue: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  secret: "1b47061264138c4ac30d75fd1eb44270",
} as const;

/** Whether a value, or anything inside it, is not known yet. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === unknownValue) return true;
  if (typeof value !== "object" || value === null || value instanceof Archive) return false;
  return Object.values(value).some((item: Value) => hasUnknown(item));
}

/** Whether the value is an object of properties, not a list and not an archive. */
export function isObject(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Archive);
}

/** Whether the value is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The path of a property inside another, as the engine writes it: `replicas[0].arn`, `tags["tandem:urn"]`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/**
 * The properties that the engine sends. Nulls are left out and secrets unwrapped (the engine marks the outputs again).
 * Throws on a value that no AWS property takes, and names its path.
 */
export function fromStruct(struct: Struct | undefined): Properties {
  if (struct === undefined) return {};
  return objectFrom(struct.toJavaScript(), "");
}

/**
 * The properties as the engine takes them.
 * @param secrets names of those that it must keep secret. @default none
 */
export function toStruct(properties: Properties, secrets: readonly string[] = []): Struct {
  return structs.Struct.fromJavaScript(
    Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        secrets.includes(key) ? { [signatureKey]: signatures.secret, value: plain(value) } : plain(value),
      ]),
    ),
  );
}

/** What a protobuf Struct holds. */
type Plain = string | number | boolean | null | readonly Plain[] | PlainObject;
type PlainObject = { readonly [key: string]: Plain };

function objectFrom(object: PlainObject, path: string): { readonly [key: string]: Value } {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) =>
      value === null ? [] : [[key, valueFrom(value, joinPath(path, key))]],
    ),
  );
}

function valueFrom(value: Plain, path: string): Value {
  if (value === null || typeof value !== "object") return value;
  if (isPlainList(value)) return value.map((item, index) => valueFrom(item, joinPath(path, index)));
  const signature = value[signatureKey];
  if (signature === undefined) return objectFrom(value, path);
  if (signature === signatures.secret) return valueFrom(value["value"] ?? null, path);
  if (signature === signatures.archive) return archiveFrom(value, path);
  const kind = Object.entries(signatures).find(([, known]) => known === signature)?.[0] ?? "unknown special value";
  throw new TypeError(`${path} is a value of kind ${kind}; legal: plain values and a FileArchive`);
}

function archiveFrom(value: PlainObject, path: string): Archive {
  const { path: file = "", hash, assets, uri } = value;
  // The engine keeps an archive's hash in its state, and not where it came from.
  const isFile = typeof file === "string" && assets === undefined && uri === undefined;
  if (isFile && typeof hash === "string") return new Archive(file, hash);
  throw new TypeError(`${path} is an archive that is no file or folder; legal: a FileArchive`);
}

function isPlainList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

function plain(value: Value): Plain {
  if (value instanceof Archive) {
    const { path, hash } = value;
    return { [signatureKey]: signatures.archive, hash, ...(path === "" ? {} : { path }) };
  }
  if (isList(value)) return value.map(plain);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}
