import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { COOPERATION_TYPES } from '#cooperation/statements.ts';
import { INCIDENT_TYPES } from '#incidents/statements.ts';
import type { Recorded } from '#ledger/contract.ts';
import { LEDGER_TABLES } from '#ledger/tables.ts';
import type { JsonValue } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';
import { Traits } from '#statement/traits.ts';
import { openStore, type Store } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { grants } from './agreements/grants.ts';
import { deliveries } from './delivery/deliveries.ts';
import { FEDERATION_TYPES } from './statements.ts';
import { FEDERATION_TABLES, federationTables } from './tables.ts';
import { federationView } from './view.ts';

const TRAITS = new Traits([...FEDERATION_TYPES, ...INCIDENT_TYPES, ...COOPERATION_TYPES]);

const A = 'did:web:a.example';
const B = 'did:web:b.example';
const CASE = '6f1c2a52-1111-4a4a-8a8a-000000000001';
const OTHER_CASE = '6f1c2a52-2222-4a4a-8a8a-000000000002';

let folder: string;
let store: Store;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comity-federation-view-'));
  store = await openStore({ folder });
  await createTables(store, [LEDGER_TABLES]);
  await federationView.create(store.connection);
});
after(async () => {
  await store?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

let arrivals = 0;

function record(
  type: string,
  digest: string,
  claims: Readonly<Record<string, JsonValue>>,
  more: Partial<Recorded> = {},
): Recorded {
  arrivals += 1;
  return {
    arrival: arrivals,
    origin: 'own',
    digest,
    issuer: A,
    type,
    vct: `urn:comity:statement:${type}:1`,
    realm: 'live',
    log: 'a.example/log',
    logIndex: arrivals,
    case: CASE,
    claims: new Map(
      Object.entries(claims).map(([name, value]) => [name, { name, value, marking: marking('amber') }]),
    ),
    signer: 'k',
    recordedAt: Temporal.Instant.fromEpochMilliseconds(1_770_000_000_000 + arrivals),
    ...more,
  };
}

const released = (
  digest: string,
  more: Partial<Recorded> = {},
  claims: Readonly<Record<string, JsonValue>> = {},
) =>
  record(
    'release',
    digest,
    { target: 'T', to: B, claims: ['iat'], channel: 'csirt', hides_victim: true, ...claims },
    more,
  );
const received = (
  digest: string,
  release: string,
  more: Partial<Recorded> = {},
  claims: Readonly<Record<string, JsonValue>> = {},
) =>
  record(
    'receipt',
    digest,
    { release, target: 'T', received_at: '2026-03-01T08:00:00Z', claims: ['iat'], ...claims },
    { issuer: B, origin: 'foreign', ...more },
  );
const read = (digest: string, receipt: string, person: string) =>
  record(
    'acknowledgement',
    digest,
    { receipt, target: 'T', person, at: '2026-03-01T09:00:00Z' },
    { issuer: B, origin: 'foreign' },
  );

async function empty(): Promise<void> {
  const tables = federationTables(store.connection);
  for (const table of FEDERATION_TABLES) await tables.deleteFrom(table).execute();
}

async function fold(...cuts: readonly (readonly Recorded[])[]): Promise<void> {
  for (const records of cuts)
    await store.transaction((transaction) => federationView.fold(transaction, records, TRAITS));
}

async function snapshot(): Promise<unknown> {
  const tables = federationTables(store.connection);
  const rows: Record<string, unknown[]> = {};
  for (const table of FEDERATION_TABLES) {
    const found = await tables.selectFrom(table).selectAll().execute();
    rows[table] = found.map((row) => JSON.stringify(row)).sort();
  }
  return rows;
}

function history(): readonly Recorded[] {
  return [
    released('r1'),
    released('r2', {}, { to: 'did:web:c.example' }),
    received('q1', 'r1'),
    received('q1b', 'r1'),
    read('k1', 'q1', `${B}#jon`),
    record('recall', 'x1', { target: 'T', reason: 'wrong' }),
    record('incident-withdrawal', 'w1', { withdraws: ['T', 'U'], reason: 'false-alarm' }),
    record('incident-report', 'n1', { based_on: ['U'] }),
    record(
      'recall-report',
      'p1',
      { to: A, recall: 'x1', target: 'T', confirmed: 1, unconfirmed: 0 },
      { issuer: B, origin: 'foreign' },
    ),
    record('consent', 'c1', { target: 'T', scope: 'public', claims: ['victim_name'] }),
    record('incident-alert', 'f1', { number: 7 }, { origin: 'foreign', issuer: B, log: 'b.example/log' }),
    released('r3', { case: OTHER_CASE }),
    received('q3', 'r3', { case: OTHER_CASE }),
    record('release', 'broken', { target: 5, to: null }, { origin: 'foreign', issuer: B }),
  ];
}

test('the same rows are written however the records are cut into calls', async () => {
  const records = history();
  await empty();
  await fold(records);
  const whole = await snapshot();
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat({ max: records.length }), { maxLength: 5 }), async (cuts) => {
      await empty();
      const edges = [0, ...cuts.toSorted((one, other) => one - other), records.length];
      await fold(...edges.slice(1).map((end, at) => records.slice(edges[at], end)));
      assert.deepEqual(await snapshot(), whole);
    }),
    { numRuns: 25 },
  );
});

test('a case that is dropped and folded again has the rows it had', async () => {
  const records = history();
  await empty();
  await fold(records);
  const whole = await snapshot();
  await store.transaction(async (transaction) => {
    await federationView.drop(transaction, CASE);
    await federationView.fold(
      transaction,
      records.filter((one) => one.case === CASE),
      TRAITS,
    );
  });
  assert.deepEqual(await snapshot(), whole);
});

test('folding a record a second time, with more disclosed, changes only what was withheld before', async () => {
  await empty();
  const first = released('r1', { case: null, claims: new Map() });
  const again = { ...released('r1'), arrival: first.arrival + 1 };
  await fold([first], [again]);
  const [delivery] = await deliveries(store.connection, { releases: ['r1'] });
  assert.equal(delivery?.to, B);
  assert.equal(delivery?.case, CASE);
});

describe('answers that come in another order than they were given', () => {
  test('a receipt before its release', async () => {
    await empty();
    await fold([received('q1', 'r1')], [released('r1')]);
    assert.equal((await deliveries(store.connection, { releases: ['r1'] }))[0]?.receipt?.digest, 'q1');
  });
  test('an acknowledgement before its receipt', async () => {
    await empty();
    await fold([released('r1')], [read('k1', 'q1', `${B}#jon`)]);
    assert.equal((await deliveries(store.connection, { releases: ['r1'] }))[0]?.state, 'silent');
    await fold([received('q1', 'r1')]);
    assert.equal((await deliveries(store.connection, { releases: ['r1'] }))[0]?.state, 'acknowledged');
  });
  test('a second receipt does not replace the first', async () => {
    await empty();
    await fold([released('r1')], [received('q1', 'r1')], [received('q2', 'r1')]);
    assert.equal((await deliveries(store.connection, { releases: ['r1'] }))[0]?.receipt?.digest, 'q1');
  });
});

test('a receipt counts only from the party that was addressed, or from the releaser for a party without a node', async () => {
  await empty();
  await fold([released('r1')], [received('q1', 'r1', { issuer: 'did:web:evil.example' })]);
  assert.equal((await deliveries(store.connection, { releases: ['r1'] }))[0]?.state, 'silent');
  const forged = received('q2', 'r1', { issuer: 'did:web:evil.example' }, { on_behalf_of: B });
  await fold([forged]);
  assert.equal((await deliveries(store.connection, { releases: ['r1'] }))[0]?.state, 'silent');
  const hosted = received(
    'q3',
    'r1',
    { issuer: A, origin: 'own' },
    { on_behalf_of: B, assurance: 'lower', via: 'guest-link' },
  );
  await fold([hosted]);
  const [delivery] = await deliveries(store.connection, { releases: ['r1'] });
  assert.equal(delivery?.receipt?.assurance, 'lower');
  assert.equal(delivery?.receipt?.by, B);
});

test('silence is dated from the release, then from the receipt, and ends with an acknowledgement', async () => {
  await empty();
  const release = released('r1');
  await fold([release]);
  const look = async () => (await deliveries(store.connection, { releases: ['r1'] }))[0];
  assert.ok((await look())?.silentSince?.equals(release.recordedAt));
  const receipt = received('q1', 'r1');
  await fold([receipt]);
  assert.ok((await look())?.silentSince?.equals(receipt.recordedAt));
  await fold([read('k1', 'q1', `${B}#jon`)]);
  assert.equal((await look())?.silentSince, null);
});

describe('to whom a statement counts as given', () => {
  const theirs = { issuer: B, origin: 'foreign' as const };
  const toUs = { to: A, claims: 'all' };

  test('a release of ours counts at once, for the claims it names', async () => {
    await empty();
    await fold([released('r1')]);
    assert.deepEqual((await grants(store.connection, ['T'])).get('T'), [{ to: B, claims: ['iat'] }]);
  });
  test('a foreign release counts from our receipt on, for the claims that arrived', async () => {
    await empty();
    await fold([released('r1', theirs, toUs)]);
    assert.equal((await grants(store.connection, ['T'])).get('T'), undefined);
    await fold([received('q1', 'r1', { issuer: A, origin: 'own' }, { claims: ['summary'] })]);
    assert.deepEqual((await grants(store.connection, ['T'])).get('T'), [{ to: A, claims: ['summary'] }]);
  });
  test("another node's receipt opens nothing here", async () => {
    await empty();
    await fold([released('r1', theirs, toUs)], [received('q1', 'r1', { issuer: A, origin: 'foreign' })]);
    assert.equal((await grants(store.connection, ['T'])).get('T'), undefined);
  });
  test('an answer is open to the party it is addressed to, without who wrote it', async () => {
    await empty();
    await fold([released('r1')], [received('q1', 'r1')], [read('k1', 'q1', `${B}#jon`)]);
    for (const digest of ['q1', 'k1']) {
      const [grant] = (await grants(store.connection, [digest])).get(digest) ?? [];
      assert.equal(grant?.to, A);
      assert.ok(Array.isArray(grant?.claims) && !grant.claims.includes('author') && grant.claims.includes('iat'));
    }
  });
});
