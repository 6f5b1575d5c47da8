import { env } from "node:process";

/** Whether `./tandem test --all` runs: tests may then take their time, and those that take minutes run too. */
export const thorough = env["TANDEM_TEST_ALL"] === "1";

/** For `it.for`: registers a test only then. What is not meant to run is left out, not skipped: a skipped test counts as failed. */
export const onlyThorough: readonly true[] = thorough ? [true] : [];
