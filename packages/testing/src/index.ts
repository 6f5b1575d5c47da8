export { allowedWildcards, ignoringOtherwise, inventory, typesWithTag, withoutProvider } from "./queries.ts";
export type { RegisteredResource } from "./recording.ts";
export { unsuffixedNames } from "./unsuffixed-names.ts";
export { unknownOutput, withMocks } from "./with-mocks.ts";
export type { MockOptions, MockRun } from "./with-mocks.ts";
