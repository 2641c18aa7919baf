import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { PeerRequest } from '#federation/fetch.ts';
import { MACHINE_TIMER } from '#federation/timer.ts';
import { type Arrived, takeSealed } from '#incidents/form/sealed.ts';
import { type Outcome, refuse } from '#outcome.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { senderTag } from '#parties/places.ts';
import { listDrafts } from '#parties/workspace/draft-list.ts';
import { newIdentity, recipientOf, sealTo } from '#store/seal.ts';
import { clientBeside } from '#testing/clients.ts';
import { eventually } from '#testing/eventually.ts';
import { peer, startFederation, TEST_REALM, type TestFederation, type TestNode } from '#testing/federation.ts';
import { ARVENIA, VELDMARK } from '#testing/neighbours.ts';
import { formatSealedFile, formatUnsignedReport } from '#web/sealed-file.ts';
import {
  FileRelay,
  handOnWaiting,
  RELAYED_ANSWERS_MOST,
  RELAYED_DAYS,
  RELAYED_WAITING_FOR_ONE_MOST,
  RELAYED_WAITING_MOST,
} from './relayed-files.ts';

const FOUND_AGAIN_MS = 20_000;
/** Within which a woken attempt has asked whom it asks. */
const WOKEN_MS = 300;
const ROWS_AT_ONCE = 1_000;
const REGULATOR = 'did:web:energy.arvenia.example';

let federation: TestFederation;
let veldmark: TestNode;
let arvenia: TestNode;
before(async () => {
  federation = await startFederation(
    [
      { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
      {
        name: 'arvenia',
        parties: [
          { party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' },
          { party: REGULATOR, name: 'Arvenia Energy Office', kind: 'state-authority', territory: 'XA' },
        ],
      },
    ],
    { cadenceMs: 200 },
  );
  [veldmark, arvenia] = [federation.node('veldmark'), federation.node('arvenia')];
  await peer(veldmark, arvenia, VELDMARK, REGULATOR);
});
after(async () => {
  await federation[Symbol.asyncDispose]();
});

/** A report for Arvenia, sealed with the key that Veldmark knows of it. */
async function forArvenia(key?: string): Promise<string> {
  const recipient = key ?? (await sealRecipient(veldmark.store.connection, ARVENIA, veldmark.ledger.now())) ?? '';
  const at = veldmark.ledger.now().toString();
  const inside = { to: ARVENIA, realm: TEST_REALM, pageAt: at, sealedAt: at, fields: { danger_to_life: 'yes' } };
  const report = formatUnsignedReport({ id: randomUUID(), ...inside });
  const bytes = await sealTo([recipient], new TextEncoder().encode(report));
  return formatSealedFile({ to: ARVENIA, realm: TEST_REALM, node: arvenia.url, sealed: bytes.toBase64() });
}

const FLOODER = '203.0.113.9';
const HONEST = clientBeside(FLOODER);

function handInAt(node: TestNode, text: string, client = HONEST): Promise<Outcome<Arrived>> {
  const { connection } = node.store;
  const { keyring, ledger } = node;
  const { fetchPeer } = node.federation;
  return takeSealed(
    { connection, keyring, fetchPeer, realm: TEST_REALM, now: () => ledger.now() },
    { text, client },
  );
}

async function draftsAt(node: TestNode, party: string): Promise<readonly string[]> {
  return (await listDrafts({ connection: node.store.connection, party })).map(({ code }) => code);
}

type Row = {
  hash: string;
  recipient: string;
  file: string;
  answer: string | null;
  received_at: number;
  sender: string | null;
};

async function relayedAt(node: TestNode) {
  const tables = node.store.connection.$extendTables<{ carried_file: Row }>();
  return tables.selectFrom('carried_file').selectAll().execute();
}

test('a node that is not the addressee hands the file on, still sealed, and answers with the addressee’s reference', async () => {
  const file = await forArvenia();
  const taken = await handInAt(veldmark, file);
  assert.ok(taken.ok && taken.value.state === 'handed-on', JSON.stringify(taken));
  assert.equal(taken.value.node, arvenia.url);
  assert.deepEqual(await draftsAt(arvenia, ARVENIA), [taken.value.reference]);
  assert.deepEqual(await draftsAt(veldmark, VELDMARK), []);
  assert.ok(
    (await relayedAt(veldmark)).every((row) => row.file === ''),
    'nothing is kept of what was handed on',
  );
  const again = await handInAt(veldmark, file);
  assert.deepEqual(again, taken, 'the same file again has the same answer');
  assert.equal((await draftsAt(arvenia, ARVENIA)).length, 1);
});

test('a file that its addressee refuses is refused here too, and not kept', async () => {
  const strange = await recipientOf(await newIdentity());
  const taken = await handInAt(veldmark, await forArvenia(strange));
  assert.equal(!taken.ok && taken.refusal.code, 'sealed-refused-there');
  assert.ok((await relayedAt(veldmark)).every(({ answer }) => answer !== null));
});

test('while the addressee is away the file is kept, over a restart too, and handed on when it is back', async () => {
  const before = (await draftsAt(arvenia, ARVENIA)).length;
  await arvenia.stop();
  const file = await forArvenia();
  const taken = await handInAt(veldmark, file);
  assert.ok(taken.ok && taken.value.state === 'waits', JSON.stringify(taken));
  const again = await handInAt(veldmark, file);
  assert.deepEqual(again, taken, 'handed in again, it still waits once');
  await veldmark.stop();
  await veldmark.start();
  await arvenia.start();
  const arrives = async () => (await draftsAt(arvenia, ARVENIA)).length === before + 1;
  await eventually('the file that waited reaches its addressee', arrives, FOUND_AGAIN_MS);
  const arrived = await handInAt(veldmark, file);
  assert.ok(arrived.ok && arrived.value.state === 'handed-on');
  assert.equal((await draftsAt(arvenia, ARVENIA)).length, before + 1);
});

/** Files that wait, as if somebody had brought them. */
async function fill(
  recipient: string,
  count: number,
  { answer, sender }: { readonly answer?: string; readonly sender?: string } = {},
): Promise<void> {
  const at = Number(veldmark.ledger.now().epochMilliseconds) * 1_000 - count;
  const rows = Array.from({ length: count }, (_, number) => ({
    hash: `${recipient} ${number} ${randomUUID()}`,
    recipient,
    file: 'x',
    answer: answer ?? null,
    received_at: at + number,
    sender: sender ?? null,
  }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await relayedRows()
      .insertInto('carried_file')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
}

function relayedRows() {
  return veldmark.store.connection.$extendTables<{ carried_file: Row }>();
}

async function round(at?: Temporal.Instant): Promise<void> {
  const { connection } = veldmark.store;
  const { fetchPeer } = veldmark.federation;
  await handOnWaiting({ connection, fetchPeer, now: () => at ?? veldmark.ledger.now() });
}

const waiting = async () => (await relayedAt(veldmark)).filter(({ answer }) => answer === null);

test('what waited too long is forgotten', async () => {
  await arvenia.stop();
  await handInAt(veldmark, await forArvenia());
  assert.equal((await waiting()).length, 1);
  const later = veldmark.ledger.now().add({ hours: 24 * RELAYED_DAYS + 1 });
  await round(later);
  assert.equal((await waiting()).length, 0);
});

test('a node carries so much for each addressee: whoever fills the place of one takes none from the others', async () => {
  await fill('did:web:nobody.example', RELAYED_WAITING_FOR_ONE_MOST);
  const other = await handInAt(veldmark, await forArvenia());
  assert.equal(other.ok && other.value.state, 'waits');
  await fill(ARVENIA, RELAYED_WAITING_FOR_ONE_MOST - 1);
  const full = await handInAt(veldmark, await forArvenia());
  assert.equal(!full.ok && full.refusal.code, 'too-many-carried');
  assert.match(
    full.ok ? '' : full.refusal.sentence,
    new RegExp(`for ${ARVENIA} .* to ${arvenia.url} yourself`, 'u'),
  );
  await relayedRows().deleteFrom('carried_file').execute();
});

test('and no more than so much for all addressees together', async () => {
  for (let at = 0; at * RELAYED_WAITING_FOR_ONE_MOST < RELAYED_WAITING_MOST; at++)
    await fill(`did:web:nobody-${at}.example`, RELAYED_WAITING_FOR_ONE_MOST);
  const full = await handInAt(veldmark, await forArvenia());
  assert.equal(!full.ok && full.refusal.code, 'too-many-carried');
  await relayedRows().deleteFrom('carried_file').execute();
});

test('whoever hands in file after file fills its share of the places, for one addressee and for all, and turns nobody else away', async () => {
  const sender = senderTag(FLOODER);
  await fill(ARVENIA, RELAYED_WAITING_FOR_ONE_MOST / 2, { sender });
  const more = await handInAt(veldmark, await forArvenia(), FLOODER);
  assert.equal(!more.ok && more.refusal.code, 'too-many-carried');
  const honest = await handInAt(veldmark, await forArvenia());
  assert.equal(honest.ok && honest.value.state, 'waits');
  await relayedRows().deleteFrom('carried_file').execute();

  for (let at = 0; at * RELAYED_WAITING_FOR_ONE_MOST < RELAYED_WAITING_MOST; at++)
    await fill(`did:web:nobody-${at}.example`, RELAYED_WAITING_FOR_ONE_MOST / 2, { sender });
  const another = await handInAt(veldmark, await forArvenia(), FLOODER);
  assert.equal(!another.ok && another.refusal.code, 'too-many-carried');
  const heard = await handInAt(veldmark, await forArvenia());
  assert.equal(heard.ok && heard.value.state, 'waits');
  assert.ok(
    (await waiting()).every((row) => row.sender === null || row.sender.length === 2),
    'no address is kept',
  );
  await relayedRows().deleteFrom('carried_file').execute();
});

test('of what was answered for files handed on, so much is remembered, and the oldest goes', async () => {
  await fill('did:web:nobody.example', RELAYED_ANSWERS_MOST + 5, { answer: '{}' });
  await fill('did:web:nobody.example', 1);
  await round();
  const rows = await relayedAt(veldmark);
  const answered = rows.filter(({ answer }) => answer !== null);
  assert.equal(answered.length, RELAYED_ANSWERS_MOST);
  assert.equal(rows.length, answered.length + 1, 'what waits is not forgotten');
  assert.ok(!answered.some(({ hash }) => hash.startsWith('did:web:nobody.example 0 ')));
  await relayedRows().deleteFrom('carried_file').execute();
});

test('a file that somebody brought under a wrong address first still reaches its own', async () => {
  await arvenia.start();
  const before = (await draftsAt(arvenia, ARVENIA)).length;
  await arvenia.stop();
  const file = await forArvenia();
  const misled = await handInAt(veldmark, file.replace(ARVENIA, REGULATOR));
  assert.equal(misled.ok && misled.value.state, 'waits');
  const taken = await handInAt(veldmark, file);
  assert.equal(taken.ok && taken.value.state, 'waits');
  assert.deepEqual(
    (await waiting()).map(({ recipient }) => recipient).toSorted(),
    [ARVENIA, REGULATOR].toSorted(),
  );
  await arvenia.start();
  await round();
  assert.equal((await draftsAt(arvenia, ARVENIA)).length, before + 1);
  assert.deepEqual(await draftsAt(arvenia, REGULATOR), []);
  await arvenia.stop();
});

test('a node that shows itself is given what waits for it, and for its sake no other is tried', async () => {
  assert.equal((await handInAt(veldmark, await forArvenia())).ok, true);
  const asked: string[] = [];
  const away = async ({ node }: PeerRequest) => {
    asked.push(node);
    return refuse('peer-unreachable' as const, 'It is away.');
  };
  const fetchPeer = Object.assign(away, { [Symbol.dispose]() {} });
  const { office } = veldmark.federation;
  const trouble = (error: unknown) => assert.fail(String(error));
  await using fileRelay = new FileRelay({ office, fetchPeer, random: () => 0, timer: MACHINE_TIMER, trouble });
  await eventually('what waits is tried at the start', async () => asked.length === 1, FOUND_AGAIN_MS);
  fileRelay.peerIsBack('elsewhere.example/log');
  await wait(WOKEN_MS);
  assert.deepEqual(asked, [arvenia.url]);
  fileRelay.peerIsBack(arvenia.origin);
  await eventually('what waits is tried again', async () => asked.length === 2, FOUND_AGAIN_MS);
  await relayedRows().deleteFrom('carried_file').execute();
});

test('files that wait for a node that is away or gone do not hold up those for others', async () => {
  await fill('did:web:nobody.example', RELAYED_WAITING_FOR_ONE_MOST);
  const taken = await handInAt(veldmark, await forArvenia());
  assert.equal(taken.ok && taken.value.state, 'waits');
  await arvenia.start();
  const before = (await draftsAt(arvenia, ARVENIA)).length;
  await round();
  assert.equal((await draftsAt(arvenia, ARVENIA)).length, before + 1);
});
