import type { Outcome, Refusal } from '#outcome.ts';
import { caseIdFrom, idempotencyKeyFrom } from '#statement/case-id.ts';
import type { Draft } from '#statement/draft.ts';
import { claimsOf, type VerisClaims } from './claims.ts';
import { filesBelow, recordsOf, type VerisRecord } from './records.ts';

/** Sent together, so that a run of a thousand incidents is a dozen requests. */
const BATCH_RECORDS = 50;

/** A draft on its way, with the key under which sending it twice has one effect. */
export type ImportItem = { readonly idempotencyKey: string; readonly draft: Omit<Draft, 'issuer'> };

/** Where drafts go: the workspace, or the ledger. One outcome for each item, in order. */
export type ImportSink = (items: readonly ImportItem[]) => Promise<readonly Outcome<unknown>[]>;

export type ImportRefusal = { readonly file: string; readonly line?: number } & Refusal;

export type ImportSummary = {
  readonly files: number;
  readonly records: number;
  /** Records that went in. */
  readonly imported: number;
  /** Of these, records that map to the same statement as an earlier one of this run: signed once. */
  readonly repeated: number;
  /** Of these, records that tell an earlier one's incident otherwise; they go into its case. */
  readonly sameIncident: number;
  readonly refused: readonly ImportRefusal[];
  /** How often each word or member was not carried over, most frequent first. */
  readonly notCarried: readonly (readonly [string, number])[];
};

export type ImportWish = {
  readonly paths: readonly string[];
  /** Alerts are first words; drafts carry all that a report can. */
  readonly as: 'alert' | 'report';
  /** Who imports: the same number in two parties' records is not one incident, and nobody else's case is guessed. */
  readonly party: string;
};

/**
 * Reads every file and hands over every well-formed incident. Nothing stops the run: what is refused, here or by the
 * node, stands in the summary with its reason.
 */
export async function importVeris(
  wish: ImportWish,
  sink: ImportSink,
  onProgress: (filesDone: number, files: number) => void = () => {},
): Promise<ImportSummary> {
  const files = await filesBelow(wish.paths);
  const run = new Run(wish, sink);
  for (const [position, file] of files.entries()) {
    for await (const record of recordsOf(file)) await run.take(record);
    onProgress(position + 1, files.length);
  }
  await run.flush();
  return run.summary(files.length);
}

class Run {
  #waiting: { readonly item: ImportItem; readonly record: VerisRecord }[] = [];
  #records = 0;
  #imported = 0;
  #repeated = 0;
  #sameIncident = 0;
  readonly #refused: ImportRefusal[] = [];
  readonly #notCarried = new Map<string, number>();
  readonly #incidents = new Set<string>();
  readonly #keys = new Set<string>();
  readonly #wish: ImportWish;
  readonly #sink: ImportSink;

  constructor(wish: ImportWish, sink: ImportSink) {
    this.#wish = wish;
    this.#sink = sink;
  }

  async take(record: VerisRecord): Promise<void> {
    this.#records++;
    if (!record.ok) return this.#refuse(record, record.refusal);
    const claims = claimsOf(record.incident);
    if (!claims.ok) return this.#refuse(record, claims.refusal);
    for (const path of claims.value.notCarried) this.#notCarried.set(path, (this.#notCarried.get(path) ?? 0) + 1);
    const incident = claims.value.incidentId.toLowerCase();
    const item = itemOf(claims.value, this.#wish);
    if (this.#keys.has(item.idempotencyKey)) this.#repeated++;
    else if (this.#incidents.has(incident)) this.#sameIncident++;
    this.#incidents.add(incident);
    this.#keys.add(item.idempotencyKey);
    this.#waiting.push({ item, record });
    if (this.#waiting.length >= BATCH_RECORDS) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    const outcomes = await this.#sink(batch.map(({ item }) => item));
    for (const [position, { record }] of batch.entries()) {
      const outcome = outcomes[position];
      if (outcome?.ok) this.#imported++;
      else
        this.#refuse(
          record,
          outcome?.refusal ?? { code: 'no-answer', sentence: 'The node gave no answer to this.' },
        );
    }
  }

  summary(files: number): ImportSummary {
    return {
      files,
      records: this.#records,
      imported: this.#imported,
      repeated: this.#repeated,
      sameIncident: this.#sameIncident,
      refused: this.#refused,
      notCarried: [...this.#notCarried].sort((one, other) => other[1] - one[1]),
    };
  }

  #refuse(record: VerisRecord, refusal: Refusal): void {
    const line = record.line === undefined ? {} : { line: record.line };
    this.#refused.push({ file: record.file, ...line, ...refusal });
  }
}

function itemOf(claims: VerisClaims, { as, party }: ImportWish): ImportItem {
  const type = claims.nearMiss ? 'near-miss' : `incident-${as}`;
  const draft = {
    type,
    case: caseIdFrom(`veris ${party} ${claims.incidentId.toLowerCase()}`),
    claims: as === 'alert' ? claims.alert : claims.report,
  };
  return { idempotencyKey: idempotencyKeyFrom('veris', JSON.stringify(draft)), draft };
}
