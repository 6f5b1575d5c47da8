import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTransactionId, maxBodyBytes, parsePayload, payloadDigest } from "./payload.ts";

const payload = { id: "pay_1", amountMinor: 1250, currency: "USD", description: "rent" };
const problemsOf = (body: string) => {
  const parsed = parsePayload(body);
  return parsed.ok ? [] : parsed.problems;
};

describe("parsePayload", () => {
  test("accepts a whole payload and one without description", () => {
    const { description: _, ...short } = payload;
    expect(parsePayload(JSON.stringify(payload))).toEqual({ ok: true, payload });
    expect(parsePayload(JSON.stringify(short))).toEqual({ ok: true, payload: short });
  });

  test("accepts each field at its limit", () => {
    const limit = {
      id: "a".repeat(64),
      amountMinor: Number.MAX_SAFE_INTEGER,
      currency: "ZZZ",
      description: "é".repeat(256),
    };
    expect(parsePayload(JSON.stringify(limit))).toEqual({ ok: true, payload: limit });
  });

  test("reports every problem at once", () => {
    const body = { id: "pay 1", amountMinor: -1, currency: "usd", description: "x".repeat(257), note: 1, a: 2 };
    expect(parsePayload(JSON.stringify(body))).toEqual({
      ok: false,
      status: 400,
      problems: [
        { path: "id", message: "must be 1-64 letters, digits, _ and -" },
        {
          path: "amountMinor",
          message: "must be an integer from 1 to 9007199254740991, in the currency's minor unit",
        },
        { path: "currency", message: "must be 3 upper-case letters, such as USD" },
        { path: "description", message: "must be at most 256 characters" },
        { path: "note", message: "is not a field; legal are id, amountMinor, currency, description" },
        { path: "a", message: "is not a field; legal are id, amountMinor, currency, description" },
      ],
    });
  });

  test("reports every field that is missing or of another type", () => {
    expect(problemsOf('{"amountMinor":"5","description":null}')).toEqual([
      { path: "id", message: "must be a string of 1-64 letters, digits, _ and -" },
      {
        path: "amountMinor",
        message: "must be a number: a positive integer, in the currency's minor unit",
      },
      { path: "currency", message: "must be a string of 3 upper-case letters" },
      { path: "description", message: "must be a string of up to 256 characters" },
    ]);
  });

  test.each(["0", "1.5", "9007199254740992"])("refuses the amount %s", (amount) => {
    expect(problemsOf(`{"id":"a","currency":"USD","amountMinor":${amount}}`)).toEqual([
      {
        path: "amountMinor",
        message: "must be an integer from 1 to 9007199254740991, in the currency's minor unit",
      },
    ]);
  });

  test("refuses an amount that overflows to infinity", () => {
    expect(problemsOf('{"id":"a","currency":"USD","amountMinor":1e999}')).toEqual([
      {
        path: "amountMinor",
        message: "must be a number: a positive integer, in the currency's minor unit",
      },
    ]);
  });

  test.each(["[]", "null", "7", '"text"'])("refuses the JSON %s, which is no object", (body) => {
    expect(problemsOf(body)).toEqual([
      {
        path: "",
        message: "the body must be an object with id, amountMinor, currency, description",
      },
    ]);
  });

  test.each(["", "{", "id=1", "{'id':1}"])("refuses %j, which is no JSON", (body) => {
    expect(parsePayload(body)).toEqual({
      ok: false,
      status: 400,
      problems: [
        {
          path: "",
          message: "the body is not JSON; it must be an object with id, amountMinor, currency, description",
        },
      ],
    });
  });

  test("counts the body in bytes and refuses it before it is parsed", () => {
    const atLimit = `"${"x".repeat(maxBodyBytes - 2)}"`;
    expect(problemsOf(atLimit)[0]?.message).toBe(
      "the body must be an object with id, amountMinor, currency, description",
    );
    expect(parsePayload(`"${"é".repeat(maxBodyBytes / 2)}"`)).toEqual({
      ok: false,
      status: 413,
      problems: [{ path: "", message: "the body has 8194 bytes, at most 8192 are accepted" }],
    });
  });

  test("a payload with every character escaped is far below the limit", () => {
    const escaped = JSON.stringify({ ...payload, id: "a".repeat(64), amountMinor: Number.MAX_SAFE_INTEGER });
    const body = escaped.replace("rent", String.raw`\u00e9`.repeat(256));
    expect(body.length).toBeLessThan(maxBodyBytes / 4);
    expect(parsePayload(body).ok).toBe(true);
  });

  test("never throws, whatever the body", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect([true, false]).toContain(parsePayload(body).ok);
      }),
    );
  });
});

describe("payloadDigest", () => {
  test("is the SHA-256 of the fields in a fixed order", () => {
    expect(payloadDigest(payload)).toBe("3edb404aea5798af42c4484b4585683622674cb7de34b13b6a6b96876a59112a");
  });

  test("does not depend on the order of fields or on white space", () => {
    const forwards = parsePayload('{"id":"a","amountMinor":1,"currency":"USD","description":"x"}');
    const backwards = parsePayload('{ "description" : "\\u0078",\n "currency":"USD", "amountMinor": 1.0, "id":"a" }');
    expect(forwards.ok && backwards.ok && payloadDigest(forwards.payload) === payloadDigest(backwards.payload)).toBe(
      true,
    );
  });

  test("differs when any field differs", () => {
    const { description: _, ...short } = payload;
    const variants = [
      payload,
      short,
      { ...payload, id: "pay_2" },
      { ...payload, amountMinor: 1251 },
      { ...payload, currency: "EUR" },
      { ...payload, description: "" },
    ];
    expect(new Set(variants.map(payloadDigest)).size).toBe(variants.length);
  });
});

test.each([
  ["a", true],
  ["Z9_-", true],
  ["", false],
  ["a".repeat(65), false],
  ["a#b", false],
  ["a\n", false],
])("isTransactionId(%j) is %s", (id, legal) => {
  expect(isTransactionId(id)).toBe(legal);
});
