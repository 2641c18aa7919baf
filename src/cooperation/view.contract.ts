import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Recorded } from '#ledger/contract.ts';
import type { Draft } from '#statement/draft.ts';
import { openStore, type Store } from '#store/open.ts';
import { recorder, type Said } from '#testing/party-records.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { loadStates } from './rule-state.ts';
import { VECTORS } from './testing/rule-vectors.ts';
import { cooperationTables, cooperationView } from './view.ts';

const AT = Temporal.Instant.from('2026-03-01T12:00:00Z');
const CASE = VECTORS.case;
const OTHER_CASE = '4a3c2b1a-0000-4000-8000-000000000002';
const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const digest = (letter: string) => letter.repeat(43);

const STORY: readonly Said[] = [
  told('N', VELDMARK, 'territory-notice'),
  told('a', ARVENIA, 'territory-acknowledgement', { origin: 'foreign' }),
  told('s', ARVENIA, 'territory-step', { origin: 'foreign' }),
  told('R', VELDMARK, 'assistance-request', { case: OTHER_CASE }),
  told('M', VELDMARK, 'team-match'),
  told('H', ARVENIA, 'host-consent'),
  told('f', ARVENIA, 'team-report'),
  told('J', VELDMARK, 'joint-team'),
  { ...told('h', VELDMARK, 'hold'), claims: { holds: 'release', until: '2026-03-05', basis: 'b', scope: 's' } },
  told('p', ARVENIA, 'territory-acknowledgement', { case: null, origin: 'foreign' }),
  { ...told('i', VELDMARK, 'incident-alert'), claims: { to: ARVENIA } },
  // A foreign statement may carry anything under a name we know.
  {
    ...told('x', ARVENIA, 'territory-closure', { origin: 'foreign' }),
    claims: { notice: 7, to: ['x'], outcome: {} },
  },
];

function told(letter: string, issuer: string, type: string, more: Partial<Said> = {}): Said {
  return { issuer, type, claims: VECTORS.valid[type] ?? {}, at: AT, case: CASE, digest: digest(letter), ...more };
}

function records(): Recorded[] {
  return STORY.map(recorder());
}

async function rows(store: Store) {
  return cooperationTables(store.connection)
    .selectFrom('cooperation_statement')
    .selectAll()
    .orderBy('digest')
    .execute();
}

async function fold(store: Store, cut: readonly Recorded[]): Promise<void> {
  await store.connection.transaction().execute(async (transaction) => {
    await cooperationView.fold(transaction as never, cut);
  });
}

export function viewContract(engine: string, newPlace: () => Promise<StorePlace>): void {
  async function opened(): Promise<Store & AsyncDisposable> {
    const place = await newPlace();
    const store = await openStore(place.target);
    await cooperationView.create(store.connection);
    return {
      ...store,
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]();
        await place[Symbol.asyncDispose]();
      },
    };
  }

  test(`${engine}: what answers what is read from the statements, whatever came first`, async () => {
    await using store = await opened();
    await fold(store, records().toReversed());
    const found = new Map((await rows(store)).map((row) => [row.digest, row]));
    assert.equal(found.get(digest('a'))?.about, digest('N'));
    assert.equal(found.get(digest('N'))?.recipient, ARVENIA);
    assert.equal(found.get(digest('s'))?.answer, 'under-way');
    assert.equal(found.get(digest('f'))?.answer, 'false');
    assert.equal(found.get(digest('J'))?.other, digest('G'));
    assert.deepEqual(JSON.parse(found.get(digest('M'))?.parties ?? ''), [
      'did:web:ministry.sorrel.example',
      ARVENIA,
    ]);
    const closing = found.get(digest('x'));
    assert.deepEqual([closing?.about, closing?.recipient, closing?.answer], [null, null, null]);
    assert.equal(found.has(digest('p')), false, 'a statement without its case is in no thread');
    assert.equal(found.has(digest('i')), false, 'another room folds its own');
  });

  test(`${engine}: a hold that names a day lasts to its end`, async () => {
    await using store = await opened();
    await fold(store, records());
    const hold = (await rows(store)).find(({ type }) => type === 'hold');
    assert.equal(Number(hold?.until), Temporal.Instant.from('2026-03-06T00:00:00Z').epochMilliseconds * 1_000);
  });

  test(`${engine}: the same rows, however the records are cut into calls`, async () => {
    await using store = await opened();
    await fold(store, records());
    const whole = await rows(store);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }),
        async (sizes) => {
          await cooperationTables(store.connection).deleteFrom('cooperation_statement').execute();
          let rest = records();
          for (const size of [...sizes, STORY.length]) {
            await fold(store, rest.slice(0, size));
            rest = rest.slice(size);
          }
          assert.deepEqual(await rows(store), whole);
        },
      ),
      { numRuns: 20 },
    );
  });

  test(`${engine}: a late disclosure adds to a row and takes nothing from it`, async () => {
    await using store = await opened();
    const say = recorder();
    const first = say({ ...told('N', VELDMARK, 'territory-notice'), claims: { channel: 'csirt' } });
    const later = say({ ...told('N', VELDMARK, 'territory-notice'), claims: { to: ARVENIA } });
    await fold(store, [first]);
    await fold(store, [later]);
    const [row] = await rows(store);
    assert.deepEqual([row?.channel, row?.recipient, Number(row?.arrival)], ['csirt', ARVENIA, 1]);
  });

  test(`${engine}: dropping a case forgets that case alone`, async () => {
    await using store = await opened();
    await fold(store, records());
    await store.connection
      .transaction()
      .execute((transaction) => cooperationView.drop(transaction as never, CASE));
    assert.deepEqual(
      (await rows(store)).map((row) => row.digest),
      [digest('R')],
    );
  });

  test(`${engine}: a rule reads what it answers, and everything said about the same`, async () => {
    await using store = await opened();
    const { partiesView } = await import('#parties/fold.ts');
    await partiesView.create(store.connection);
    await fold(store, records());
    const draft: Draft = {
      type: 'territory-step',
      issuer: ARVENIA,
      case: CASE,
      claims: VECTORS.valid['territory-step'] ?? {},
    };
    const [state] = await loadStates(store.connection, [draft]);
    assert.equal(state?.target?.type, 'territory-notice');
    assert.deepEqual(
      state?.answers.map(({ type }) => type),
      ['territory-acknowledgement', 'territory-step'],
    );
    assert.equal(state?.issuer, undefined, 'nobody has described Arvenia in this store');
  });
}
