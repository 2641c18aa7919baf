/** Views: created, folded, followed and rebuilt. They hold nothing that the statements do not say. */
import { sql } from 'kysely';
import type { StatementType } from '#statement/statement-type.ts';
import { type Traits, traitsOf } from '#statement/traits.ts';
import { claimsThatCount } from '#statement/who-may-say.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { dropTables } from '#store/table-set.ts';
import type { ErasedClaims, Holders, Model, Recorded, View } from './contract.ts';
import { lastArrival, recordsInOrder, recordsOfCase } from './held.ts';
import { ledgerTables } from './tables.ts';

/** Raised when views are to be told otherwise of what others say; every view is folded anew then. */
const TOLD_BY_RULES = 1;

/** How far a rebuild has come. */
export type Progress = (done: number, of: number, what: string) => void;

export class Views {
  readonly all: readonly View[];
  readonly #models: readonly Model[];
  readonly #types: ReadonlyMap<string, StatementType>;
  readonly traits: Traits;
  readonly #inTransaction: readonly View[];
  readonly #byCursor: readonly View[];

  readonly #report: (failure: unknown) => void;

  /** `report` is told of statements that no view can be told of. */
  constructor(models: readonly Model[], report: (failure: unknown) => void = () => undefined) {
    this.#models = models;
    this.#report = report;
    this.#types = new Map(models.flatMap(({ types }) => types).map((type) => [type.name, type]));
    this.traits = traitsOf(this.#types);
    this.all = models.flatMap((model) => model.views);
    const names = new Set(this.all.map((view) => view.name));
    if (names.size !== this.all.length) throw new Error('open the ledger: two views have the same name');
    this.#inTransaction = this.all.filter((view) => view.follows === 'transaction');
    this.#byCursor = this.all.filter((view) => view.follows === 'cursor');
  }

  /** Inside the append: what rules read next is already there. */
  async fold(transaction: InTransaction, records: readonly Recorded[]): Promise<void> {
    await this.#tell(transaction, this.#inTransaction, records);
  }

  /** The one place where views are told of anything: of what others say they hear as much as those may say. */
  async #tell(transaction: InTransaction, views: readonly View[], records: readonly Recorded[]): Promise<void> {
    const counting = records.map((record) => {
      if (record.origin === 'own') return record;
      const claims = claimsThatCount(this.#types.get(record.type), record.issuer, record.claims);
      return claims === record.claims ? record : { ...record, claims };
    });
    for (const view of views) await view.fold(transaction, counting, this.traits);
  }

  /**
   * The same for what is held already, which cannot be refused any more: a statement that a view does not fold is set
   * aside and reported, and the others are folded.
   */
  async #tellAgain(
    transaction: InTransaction,
    views: readonly View[],
    records: readonly Recorded[],
  ): Promise<void> {
    for (const view of views) {
      const failure = await undone(transaction, () => this.#tell(transaction, [view], records));
      if (failure === undefined) continue;
      for (const record of records) {
        const cause = await undone(transaction, () => this.#tell(transaction, [view], [record]));
        if (cause === undefined) continue;
        const doing = `fold ${record.digest} (${record.type} of ${record.issuer}) into ${view.name}: it is set aside`;
        this.#report(new Error(doing, { cause }));
      }
    }
  }

  /** Creates views that are new, and rebuilds those whose number has changed. */
  async bringUpToDate(transaction: InTransaction, progress: Progress = () => undefined): Promise<void> {
    const rows = await ledgerTables(transaction).selectFrom('view').selectAll().execute();
    const known = new Map(rows.map((row) => [row.name, row.version]));
    await this.rebuild(
      transaction,
      this.all.filter((view) => known.get(view.name) !== versionOf(view)),
      progress,
    );
  }

  /** Forgets these views wholly and folds every record again. */
  async rebuild(
    transaction: InTransaction,
    views: readonly View[],
    progress: Progress = () => undefined,
  ): Promise<void> {
    if (views.length === 0) return;
    const last = await lastArrival(transaction);
    for (const view of views) {
      await dropTables(transaction, view.tables);
      await view.create(transaction);
    }
    for await (const records of recordsInOrder(transaction, { upTo: last })) {
      await this.#tellAgain(transaction, views, records);
      progress(records.at(-1)?.arrival ?? last, last, 'views');
    }
    for (const view of views) {
      await ledgerTables(transaction)
        .insertInto('view')
        .values({ name: view.name, version: versionOf(view), cursor: last })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ version: versionOf(view), cursor: last }))
        .execute();
    }
  }

  /**
   * After claims of a case are gone: its rows are dropped and folded again from what is left, in each view as far as
   * it had come. A statement whose case is withheld from us is in no case, and costs a rebuild of everything.
   */
  async refold(transaction: InTransaction, caseId: string | null): Promise<void> {
    if (caseId === null) return this.rebuild(transaction, this.all);
    const last = await lastArrival(transaction);
    const cursors = await this.#cursors(transaction);
    const records = await recordsOfCase(transaction, caseId, last);
    for (const view of this.all) {
      const upTo = view.follows === 'cursor' ? (cursors.get(view.name) ?? 0) : last;
      await view.drop(transaction, caseId);
      await this.#tellAgain(
        transaction,
        [view],
        records.filter((record) => record.arrival <= upTo),
      );
    }
  }

  /** Claims are gone from a statement: they go from the working copies too, as drafts, that no fold makes again. */
  async eraseCopies(transaction: InTransaction, erased: ErasedClaims): Promise<void> {
    for (const { erase } of this.#models) await erase?.(transaction, erased);
  }

  /** What parties of this node were given of these statements, as far as any model knows. */
  readonly holders: Holders = async (reads, digests) => {
    const found = new Map<string, Map<string, 'all' | ReadonlySet<string>>>();
    for (const { holders } of this.#models) {
      for (const [digest, parties] of (await holders?.(reads, digests)) ?? []) {
        found.set(digest, new Map([...(found.get(digest) ?? []), ...parties]));
      }
    }
    return found;
  };

  /** One step of the views behind the append; false when they have caught up. */
  async follow(transaction: InTransaction): Promise<boolean> {
    const cursors = await this.#cursors(transaction);
    for (const view of this.#byCursor) {
      const after = cursors.get(view.name);
      // A restore has forgotten how far it is: it is folded anew at the next start, and nothing is kept of it until then.
      if (after === undefined) continue;
      for await (const records of recordsInOrder(transaction, { after })) {
        await this.#tellAgain(transaction, [view], records);
        const cursor = records.at(-1)?.arrival ?? 0;
        await ledgerTables(transaction)
          .updateTable('view')
          .set({ cursor })
          .where('name', '=', view.name)
          .execute();
        return true;
      }
    }
    return false;
  }

  get hasFollowers(): boolean {
    return this.#byCursor.length > 0;
  }

  async #cursors(reads: Connection): Promise<ReadonlyMap<string, number>> {
    const rows = await ledgerTables(reads).selectFrom('view').select(['name', 'cursor']).execute();
    return new Map(rows.map((row) => [row.name, row.cursor]));
  }
}

/** Does the work, or leaves the transaction as it was and tells why; a connection that is gone fails as a whole. */
async function undone(transaction: InTransaction, work: () => Promise<void>): Promise<unknown> {
  await sql`savepoint told`.execute(transaction);
  try {
    await work();
  } catch (failure) {
    await sql`rollback to savepoint told`.execute(transaction);
    return failure;
  } finally {
    await sql`release savepoint told`.execute(transaction);
  }
  return undefined;
}

/** The number a view's tables are kept under; under another one, or none, they are folded anew at the next start. */
export function versionOf(view: View): number {
  return view.version + TOLD_BY_RULES;
}
