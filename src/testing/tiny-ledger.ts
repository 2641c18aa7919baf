/** A ledger with two small models, real keys and a real store: what the ledger's own tests submit to. */

import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { Type } from 'typebox';
import type { Actor, Model, Recorded, Rule, Submission, View } from '#ledger/contract.ts';
import { type LedgerOptions, type OpenLedger, openLedger } from '#ledger/ledger.ts';
import { ledgerModel } from '#ledger/model.ts';
import type { PartyReads } from '#ledger/signers.ts';
import { accept, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { type SigningKey, signingKey, verifyingKey } from '#statement/jwk.ts';
import { marking } from '#statement/marking.ts';
import { claim, requiredClaim, statementType } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { type Keyring, openKeyring } from '#store/keyring.ts';
import { openStore, type Store, type StoreTarget } from '#store/open.ts';
import { newIdentity } from '#store/seal.ts';
import type { Unlock } from '#store/unlock.ts';

const text = Type.String({ maxLength: 4_000 });

/** Something noticed, at the top of a case's thread. */
export const NOTE = statementType('note', 1, 'Note', {
  text: requiredClaim('Text', text, marking('amber')),
  place: claim('Place', text, marking('clear')),
  secret: claim('Secret', text, marking('red')),
});

/** A vote on the notes of a case: one a party, and only where there is a note. */
export const VOTE = statementType('vote', 1, 'Vote', {
  choice: requiredClaim('Choice', Type.Union([Type.Literal('yes'), Type.Literal('no')]), marking('green')),
});

const NOTE_TABLES = declareTables({
  tiny_note: {
    columns: { digest: 'text', case_id: 'text?', issuer: 'text', text: 'text?', arrival: 'bigint' },
    indexes: [{ on: ['case_id'], name: 'tiny_note_by_case' }],
  },
});
const VOTE_TABLES = declareTables({
  tiny_vote: {
    columns: { case_id: 'text', issuer: 'text', choice: 'text', digest: 'text' },
    key: ['case_id', 'issuer'],
  },
});
const TALLY_TABLES = declareTables({
  tiny_tally: { columns: { case_id: 'text', statements: 'bigint', letters: 'bigint' } },
});

export function tinyTables(connection: Connection) {
  return NOTE_TABLES.in(VOTE_TABLES.in(TALLY_TABLES.in(connection)));
}

function textOf(record: Recorded, name: string): string | null {
  const value = record.claims.get(name)?.value;
  return typeof value === 'string' ? value : null;
}

const notes: View = {
  name: 'tiny-note',
  version: 1,
  ...NOTE_TABLES.asView,
  follows: 'transaction',
  async fold(transaction, records) {
    const rows = records
      .filter((record) => record.type === 'note')
      .map((record) => {
        if (textOf(record, 'text') === POISON) throw new Error('the note view chokes');
        const { digest, issuer, arrival } = record;
        return { digest, case_id: record.case, issuer, text: textOf(record, 'text'), arrival };
      });
    await insertRows(transaction, 'tiny_note', rows, { keys: ['digest'], do: 'replace' });
  },
};

/** A note of this text makes the view throw: one poisonous statement among honest ones. */
export const POISON = 'POISON';

const votes: View = {
  name: 'tiny-vote',
  version: 1,
  ...VOTE_TABLES.asView,
  follows: 'transaction',
  async fold(transaction, records) {
    const rows = records.flatMap((record) => {
      const choice = textOf(record, 'choice');
      if (record.type !== 'vote' || record.case === null || choice === null) return [];
      return [{ case_id: record.case, issuer: record.issuer, choice, digest: record.digest }];
    });
    await insertRows(transaction, 'tiny_vote', rows, { keys: ['case_id', 'issuer'], do: 'replace' });
  },
};

/** Behind the append: how many statements a case has, and how many letters its notes. */
const tally: View = {
  name: 'tiny-tally',
  version: 1,
  ...TALLY_TABLES.asView,
  follows: 'cursor',
  async fold(transaction, records) {
    for (const record of records) {
      if (record.case === null) continue;
      const letters = textOf(record, 'text')?.length ?? 0;
      await tinyTables(transaction)
        .insertInto('tiny_tally')
        .values({ case_id: record.case, statements: 1, letters })
        .onConflict((conflict) =>
          conflict.column('case_id').doUpdateSet((eb) => ({
            statements: eb('tiny_tally.statements', '+', 1),
            letters: eb('tiny_tally.letters', '+', letters),
          })),
        )
        .execute();
    }
  },
};

const noteRule: Rule<null> = {
  type: 'note',
  load: async (_reads, drafts) => drafts.map(() => null),
  decide(_state, draft, { actor, roles }) {
    if (actor.kind === 'person' && !roles.has('reporter')) return refuse('not-mandated', 'Ask for a mandate.');
    if (draft.claims.text === 'FORBIDDEN') return refuse('note-forbidden', 'This may not be said.', 'claims/text');
    return accept(null);
  },
};

const voteRule: Rule<{ notes: number; voted: boolean }> = {
  type: 'vote',
  async load(reads, drafts) {
    const cases = drafts.map((draft) => draft.case);
    const noted = await tinyTables(reads)
      .selectFrom('tiny_note')
      .select('case_id')
      .where('case_id', 'in', cases)
      .execute();
    const voted = await tinyTables(reads)
      .selectFrom('tiny_vote')
      .selectAll()
      .where('case_id', 'in', cases)
      .execute();
    return drafts.map((draft) => ({
      notes: noted.filter((row) => row.case_id === draft.case).length,
      voted: voted.some((row) => row.case_id === draft.case && row.issuer === draft.issuer),
    }));
  },
  decide(state) {
    if (state.notes === 0) return refuse('nothing-to-vote-on', 'There is no note in this case yet.');
    return state.voted ? refuse('voted-already', 'This party has voted in this case.') : accept(null);
  },
};

export const NOTES: Model = { name: 'notes', types: [NOTE], rules: [noteRule], views: [notes, tally] };
export const VOTES: Model = { name: 'votes', types: [VOTE], rules: [voteRule], views: [votes] };

/** What tests say that parties were given, by statement and party; whoever said a statement here holds it besides. */
export const TINY_COPIES = new Map<string, ReadonlyMap<string, 'all' | ReadonlySet<string>>>();

export const TINY_LEDGER: Model = ledgerModel(async () => TINY_COPIES, [NOTE, VOTE]);

export const ALPHA = 'did:web:alpha.example';
export const BETA = 'did:web:beta.example';
/** A party that keeps its own key. */
export const GAMMA = 'did:web:gamma.example';
export const ORIGIN = 'node.example/log';

/** Parties whose keys do not change: the parties room has its own tests. */
class TinyParties implements PartyReads {
  readonly keys = new Map<string, PrivateKey>();
  readonly selfKept: SigningKey = signingKey(primitives.generateKey('ES256'));

  async signerFor(_reads: Connection, party: string) {
    const key = this.keys.get(party);
    return key === undefined ? undefined : { kid: signingKey(key).kid, key };
  }
  async verifierFor(_reads: Connection, statement: { issuer: string; kid: string }) {
    if (statement.issuer !== GAMMA || statement.kid !== this.selfKept.kid) return undefined;
    return { key: verifyingKey(this.selfKept.key.publicKey), signsNow: true };
  }
  async rolesOf(_reads: Connection, actor: Actor, issuer: string): Promise<ReadonlySet<string>> {
    return new Set(actor.kind === 'person' && actor.party === issuer ? ['reporter'] : []);
  }
}

export type TinyNode = AsyncDisposable & {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly parties: TinyParties;
  readonly ledger: OpenLedger;
};

export type TinyOptions = Partial<Omit<LedgerOptions, 'store' | 'keyring' | 'parties'>>;

/** One secret for all nodes of a process, so that a node opened again opens its keys. */
const UNLOCK: Unlock = { identity: await newIdentity() };

/** Opens (or opens again) a node at this place. The hosted parties' keys live in its keyring. */
export async function tinyNode(
  target: StoreTarget,
  options: TinyOptions = {},
  unlock: Unlock = UNLOCK,
): Promise<TinyNode> {
  const store = await openStore(target);
  const opened = await openKeyring(store, unlock);
  if (!opened.ok) throw new Error(opened.refusal.sentence);
  const keyring = opened.value;
  const parties = new TinyParties();
  for (const party of [ALPHA, BETA]) {
    const entry = (await keyring.list({ purpose: 'party', owner: party }))[0];
    const key = entry === undefined ? primitives.generateKey('ES256') : await keyring.get(entry.kid);
    if (key === undefined) throw new Error(`open a tiny node: no key of ${party}`);
    if (entry === undefined) await keyring.put({ kid: signingKey(key).kid, purpose: 'party', owner: party }, key);
    parties.keys.set(party, key);
  }
  const ledger = await openLedger({
    models: [TINY_LEDGER, NOTES, VOTES],
    origin: ORIGIN,
    realm: 'exercise:test',
    ...options,
    store,
    keyring,
    parties,
  });
  return {
    store,
    keyring,
    parties,
    ledger,
    async [Symbol.asyncDispose]() {
      await ledger[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

export function personOf(party: string): Actor {
  return { kind: 'person', party, person: `${party}#${randomUUIDv7()}` };
}

export function newCase(): string {
  return randomUUID();
}

export function draftOf(
  type: string,
  caseId: string,
  claims: Readonly<Record<string, JsonValue>>,
  more: Partial<Draft> = {},
): Draft {
  return { type, issuer: ALPHA, case: caseId, claims, ...more };
}

export function submissionOf(
  draft: Draft,
  idempotencyKey?: string,
): Extract<Submission, { readonly kind: 'draft' }> {
  const actor = personOf(draft.issuer);
  return { kind: 'draft', actor, draft, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
}
