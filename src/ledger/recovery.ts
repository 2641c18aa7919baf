/**
 * After a backup was put back: what the log said since then comes from elsewhere, and nothing is signed before it has.
 * Entries come from a mirror and must lead to a checkpoint that our own key signed; statements come from whoever holds
 * them and must be such an entry. What comes back from nobody is marked lost.
 */
import { type SignedCheckpoint, verifyLogSignature } from '#log/checkpoint.ts';
import { formatNote, signaturesOf } from '#log/note.ts';
import { edgeTiles, type TileLevel } from '#log/tile.ts';
import { type Append, appendEntries, type Edge, EMPTY_EDGE, resumeEdge } from '#log/tile-writer.ts';
import { sameBytes } from '#log/tree.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { encodeBase64url } from '#statement/base64url.ts';
import type { Claim } from '#statement/draft.ts';
import { open } from '#statement/open.ts';
import { parse, type Verified } from '#statement/parse.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import { CasePlaces } from './case-places.ts';
import { newestCheckpoint } from './checkpoints.ts';
import { erasedNames, isErasedFor, NOTHING_ERASED } from './erased-copies.ts';
import { caseOf, joinDisclosures, lastArrival, lastRecordedAt, widestOf } from './held.ts';
import { RECORDS_PER_STEP } from './limits.ts';
import { countReturned, leaveOut } from './recovered-numbers.ts';
import { ledgerTables, type StatementRow } from './tables.ts';
import { entriesAt, readTile, storedLevel } from './tiles.ts';
import { rootAt } from './whole-check.ts';

export type RecoveryCode = 'recovery-not-needed' | 'recovery-checkpoint-unsigned' | 'recovery-entries-wrong';

/** One of our own statements as somebody else holds it. */
export type Returned = { readonly presentation: string; readonly logIndex: number };

export type RecoveryReport = {
  /** Entries there are now. */
  readonly size: number;
  /** Statements that came back, and entries whose statement did not (padding among them, which nobody can tell). */
  readonly returned: number;
  readonly lost: number;
};

export class Recovery {
  readonly log: string;
  /** The first entry whose statement is to be asked for. */
  readonly from: number;
  readonly #store: Store;
  readonly #logKey: VerifierKey;
  readonly #realm: string;
  #edge: Edge;
  #returned = 0;

  private constructor(store: Store, logKey: VerifierKey, realm: string, from: number, edge: Edge) {
    this.#store = store;
    this.#logKey = logKey;
    this.#realm = realm;
    this.log = logKey.name;
    this.from = from;
    this.#edge = edge;
  }

  /** Refused unless the ledger is recovering; whoever begins holds the appender's lock. */
  static async begin(store: Store, logKey: VerifierKey, realm: string): Promise<Outcome<Recovery, RecoveryCode>> {
    const row = await ledgerTables(store.connection).selectFrom('appender').select('state').executeTakeFirst();
    if (row?.state !== 'recovering') {
      return refuse('recovery-not-needed', 'This node is no restored one that waits for what it lost.');
    }
    const edge = await storedEdge(store.connection, logKey.name);
    const from = (await firstLost(store.connection, logKey.name)) ?? edge.size;
    return accept(new Recovery(store, logKey, realm, from, edge));
  }

  get edge(): Edge {
    return this.#edge;
  }

  /** Takes entries that follow the edge and lead to this checkpoint of ours; it counts as published from now on. */
  async takeEntries(
    signed: SignedCheckpoint,
    entries: readonly Uint8Array[],
    now: Temporal.Instant,
  ): Promise<Outcome<null, RecoveryCode>> {
    if (signed.checkpoint.origin !== this.log || !verifyLogSignature(signed, [this.#logKey], now).ok) {
      return refuse('recovery-checkpoint-unsigned', `The checkpoint is not signed by the log ${this.log}.`);
    }
    if (entries.length === 0) return accept(null);
    const grown = appendEntries(this.#edge, entries);
    if (
      !grown.ok ||
      grown.value.edge.size !== signed.checkpoint.size ||
      !sameBytes(grown.value.root, signed.checkpoint.root)
    ) {
      return refuse(
        'recovery-entries-wrong',
        'The entries do not lead from our tree to a checkpoint that we signed.',
      );
    }
    await this.#store.transaction((transaction) => this.#grow(transaction, signed, grown.value, entries, now));
    this.#edge = grown.value.edge;
    return accept(null);
  }

  /**
   * Keeps what came back and is an entry of the log, in log order; the rest is passed over. What was erased here stays
   * erased. Disclosures of one statement may come from several holders. Answers how many statements are new.
   */
  async takeStatements(returned: readonly Returned[], now: Temporal.Instant): Promise<number> {
    const found = new Map<string, Found>();
    const within = returned.filter(({ logIndex }) => logIndex >= 0 && logIndex < this.#edge.size);
    const indexes = within.map(({ logIndex }) => logIndex);
    const entries = await entriesAt(this.#store.connection, this.log, indexes);
    for (const { presentation, logIndex } of within) {
      const entry = entries.get(logIndex);
      const parsed = parse(presentation);
      if (!parsed.ok || entry === undefined || encodeBase64url(entry) !== parsed.value.digest) continue;
      if (parsed.value.log !== this.log || parsed.value.realm !== this.#realm) continue;
      const opened = open(parsed.value as Verified, undefined);
      if (!opened.ok) continue;
      const before = found.get(parsed.value.digest);
      const disclosures = new Map(before?.disclosures ?? []);
      for (const { claim, encoded } of opened.value.disclosures) disclosures.set(encoded, claim);
      found.set(parsed.value.digest, { parsed: parsed.value as Verified, logIndex, disclosures });
    }
    return this.#store.transaction((transaction) => this.#keep(transaction, [...found.values()], now));
  }

  /** What our log signed must be the beginning of what we have now; else it has two histories, and must not go on. */
  async grewOutOf(heads: readonly SignedCheckpoint[]): Promise<Outcome<null, RecoveryCode>> {
    const trees = new Map(
      heads.map(({ checkpoint }) => [`${checkpoint.size} ${checkpoint.root.toHex()}`, checkpoint]),
    );
    for (const { size, root } of trees.values()) {
      if (size <= this.#edge.size && sameBytes(await rootAt(this.#store.connection, this.log, size), root))
        continue;
      const sentence = `Our log signed another tree of ${size} entries than those that came back: open a successor log.`;
      return refuse('recovery-entries-wrong', sentence);
    }
    return accept(null);
  }

  /** The node may sign again. Views are folded anew at the next start, from all that is held by now. */
  async finish(): Promise<RecoveryReport> {
    return this.#store.transaction(async (transaction) => {
      const tables = ledgerTables(transaction);
      const { many } = await tables
        .selectFrom('lost')
        .select(({ fn }) => fn.countAll<number>().as('many'))
        .where('log', '=', this.log)
        .where('log_index', '>=', this.from)
        .executeTakeFirstOrThrow();
      const lost = Number(many);
      await leaveOut(transaction, lost);
      await tables.deleteFrom('view').execute();
      await tables.updateTable('appender').set({ state: 'open' }).where('id', '=', 1).execute();
      const { size } = this.#edge;
      return { size, returned: this.#returned, lost };
    });
  }

  /** All of it or nothing. Each entry is lost until its statement comes. */
  async #grow(
    transaction: InTransaction,
    signed: SignedCheckpoint,
    { edge, tiles }: Append,
    entries: readonly Uint8Array[],
    now: Temporal.Instant,
  ): Promise<void> {
    const { log } = this;
    const { size, root } = signed.checkpoint;
    const rows = tiles.map(({ level, index, bytes }) => ({
      log,
      level: storedLevel(level),
      position: index,
      bytes,
    }));
    await insertRows(transaction, 'tile', rows, { keys: ['log', 'level', 'position'], do: 'replace' });
    const note = { text: signed.note.text, signatures: signaturesOf(signed.note, this.#logKey) };
    const at = toMicroseconds(now);
    await insertRows(transaction, 'checkpoint', [
      { log, size, root, note: formatNote(note), signed_at: at, published_at: at, cosignatures: 0 },
    ]);
    const first = edge.size - entries.length;
    const lost = entries.map((entry, at) => ({ log, log_index: first + at, digest: encodeBase64url(entry) }));
    for (let at = 0; at < lost.length; at += RECORDS_PER_STEP) {
      await insertRows(transaction, 'lost', lost.slice(at, at + RECORDS_PER_STEP));
    }
  }

  async #keep(transaction: InTransaction, found: readonly Found[], now: Temporal.Instant): Promise<number> {
    const digests = found.map(({ parsed }) => parsed.digest);
    const known = await knownAmong(transaction, digests);
    const erased = await erasedNames(transaction, digests);
    let arrival = (await lastArrival(transaction)) + 1;
    let recordedAt = await lastRecordedAt(transaction);
    const latest = toMicroseconds(now);
    const rows: StatementRow[] = [];
    for (const { parsed, logIndex, disclosures } of found.toSorted(
      (one, other) => one.logIndex - other.logIndex,
    )) {
      if (known.has(parsed.digest)) continue;
      const gone = erased.get(parsed.digest) ?? NOTHING_ERASED;
      const copy = { issuer: parsed.issuer, releases: [] };
      const kept = [...disclosures].filter(([, { name }]) => !isErasedFor(parsed.issuer, name, copy, gone));
      const claims = new Map(kept.map(([, claim]) => [claim.name, claim]));
      // When it was said, where it shows that; time does not run backwards within a ledger.
      const said = Number(claims.get('iat')?.value ?? 0) * MICROSECONDS_PER_SECOND;
      recordedAt = Math.max(recordedAt, Math.min(said, latest));
      rows.push({
        arrival: arrival++,
        digest: parsed.digest,
        jwt: parsed.jwt,
        disclosures: joinDisclosures(kept.map(([encoded]) => encoded)),
        origin: 'own',
        issuer: parsed.issuer,
        vct: parsed.vct,
        realm: parsed.realm,
        signer: parsed.kid,
        log: this.log,
        log_index: logIndex,
        case_id: caseOf(claims),
        case_place: null,
        widest: widestOf(claims.values()),
        recorded_at: recordedAt,
        proven_at: null,
        proof: null,
      });
    }
    const places = new CasePlaces();
    await places.give(transaction, rows);
    for (const row of rows) row.case_place = places.of(row.case_id);
    await insertRows(transaction, 'statement', rows);
    for (const { log_index } of rows) {
      await ledgerTables(transaction)
        .deleteFrom('lost')
        .where('log', '=', this.log)
        .where('log_index', '=', log_index)
        .execute();
    }
    for (const { issuer, case_place } of rows) await countReturned(transaction, issuer, case_place);
    this.#returned += rows.length;
    return rows.length;
  }
}

type Found = {
  readonly parsed: Verified;
  readonly logIndex: number;
  readonly disclosures: ReadonlyMap<string, Claim>;
};

const MICROSECONDS_PER_SECOND = 1_000_000;

async function storedEdge(reads: Connection, log: string): Promise<Edge> {
  const last = await newestCheckpoint(reads, log);
  if (last === undefined) return EMPTY_EDGE;
  const tiles = new Map<TileLevel, Uint8Array>();
  for (const { level, index } of edgeTiles(last.checkpoint.size)) {
    const bytes = await readTile(reads, log, level, index);
    if (bytes === undefined) throw new Error(`recover the log ${log}: tile ${level}/${index} is missing`);
    tiles.set(level, bytes);
  }
  return resumeEdge(last.checkpoint.size, ({ level }) => tiles.get(level) as Uint8Array);
}

/** Where a recovery that broke off goes on: at the first entry whose statement is not back. */
async function firstLost(reads: Connection, log: string): Promise<number | undefined> {
  const row = await ledgerTables(reads)
    .selectFrom('lost')
    .select('log_index')
    .where('log', '=', log)
    .orderBy('log_index')
    .limit(1)
    .executeTakeFirst();
  return row?.log_index;
}

async function knownAmong(reads: Connection, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ledgerTables(reads)
    .selectFrom('statement')
    .select('digest')
    .where('digest', 'in', [...digests, ''])
    .execute();
  return new Set(rows.map((row) => row.digest));
}
