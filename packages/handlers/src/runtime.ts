/** Lambda's identifier of the Node.js that every bundle targets; esbuild's target `node24` is the same version. */
export const lambdaRuntime = "nodejs24.x";
