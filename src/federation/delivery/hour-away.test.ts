import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { provenTo } from '#federation/agreements/presenting.ts';
import { LAST_RETRY_MS } from '#federation/backoff.ts';
import { createPeerFetch, type PeerFetch } from '#federation/fetch.ts';
import { federationTables } from '#federation/tables.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { eventually } from '#testing/eventually.ts';
import { startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { MovableTimer } from '#testing/movable-timer.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { attemptTables } from './attempts.ts';
import { deliveries } from './deliveries.ts';
import { ITEMS_PER_REQUEST } from './delivery-route.ts';
import { dueOn } from './due.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';
const AN_HOUR = Temporal.Duration.from({ hours: 1 });
/** Without shortening by chance, 500 ms doubles eleven times to the cap, which fits the hour twice more. */
const MOST_TRIES_AN_HOUR = 20;
const CASES = 6;
const MINUTES_BETWEEN = 2;
const MOST_QUESTIONS = 40;

let timer: MovableTimer;
let federation: TestFederation;
let veldmark: TestNode;
let sorrel: TestNode;
/** When Veldmark tried to deliver to Sorrel, by the moved time. */
let tries: { readonly at: Temporal.Instant; readonly bytes: number }[];

beforeEach(async () => {
  timer = new MovableTimer();
  tries = [];
  federation = await startFederation(
    [
      { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
      { name: 'sorrel', parties: [{ party: SORREL, name: 'Sorrel CERT', kind: 'csirt', territory: 'XS' }] },
    ],
    { cadenceMs: 200, timer, random: () => 0, fetchOf, trouble: (error, doing) => console.error(doing, error) },
  );
  veldmark = federation.node('veldmark');
  sorrel = federation.node('sorrel');
});
afterEach(async () => {
  await federation[Symbol.asyncDispose]();
});

function fetchOf(node: string): PeerFetch {
  const fetchPeer = createPeerFetch({ privatePeers: true });
  if (node !== 'veldmark') return fetchPeer;
  const watched: PeerFetch = Object.assign(
    (request: Parameters<PeerFetch>[0]) => {
      if (request.node === sorrel?.url && request.path.endsWith('/deliveries')) {
        tries.push({ at: timer.now(), bytes: request.body?.length ?? 0 });
      }
      return fetchPeer(request);
    },
    { [Symbol.dispose]: () => fetchPeer[Symbol.dispose]() },
  );
  return watched;
}

async function stateOf(digest: string): Promise<string | undefined> {
  return (await deliveries(veldmark.store.connection, { releases: [digest] }))[0]?.state;
}

async function giveTo(party: string, caseId: string): Promise<string> {
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  return (await release(veldmark, { from: VELDMARK, to: party, target: alert.digest, case: caseId })).digest;
}

/** Releases wait for Sorrel for an hour, while Arvenia is given one every other minute. */
async function hourAway(during: (minutes: number) => Promise<void> = async () => {}) {
  await sorrel.stop();
  tries = [];
  const cases = Array.from({ length: CASES }, () => randomUUID());
  const waiting: string[] = [];
  await timer.move(AN_HOUR, async (minutes) => {
    await during(minutes);
    if (minutes % MINUTES_BETWEEN !== 0) return;
    waiting.push(...(await Promise.all(cases.map((caseId) => giveTo(SORREL, caseId)))));
    // Time stands meanwhile: whoever waited for a pause of the other's to end would wait in vain.
    const given = await giveTo(ARVENIA, randomUUID());
    await eventually('the receipt of the living peer', async () => (await stateOf(given)) === 'received');
  });
  return waiting;
}

async function comeBack(waiting: readonly string[]) {
  await sorrel.start();
  await eventually('an end of the backlog', async () => {
    const all = await deliveries(veldmark.store.connection, { releases: waiting });
    return all.every(({ state }) => state === 'received');
  });
}

/** Each release answered by one receipt on both sides, and in each case in the order of the releases. */
async function assertOnceInOrder(waiting: readonly string[]) {
  const answered = await federationTables(sorrel.store.connection)
    .selectFrom('federation_receipt')
    .select(['release', 'digest', 'case_id', 'arrival'])
    .where('origin', '=', 'own')
    .orderBy('arrival')
    .execute();
  const of = answered.filter((row) => waiting.includes(row.release));
  assert.equal(of.length, waiting.length);
  assert.equal(new Set(of.map((row) => row.release)).size, waiting.length);
  const sent = await deliveries(veldmark.store.connection, { releases: waiting });
  const receiptOf = new Map(sent.map((one) => [one.release, one.receipt?.digest]));
  for (const row of of) assert.equal(receiptOf.get(row.release), row.digest);
  for (const [caseId, rows] of Map.groupBy(of, (row) => row.case_id)) {
    const released = sent.filter((one) => one.case === caseId).map((one) => one.release);
    assert.deepEqual(
      rows.map((row) => row.release),
      released,
    );
  }
  const held = await ledgerTables(sorrel.store.connection)
    .selectFrom('statement')
    .select('digest')
    .where(
      'digest',
      'in',
      sent.map((one) => one.target),
    )
    .execute();
  assert.equal(held.length, waiting.length);
}

describe('a peer that is away for an hour', () => {
  test('does not slow the others, is tried ever more rarely, and then gets all that waited once and in order', async () => {
    const waiting = await hourAway();
    assert.ok(waiting.length >= 180);
    assert.ok(tries.length <= MOST_TRIES_AN_HOUR, `${tries.length} tries`);
    const pauses = tries.slice(1).map(({ at }, before) => at.since(tries[before]?.at ?? at).total('milliseconds'));
    assert.ok(Math.max(...pauses) >= LAST_RETRY_MS);
    assert.ok(Math.max(...pauses) < LAST_RETRY_MS + 120_000);
    const touched = await attemptTables(veldmark.store.connection)
      .selectFrom('federation_attempt')
      .select('digest')
      .where('recipient', '=', SORREL)
      .where('failures', '>', 0)
      .execute();
    assert.ok(touched.length > 0 && touched.length <= 2 * ITEMS_PER_REQUEST, `${touched.length} tried`);
    // A full request is no larger however much waits behind it.
    const full = tries.map(({ bytes }) => bytes).toSorted((one, other) => other - one);
    assert.ok((full[0] ?? 0) < 1.2 * (full[2] ?? 0), `requests of ${full.join(', ')} bytes`);

    await comeBack(waiting);
    await assertOnceInOrder(waiting);
  });

  test('gets everything once and in order also from a node that restarted meanwhile', async () => {
    let restarts = 0;
    const waiting = await hourAway(async (minutes) => {
      if (minutes !== 20 && minutes !== 40) return;
      await veldmark.stop();
      await veldmark.start();
      restarts += 1;
    });
    assert.equal(restarts, 2);
    assert.ok(tries.length <= 3 * MOST_TRIES_AN_HOUR);
    await comeBack(waiting);
    await assertOnceInOrder(waiting);
  });
});

test('a look at a backlog asks and reads no more, however much waits', async () => {
  await sorrel.stop();
  const caseId = randomUUID();
  for (let full = 1; full <= 3; full += 1) {
    await Promise.all(Array.from({ length: ITEMS_PER_REQUEST + 1 }, () => giveTo(SORREL, caseId)));
    const { questions, rows } = await costOfALook();
    // Of each item: itself, what it gives, their disclosures, marks and grants; and the tiles of the proofs.
    assert.ok(questions <= MOST_QUESTIONS && rows <= ITEMS_PER_REQUEST * 8, `${questions} for ${rows} rows`);
  }
});

/** How many questions one look puts to the store, and how many rows come back. */
async function costOfALook() {
  const cost = { questions: 0, rows: 0 };
  const counter: KyselyPlugin = {
    transformQuery({ node }) {
      cost.questions += 1;
      return node;
    },
    async transformResult({ result }) {
      cost.rows += result.rows.length;
      return result;
    },
  };
  const { store, ledger } = veldmark;
  const connection = store.connection.withPlugin(counter);
  const due = await dueOn(connection, { from: VELDMARK, to: SORREL }, ITEMS_PER_REQUEST, timer.now());
  const asked = due.flatMap((one) =>
    one.kind === 'release' ? [{ digest: one.target }, { digest: one.digest }] : [],
  );
  await provenTo({ store: { ...store, connection }, ledger }, asked, SORREL);
  assert.equal(due.length, ITEMS_PER_REQUEST);
  return cost;
}
