/**
 * Two APIs over one ledger and one bucket in memory, for tests: what one takes, the other has at once. One of them is
 * fenced.
 */
export class FakePayments {
  /** The region that takes no writes. */
  fenced: string | undefined;
  readonly #ledger = new Map<string, Record<string, unknown>>();
  readonly #documents = new Map<string, Uint8Array<ArrayBuffer>>();

  /** Answers as the API at this URL would. */
  answer(url: URL, init?: RequestInit): Response {
    const path = url.pathname.replace("/prod", "");
    const region = url.hostname.split(".")[0];
    const fenced = region === this.fenced;
    if (path === "/health") {
      return Response.json({ status: fenced ? "unhealthy" : "healthy", fenced }, { status: fenced ? 503 : 200 });
    }
    if (path === "/ready") return Response.json({ status: "ready" });
    const isWrite = init?.method === "POST" || init?.method === "PUT";
    if (fenced && isWrite) return Response.json({ error: "fenced" }, { status: 503 });
    if (path.endsWith("/document")) return this.#document(path, init);
    if (init?.method !== "POST") {
      const found = this.#ledger.get(path.split("/").at(-1) ?? "");
      return found === undefined ? Response.json({}, { status: 404 }) : Response.json(found);
    }
    const body = JSON.parse(init.body as string) as Record<string, unknown>;
    if (body["currency"] !== "USD") return Response.json({ problems: ["currency"] }, { status: 400 });
    const id = String(body["id"]);
    const known = this.#ledger.get(id);
    if (known === undefined) {
      this.#ledger.set(id, { ...body, region, epoch: 1 });
      return Response.json(this.#ledger.get(id), { status: 201 });
    }
    return known["amountMinor"] === body["amountMinor"] ? Response.json(known) : Response.json({}, { status: 409 });
  }

  #document(path: string, init?: RequestInit): Response {
    const known = this.#documents.get(path);
    if (init?.method !== "PUT") {
      return known === undefined
        ? Response.json({}, { status: 404 })
        : new Response(known, { headers: { "content-type": "application/pdf" } });
    }
    const bytes = init.body as Uint8Array<ArrayBuffer>;
    if (!this.#ledger.has(path.split("/").at(-2) ?? "")) return Response.json({}, { status: 404 });
    if (known !== undefined) return Response.json({}, { status: Buffer.compare(known, bytes) === 0 ? 200 : 409 });
    this.#documents.set(path, bytes);
    return Response.json({}, { status: 201 });
  }
}
