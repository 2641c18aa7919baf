import type { Kysely, Transaction } from 'kysely';

/** A database without a claim on its tables: each room names the tables it owns with `withTables`. */
// biome-ignore lint/complexity/noBannedTypes: the empty set of tables, which each room widens by its own.
export type Connection = Kysely<{}>;

/** The same inside a transaction. */
// biome-ignore lint/complexity/noBannedTypes: as above.
export type InTransaction = Transaction<{}>;

/** For a function that names its tables itself: a connection or transaction that any room has widened. */
// biome-ignore lint/suspicious/noExplicitAny: Kysely's tables are invariant, so no narrower type accepts them all.
export type AnyConnection = Kysely<any>;
