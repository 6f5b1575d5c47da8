/**
 * Makes this the whole environment of this process, and so of every child from now on. The Automation API hands its
 * process's variables to each `pulumi` it starts, credentials and tokens included; after this there are none to hand on.
 */
export function replaceProcessEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) delete process.env[name];
  }
  Object.assign(process.env, environment);
}
