/** What one check of the doctor found. */
export interface Finding {
  /** Stable: `credentials`, `state-backend`, … */
  readonly id: string;
  /** `warning`: it works, or is not needed for what was asked; `failed`: a deployment to AWS would fail. */
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  /** The command that mends it. */
  readonly fix?: string;
}

/** Everything that was found, as `tandem doctor --json` prints it. */
export interface Diagnosis {
  readonly schemaVersion: 1;
  readonly environment: string | null;
  /** Nothing failed; warnings may stand. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}
