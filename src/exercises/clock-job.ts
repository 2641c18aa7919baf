import { composeRelease } from '#federation/delivery/compose-release.ts';
import type { Office } from '#federation/office.ts';
import { standingPeers } from '#federation/peering.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import { federationTables } from '#federation/tables.ts';
import { MACHINE_TIMER } from '#federation/timer.ts';
import type { Recorded } from '#ledger/contract.ts';
import type { Outcome } from '#outcome.ts';
import { partiesHosted } from '#parties/view.ts';
import { primitives } from '#primitives';
import { traitsOf } from '#statement/traits.ts';
import type { Connection } from '#store/connection.ts';
import { exerciseClock } from './statements.ts';
import { exerciseTables } from './view.ts';

/** Looked at without anything recorded, in case another process recorded it. */
const LOOK_EVERY_MS = 5_000;
const FOUND_MOST = 200;

export type ClockJobSettings = {
  readonly office: Office;
  readonly random: () => number;
  readonly trouble: (error: unknown, doing: string) => void;
};

/**
 * What the process on duty does about the exercise's clock: gives each word that a party of this node said about it to
 * every confirmed peer, also to one that was confirmed later. All of it follows from statements, so that a crash at any
 * moment is taken up by the next look.
 */
export class ClockJob implements AsyncDisposable {
  readonly #settings: ClockJobSettings;
  readonly #loop: RetryLoop;
  readonly #unsubscribe: () => void;
  /** What the rules refused: told once, and tried again when another process takes over. */
  readonly #refused = new Set<string>();

  constructor(settings: ClockJobSettings) {
    this.#settings = settings;
    this.#unsubscribe = settings.office.ledger.onRecorded((records) => this.#recorded(records));
    this.#loop = new RetryLoop({
      attempt: () => this.#look(),
      random: settings.random,
      timer: MACHINE_TIMER,
      trouble: (error) => settings.trouble(error, 'give the exercise’s clock to peers'),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    await this.#loop[Symbol.asyncDispose]();
  }

  #recorded(records: readonly Recorded[]): void {
    const traits = traitsOf(this.#settings.office.ledger.types);
    const wakes = (type: string) => type === exerciseClock.name || traits.type(type).describes === 'peer';
    if (records.some(({ type }) => wakes(type))) this.#loop.wake();
  }

  async #look(): Promise<Step> {
    const { store } = this.#settings.office;
    const due = await ungiven(store.connection);
    for (const one of due) {
      const key = givingClockKey(one);
      if (this.#refused.has(key)) continue;
      const given = await this.#give(one, key);
      if (given.ok) continue;
      this.#refused.add(key);
      const { code, sentence } = given.refusal;
      this.#settings.trouble(new Error(`${code}: ${sentence}`), `give the exercise’s clock to ${one.to}`);
    }
    return { idleMs: LOOK_EVERY_MS };
  }

  async #give({ digest, from, to }: Ungiven, jobKey: string): Promise<Outcome<unknown>> {
    const { office } = this.#settings;
    const draft = await composeRelease(office, { from, to, target: digest, channel: 'csirt' });
    if (!draft.ok) return draft;
    return office.ledger.submit({ kind: 'draft', actor: { kind: 'node' }, draft: draft.value, jobKey });
  }
}

type Ungiven = { readonly digest: string; readonly from: string; readonly to: string };

/** Words of this node's parties, each with a peer that has not been given it; the earliest first, as they count. */
async function ungiven(reads: Connection): Promise<readonly Ungiven[]> {
  const hosted = (await partiesHosted(reads)).map(({ party }) => party);
  const found: Ungiven[] = [];
  for (const { party: to } of await standingPeers(reads)) {
    const rows = await exerciseTables(federationTables(reads))
      .selectFrom('exercise_clock as word')
      .leftJoin('federation_release as given', (join) =>
        join
          .onRef('given.target', '=', 'word.digest')
          .onRef('given.issuer', '=', 'word.issuer')
          .on('given.recipient', '=', to),
      )
      .where('word.own', '=', 1)
      .where('word.issuer', 'in', [...hosted, ''])
      .where('given.digest', 'is', null)
      .select(['word.digest', 'word.issuer'])
      .orderBy('word.arrival')
      .limit(FOUND_MOST)
      .execute();
    found.push(...rows.map(({ digest, issuer }) => ({ digest, from: issuer, to })));
  }
  return found;
}

/** Each word is given once to each peer, also after a crash. */
export function givingClockKey({ digest, to }: Pick<Ungiven, 'digest' | 'to'>): string {
  return primitives.sha256Base64url(`give exercise clock ${digest} ${to}`);
}
