/** A change of the schema. Those that are here are never changed: a new one follows. */
export interface Migration {
  /** Counted from 1, without gaps. */
  readonly version: number;
  readonly name: string;
  /** One or more statements, which together end within the time of one. */
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "transactions",
    // As text orders by the locale, and winners are chosen by the region's name, its order is that of bytes.
    sql: `
      CREATE TABLE transactions (
        id text NOT NULL,
        epoch bigint NOT NULL CHECK (epoch BETWEEN 1 AND 9999999999),
        region text COLLATE "C" NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        description text,
        accepted_at timestamptz(3) NOT NULL,
        payload_digest text NOT NULL,
        PRIMARY KEY (id, epoch, region)
      );
      CREATE INDEX transactions_accepted_at ON transactions (accepted_at DESC);
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'transactions are only added'; END
      $$;
      CREATE TRIGGER transactions_are_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON transactions
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `,
  },
  {
    version: 2,
    name: "heartbeats",
    sql: `
      CREATE TABLE heartbeats (
        name text PRIMARY KEY,
        region text NOT NULL,
        written_at timestamptz(3) NOT NULL
      );
    `,
  },
  {
    version: 3,
    name: "quotes",
    // What the platform trades in; a feed of prices would add rows. One is there from the start, so that a market without
    // any row is a market that was lost.
    sql: `
      CREATE TABLE quotes (
        symbol text NOT NULL,
        quoted_at timestamptz(3) NOT NULL,
        currency text NOT NULL,
        price_minor bigint NOT NULL CHECK (price_minor > 0),
        PRIMARY KEY (symbol, quoted_at)
      );
      CREATE INDEX quotes_quoted_at ON quotes (quoted_at DESC);
      INSERT INTO quotes VALUES ('TANDEM', '2026-11-27T00:00:00Z', 'EUR', 10000);
    `,
  },
];
