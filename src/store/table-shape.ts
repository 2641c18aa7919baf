/**
 * How a value is stored; with `?` it may be null. Instants are microseconds since 1970 (UTC), yes and no 1 and 0. A
 * `whole` number is alone its table's key: SQLite then needs no index beside the table.
 */
export type Stored = 'text' | 'bigint' | 'integer' | 'whole' | 'bytes';
export type Column = Stored | `${Stored}?`;

/** Its columns; with more where it is told apart by more. It is called after its table and columns, but with a `name`. */
export type Index =
  | readonly string[]
  | {
      readonly on: readonly string[];
      readonly name?: string;
      readonly unique?: true;
      /** SQL of the rare rows that it holds alone. */
      readonly where?: string;
    };

export type TableShape = {
  readonly columns: Readonly<Record<string, Column>>;
  /** The first column where it is left out. One that is given is a constraint called after the table. */
  readonly key?: readonly string[];
  readonly indexes?: readonly Index[];
  /** Each row has a value of its own in these. */
  readonly unique?: readonly string[];
  /** Each row is some kilobytes of text that no compression makes much shorter. */
  readonly long?: true;
};
export type TableShapes = Readonly<Record<string, TableShape>>;
