/** Rows into a table as one text (COPY FROM STDIN): no parameter is sent, bound and taken in by itself. */
import type pg from 'pg';
import { type Bulk, type ColumnValue, quoted } from './rows.ts';

/** Fewer rows go in by an INSERT, which the server has parsed before. */
export const COPIED_FROM_ROWS = 4;
const COPY = 'copy ';

/** The command and its rows; a row that meets a key in the table fails as it would in an INSERT. */
export function copyQuery({ table, columns, rows }: Bulk): { readonly sql: string; readonly text: string } {
  const lines = rows.map((row) => columns.map((column) => fieldOf(row[column] ?? null)).join('\t'));
  const sql = `${COPY}${quoted(table)} (${columns.map(quoted).join(',')}) from stdin`;
  return { sql, text: `${lines.join('\n')}\n` };
}

export function isCopy(sql: string): boolean {
  return sql.startsWith(COPY);
}

function fieldOf(value: ColumnValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return `\\\\x${value.toHex()}`;
  if (!value.includes('\\') && !value.includes('\n') && !value.includes('\t') && !value.includes('\r'))
    return value;
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}

/** What the driver has beyond its published types, and calls on a query of one's own. */
type CopyConnection = pg.Connection & {
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
};

/** Command and rows leave together: the server takes them in order, and drops the rows of a command that it refuses. */
export class CopyIn implements pg.Submittable {
  readonly done: Promise<void>;
  readonly #sql: string;
  readonly #text: string;
  readonly #resolve: () => void;
  readonly #reject: (failure: unknown) => void;

  constructor(sql: string, text: string) {
    this.#sql = sql;
    this.#text = text;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.done = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: pg.Connection): void {
    const copying = connection as CopyConnection;
    copying.stream.cork();
    copying.query(this.#sql);
    copying.sendCopyFromChunk(Buffer.from(this.#text));
    copying.endCopyFrom();
    copying.stream.uncork();
  }

  handleCopyInResponse(): void {}

  handleCommandComplete(): void {}

  handleError(failure: unknown): void {
    this.#reject(failure);
  }

  handleReadyForQuery(): void {
    this.#resolve();
  }
}
