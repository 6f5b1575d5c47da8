/** What is true of a global database beyond what the emulator says. */
export interface GlobalView {
  readonly id: string;
  /** The move that is under way; undefined: none. */
  readonly move?: {
    readonly kind: MoveKind;
    readonly from: string;
    readonly to: string;
  };
  /** ARNs of members that do not follow the writer yet after it has moved. */
  readonly resyncing: readonly string[];
}

/** With loss of what has not been replicated, or without. */
export type MoveKind = "failover" | "switchover";

/**
 * Puts what is true into an answer that holds global clusters, as AWS shows it: the status and the failover state while the
 * writer moves, and which members are being resynchronised.
 */
export function withViews(answer: string, views: readonly GlobalView[]): string {
  // Each begins with its identifier.
  return answer
    .split(/(?=<GlobalClusterIdentifier>)/)
    .map((part) => {
      const id = /^<GlobalClusterIdentifier>(?<id>[^<]+)</.exec(part)?.groups?.["id"];
      const view = views.find((candidate) => candidate.id === id);
      // A cluster names the global one that it is in, and nothing of its state.
      return view === undefined || !part.includes("<GlobalClusterMembers>") ? part : withView(part, view);
    })
    .join("");
}

function withView(part: string, { move, resyncing }: GlobalView): string {
  const resynced = resyncing.reduce(
    (text, arn) =>
      text.replace(
        new RegExp(
          `(<DBClusterArn>${arn}</DBClusterArn>(?:(?!<DBClusterArn>)[^])*?<SynchronizationStatus>)connected(?=<)`,
        ),
        "$1pending-resync",
      ),
    part,
  );
  if (move === undefined) return resynced;
  const { kind, from, to } = move;
  const status = kind === "failover" ? "failing-over" : "switching-over";
  const state =
    `<FailoverState><Status>failing-over</Status><FromDbClusterArn>${from}</FromDbClusterArn>` +
    `<ToDbClusterArn>${to}</ToDbClusterArn><IsDataLossAllowed>${kind === "failover"}</IsDataLossAllowed></FailoverState>`;
  return resynced
    .replace(/<FailoverState>[^]*?<\/FailoverState>\s*/, "")
    .replace(/<Status>[^<]*<\/Status>/, `<Status>${status}</Status>`)
    .replace("<GlobalClusterMembers>", `${state}<GlobalClusterMembers>`);
}

/** The answer to a move with the roles as they are until it is done: MiniStack 1.5.33 moves them at once. */
export function withWriter(answer: string, writer: string): string {
  const arns = [...answer.matchAll(/<DBClusterArn>(?<arn>[^<]+)<\/DBClusterArn>/g)].map(
    ({ groups }) => groups?.["arn"] ?? "",
  );
  const readers = arns.filter((arn) => arn !== writer).map((arn) => `<member>${arn}</member>`);
  return answer.replaceAll(
    /(?<head><DBClusterArn>(?<arn>[^<]+)<\/DBClusterArn>\s*)<Readers>[^]*?<\/Readers>(?<between>\s*)<IsWriter>\w+<\/IsWriter>/g,
    (_: string, ...rest: unknown[]) => {
      const { head, arn, between } = rest.at(-1) as { head: string; arn: string; between: string };
      const isWriter = arn === writer;
      return `${head}<Readers>${isWriter ? readers.join("") : ""}</Readers>${between}<IsWriter>${isWriter}</IsWriter>`;
    },
  );
}
