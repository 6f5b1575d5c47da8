import fc from "fast-check";
import { expect, it } from "vitest";
import { parseEnvironment, renderEnvironment } from "./environment-file.ts";

it("writes a line for each variable, in quotes, for systemd", () => {
  expect(renderEnvironment({ PORT: "8080", QUOTED: 'a "$HOME" `date` \\ and #' }).split("\n")).toEqual([
    'PORT="8080"',
    String.raw`QUOTED="a \"\$HOME\" \`date\` \\ and #"`,
    "",
  ]);
});

it("reads back what it has written", () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/).filter((each) => each !== "__proto__");
  const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(fc.dictionary(name, text, { noNullPrototype: true }), (environment) => {
      expect(parseEnvironment(renderEnvironment(environment))).toEqual(environment);
    }),
    { numRuns: 200 },
  );
});

it("refuses variables that no environment file takes, by name alone", () => {
  expect(() => renderEnvironment({ GOOD: "x", "BAD-NAME": "secret", LINES: "a\nb" })).toThrow(
    '"BAD-NAME", "LINES" cannot be written to an environment file; legal: names of letters, digits and _, values of one line of printable ASCII',
  );
});

it("refuses a line that it has not written", () => {
  expect(() => parseEnvironment("PORT=8080")).toThrow('"PORT=8080" is no line of an environment file');
});
