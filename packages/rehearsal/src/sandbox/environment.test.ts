import fc from "fast-check";
import { expect, test } from "vitest";
import { rehearsalEnvironment } from "./environment.ts";

const options = {
  endpoint: "http://127.0.0.1:4000",
  directory: "/work/r1",
  pluginFolders: ["/plugins/aws", "/plugins/node"],
};

const own = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:4000",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  PULUMI_BACKEND_URL: "file:///work/r1/state?metadata=skip",
  PULUMI_HOME: "/work/r1/pulumi-home",
  PULUMI_CONFIG_PASSPHRASE_FILE: "/work/r1/passphrase",
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
};

test("holds what a rehearsal needs, with the stand-ins first on PATH", () => {
  expect(rehearsalEnvironment({ ...options, base: { PATH: "/usr/bin:/bin" } })).toEqual({
    ...own,
    PATH: "/plugins/aws:/plugins/node:/usr/bin:/bin",
  });
});

test("credentials, tokens, proxies and settings of the caller do not reach a child", () => {
  const base = {
    PATH: "/bin",
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_SECRET_ACCESS_KEY: "real",
    AWS_SESSION_TOKEN: "real",
    AWS_PROFILE: "production",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_ENDPOINT_URL_DYNAMODB: "https://dynamodb.us-east-1.amazonaws.com",
    AWS_WEB_IDENTITY_TOKEN_FILE: "/token",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
    PULUMI_ACCESS_TOKEN: "pul-1",
    PULUMI_CONFIG_PASSPHRASE: "real",
    PULUMI_STACK: "prod",
    GITHUB_TOKEN: "ghp-1",
    NPM_TOKEN: "npm-1",
    HTTPS_PROXY: "http://proxy:3128",
    SSH_AUTH_SOCK: "/agent",
    NODE_OPTIONS: "--require ./spy.js",
  };
  expect(rehearsalEnvironment({ ...options, base })).toEqual({ ...own, PATH: "/plugins/aws:/plugins/node:/bin" });
});

test("the terminal, the language and the user's folders do", () => {
  const base = { PATH: "/bin", HOME: "/home/a", TERM: "xterm", LANG: "de_DE.UTF-8", LC_ALL: "C", XDG_CACHE_HOME: "/c" };
  expect(rehearsalEnvironment({ ...options, base })).toEqual({
    ...own,
    ...base,
    PATH: "/plugins/aws:/plugins/node:/bin",
    NODE_COMPILE_CACHE: "/c/tandem/node-compile-cache",
  });
});

test("nothing but the listed names is ever passed on", () => {
  const names = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,30}$/);
  const listed =
    /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|LANG|LC_.*|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|CI|XDG_.*_HOME)$/;
  fc.assert(
    fc.property(fc.dictionary(names, fc.constant("leak")), (base) => {
      const leaked = Object.entries(rehearsalEnvironment({ ...options, base })).filter(([, value]) => value === "leak");
      expect(leaked.filter(([name]) => !listed.test(name))).toEqual([]);
    }),
  );
});
