import { describe, expect, test } from "vitest";
import { maxDocumentBytes, parseDocument } from "./document.ts";

const bytes = new TextEncoder().encode("abc");
const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("parseDocument", () => {
  test.each(["application/json", "application/pdf", "image/jpeg", "image/png", "text/plain"])("takes %s", (type) => {
    expect(parseDocument(type, bytes)).toEqual({ ok: true, document: { contentType: type, bytes, sha256 } });
  });

  test("drops a content type's parameters and case", () => {
    expect(parseDocument("Text/Plain; charset=utf-8", bytes)).toEqual({
      ok: true,
      document: { contentType: "text/plain", bytes, sha256 },
    });
  });

  test.each([
    ["text/html", '"text/html"'],
    ["image/svg+xml", '"image/svg+xml"'],
    [undefined, '""'],
    ["", '""'],
  ])("refuses %s", (type, shown) => {
    expect(parseDocument(type, bytes)).toEqual({
      ok: false,
      status: 415,
      error: "unsupported-type",
      message:
        "a document's content type is one of application/json, application/pdf, image/jpeg, image/png, text/plain, " +
        `not ${shown}`,
    });
  });

  test("refuses an empty document", () => {
    expect(parseDocument("text/plain", new Uint8Array())).toEqual({
      ok: false,
      status: 400,
      error: "invalid",
      message: "the document is empty",
    });
  });

  test("takes as many bytes as the limit says and not one more", () => {
    expect(parseDocument("text/plain", bytes, 3).ok).toBe(true);
    expect(parseDocument("text/plain", bytes, 2)).toEqual({
      ok: false,
      status: 413,
      error: "too-large",
      message: "the document has 3 bytes, at most 2 are accepted",
    });
  });

  test("the limit leaves room for base64, headers and the event around them in Lambda's 6 MB", () => {
    expect(maxDocumentBytes).toBe(4_194_304);
    expect(Math.ceil(maxDocumentBytes / 3) * 4 + 64 * 1024).toBeLessThan(6 * 1024 * 1024);
  });
});
