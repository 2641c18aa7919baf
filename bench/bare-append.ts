/**
 * What no ledger on this store can undercut: the same statements signed by the same threads and put into one table by a
 * crowd at a time, each commit synced. Nothing is checked, numbered, hashed into a tree, proven or answered.
 */
import { GatheredRows } from '#ledger/gathered-rows.ts';
import { beginIssuing, issueAll } from '#ledger/issue-wave.ts';
import type { IssueJob } from '#ledger/issuing.ts';
import { IssuingThreads } from '#ledger/issuing-threads.ts';
import type { SigningKey } from '#statement/jwk.ts';
import { longRows, wholeType } from '#store/dialect.ts';
import { openStore, type StoreTarget } from '#store/open.ts';

export type BareAppend = AsyncDisposable & {
  /** Statements a second over so many milliseconds. */
  readonly measure: (ms: number) => Promise<number>;
};

/** A statement is found by its digest, so that index stands beside the key; no other does. */
export async function bareAppend(
  target: StoreTarget,
  job: IssueJob,
  signer: SigningKey,
  crowd: number,
): Promise<BareAppend> {
  const store = await openStore(target);
  await store.connection.schema
    .createTable('bare')
    .addColumn('arrival', wholeType(store.connection), (column) => column.primaryKey())
    .addColumn('digest', 'text', (column) => column.notNull().unique())
    .addColumn('jwt', 'text', (column) => column.notNull())
    .addColumn('disclosures', 'text', (column) => column.notNull())
    .modifyEnd(longRows(store.connection))
    .execute();
  const threads = new IssuingThreads((failure) => {
    throw failure;
  });
  threads.start();
  const numbered = Array.from({ length: crowd }, () => ({ kid: signer.kid, claims: job.claims, job, signer }));
  let arrival = 1;

  function appendCrowd(): Promise<void> {
    return store.transaction(async (transaction) => {
      const stored = new GatheredRows(transaction, 'bare');
      await issueAll(beginIssuing(numbered, threads), (_places, issued) =>
        stored.put(issued.map((text) => ({ arrival: arrival++, ...text }))),
      );
    });
  }

  return {
    async measure(ms) {
      const start = performance.now();
      const first = arrival;
      while (performance.now() - start < ms) await appendCrowd();
      return ((arrival - first) / (performance.now() - start)) * 1_000;
    },
    async [Symbol.asyncDispose]() {
      await threads[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
