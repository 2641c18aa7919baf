import type { Kysely, Transaction } from 'kysely';

/** A database without a claim on its tables: each room names the tables it owns with `withTables`. */
// biome-ignore lint/complexity/noBannedTypes: the empty set of tables, which each room widens by its own.
export type Connection = Kysely<{}>;

/** The same inside a transaction. */
// biome-ignore lint/complexity/noBannedTypes: as above.
export type InTransaction = Transaction<{}>;
