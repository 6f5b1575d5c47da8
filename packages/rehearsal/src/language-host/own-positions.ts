// Loaded before a program: Node.js strips types in place, so a stack trace has the right positions without source maps.
// Pulumi's runner installs source-map-support all the same, and the SDK takes a stack trace for every value that it waits
// for; formatting these through JavaScript was a fifth of what a program takes of the processor.
Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => {} });
