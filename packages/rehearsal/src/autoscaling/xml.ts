import { escapeXml } from "../sandbox/service-front.ts";

/** What becomes an element's content: nothing of undefined, one `member` for each item of a list. */
export type Content =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly Content[]
  | { readonly [element: string]: Content };

/** The elements of an object, in their order. */
export function elements(content: { readonly [element: string]: Content }): string {
  return Object.entries(content)
    .map(([element, inner]) => (inner === undefined ? "" : `<${element}>${contentOf(inner)}</${element}>`))
    .join("");
}

function contentOf(content: Exclude<Content, undefined>): string {
  if (content instanceof Date) return content.toISOString();
  if (isList(content)) return content.map((item) => elements({ member: item })).join("");
  if (typeof content === "object") return elements(content);
  return escapeXml(String(content));
}

function isList(content: Exclude<Content, undefined>): content is readonly Content[] {
  return Array.isArray(content);
}
