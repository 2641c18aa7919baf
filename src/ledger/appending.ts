/** What one append holds while it runs. */
import type { Outcome, Refusal } from '#outcome.ts';
import type { InTransaction } from '#store/connection.ts';
import type { AdmissionCode, Admitted, Catalogue, Home } from './admission.ts';
import type { CasePlaces } from './case-places.ts';
import type { Recorded } from './contract.ts';
import type { IssuingThreads } from './issuing-threads.ts';
import type { LogTree } from './log-tree.ts';
import type { NumberBook } from './numbers.ts';
import type { Signers } from './signers.ts';
import type { AppenderRow } from './tables.ts';
import type { Views } from './views.ts';

/** What the appending process holds in memory; `reload` of the appender makes it from the database alone. */
export type AppendState = {
  readonly home: Home;
  readonly catalogue: Catalogue;
  readonly tree: LogTree;
  readonly numbers: NumberBook;
  readonly places: CasePlaces;
  readonly views: Views;
  readonly threads: IssuingThreads;
  readonly epoch: number;
  /** Only an open log signs: not one restored from a backup before it knows what it said since, nor one moved away. */
  standing: AppenderRow['state'];
  nextArrival: number;
  /** When the last record was made: time does not run backwards within a ledger. */
  latest: Temporal.Instant;
};

/** One transaction under way. */
export type Appending = Pick<AppendState, 'home' | 'catalogue' | 'numbers' | 'places' | 'views' | 'threads'> & {
  readonly transaction: InTransaction;
  readonly at: Temporal.Instant;
  readonly signers: Signers;
  /** Digests of our own statements of this transaction, in log order. */
  readonly entries: string[];
  readonly records: Recorded[];
  nextArrival: number;
  /** The index that the next own statement will have in the log. */
  nextIndex: number;
};

export type AppendedHere = {
  readonly digest: string;
  readonly arrival: number;
  readonly logIndex: number;
};

export type Result =
  | { readonly kind: 'refused'; readonly refusal: Refusal<AdmissionCode> }
  /** Submitted before: what was answered then is read again. */
  | { readonly kind: 'repeated'; readonly digest: string | null }
  | { readonly kind: 'appended'; readonly own: AppendedHere | null };

/** A submission on its way through the batch. */
export type Item = {
  readonly admitted: Admitted;
  result: Result | undefined;
  /** Of a statement signed elsewhere and proved: whether its key signs for the issuer by now. */
  signsNow?: boolean;
};

export function refused(outcome: Extract<Outcome<unknown>, { ok: false }>): Result {
  return { kind: 'refused', refusal: outcome.refusal };
}
