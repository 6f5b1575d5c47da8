import type { WholeAnswer } from "../sandbox/forward.ts";

/** The account that the emulator's dummy credentials belong to. */
export const account = "000000000000";

const namespace = "http://rds.amazonaws.com/doc/2014-10-31/";

/** An error as RDS names it on the wire. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "Refused";
    this.code = code;
    this.status = status;
  }
}

/** What is answered; or what was refused, as RDS says it. */
export async function answeredOrRefused(work: () => Promise<WholeAnswer>): Promise<WholeAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, status, message } = error;
    const said = `<Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message>`;
    return xml(status, `<ErrorResponse xmlns="${namespace}"><Error>${said}</Error></ErrorResponse>`);
  }
}

/** @param result XML */
export function success(action: string, result: string): WholeAnswer {
  return xml(
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result></${action}Response>`,
  );
}

/** An element with a text. */
export function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

/** The tags in a form: `Tags.Tag.1.Key` and `Tags.Tag.1.Value`. */
export function tagsIn(form: URLSearchParams): { Key: string; Value: string }[] {
  const prefixes = [...form.keys()].flatMap(
    (key) => /^(?<prefix>Tags\.\w+\.\d+)\.Key$/.exec(key)?.groups?.["prefix"] ?? [],
  );
  return prefixes.map((prefix) => ({
    Key: form.get(`${prefix}.Key`) ?? "",
    Value: form.get(`${prefix}.Value`) ?? "",
  }));
}

function xml(status: number, body: string): WholeAnswer {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(body) };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
