import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { deliveryPath } from '#federation/delivery/dispatch.ts';
import { receiveDelivery } from '#federation/delivery/inbox.ts';
import { SupportMemory } from '#federation/delivery/support.ts';
import { formatDelivery, type Item, type Proven } from '#federation/envelope.ts';
import type { Office } from '#federation/office.ts';
import { checkIntroduction, describeParty } from '#federation/peers/descriptor.ts';
import { signRequest } from '#federation/request-signature.ts';
import { sealText } from '#federation/seal.ts';
import { parseCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency } from '#log/consistency.ts';
import { tileReader } from '#log/tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from '#log/tile-writer.ts';
import { formatAddCheckpoint } from '#log/witness.ts';
import { keyOf, pinnedRoot, sealRecipient } from '#parties/keys/key-view.ts';
import { partyOf } from '#parties/view.ts';
import { primitives } from '#primitives';
import { signingKey } from '#statement/jwk.ts';
import type { Store } from '#store/open.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { entriesOf, fork, logKeyOf, signAs, signBeside } from '#testing/forked-log.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { whole } from '#testing/submit.ts';
import { mirrored } from './mirror-tables.ts';
import { takePending } from './mirror-uploads.ts';
import { parseMisbehaviour, verifyMisbehaviour } from './misbehaviour.ts';
import { misbehaving } from './misbehaviour-detection.ts';
import { witnessCheckpoint } from './witness.ts';

const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';

const TURN_AWAITED_MS = 2_000;

let federation: TestFederation;
let arvenia: TestNode;
let sorrel: TestNode;

before(async () => {
  federation = await startFederation(
    [
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
      {
        name: 'sorrel',
        lawless: true,
        parties: [{ party: SORREL, name: 'Sorrel CERT', kind: 'csirt', territory: 'XS' }],
      },
    ],
    { cadenceMs: 100, mirrorCadenceMs: 100, trouble: (error, doing) => console.error(doing, error) },
  );
  arvenia = federation.node('arvenia');
  sorrel = federation.node('sorrel');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

/** Sorrel's node sends what it likes, under its own true signatures. */
async function deliver(
  items: readonly Item[],
  heads: readonly string[] = [],
  support: readonly Proven[] = [],
): Promise<void> {
  const { office } = sorrel.federation;
  const text = formatDelivery({
    realm: sorrel.ledger.realm,
    from: SORREL,
    to: ARVENIA,
    items,
    support,
    heads,
  });
  const body = await sealText(
    text,
    (await sealRecipient(arvenia.store.connection, ARVENIA, arvenia.ledger.now())) ?? '',
  );
  const path = deliveryPath(ARVENIA);
  const line = { method: 'POST', path, to: arvenia.ledger.origin, body };
  const header = signRequest(line, office.own.requestKey, Temporal.Now.instant());
  const memory = new SupportMemory();
  must(await receiveDelivery(arvenia.federation.office, memory, { recipient: ARVENIA, path, header, body }));
}

async function kinds(): Promise<readonly string[]> {
  return (await misbehaving(arvenia.store.connection)).map(({ kind }) => kind).sort();
}

/** Offline: nothing but the proof's text and the keys that a stranger was given by hand. */
async function convinces(proof: string): Promise<boolean> {
  const logKey = (await logKeyOf(sorrel)).verifier;
  const parsed = must(parseMisbehaviour(proof));
  const kids = parsed.kind === 'two-under-one-number' ? parsed.statements.map(kidOf) : [];
  const keys = new Map<
    string,
    { party: string; key: NonNullable<Awaited<ReturnType<typeof keyOf>>>['verifying'] }
  >();
  for (const kid of kids) {
    const key = await keyOf(sorrel.store.connection, kid);
    if (key !== undefined) keys.set(kid, { party: key.party, key: key.verifying });
  }
  const shown = verifyMisbehaviour(
    proof,
    { logKeys: [logKey], partyKey: (kid) => keys.get(kid) },
    Temporal.Now.instant(),
  );
  assert.ok(shown.ok, shown.ok ? '' : shown.refusal.sentence);
  const strangers = verifyMisbehaviour(proof, { logKeys: [], partyKey: () => undefined }, Temporal.Now.instant());
  return !strangers.ok;
}

function kidOf(presentation: string): string {
  const header = Uint8Array.fromBase64(presentation.split('.')[0] ?? '', { alphabet: 'base64url' });
  return (JSON.parse(new TextDecoder().decode(header)) as { kid: string }).kid;
}

test('a proof of a kind that is none is refused, whatever it is called', () => {
  for (const kind of ['constructor', 'toString', '__proto__', '', 7, null]) {
    const read = parseMisbehaviour(JSON.stringify({ 'comity-misbehaviour': 1, kind, checkpoints: ['a', 'b'] }));
    assert.equal(read.ok ? 'read' : read.refusal.code, 'proof-malformed', String(kind));
  }
});

test('a statement that stands only in a second history is taken in, and the three lies it rests on are proven', async () => {
  const caseId = randomUUID();
  const honest = await whole(sorrel.ledger, await say(sorrel, alertDraft(SORREL, caseId)));
  const size = await eventually('a mirror that covers it', async () => {
    const copy = await mirrored(arvenia.store.connection, sorrel.ledger.origin);
    return copy?.note && copy.size > honest.logIndex ? copy.size : undefined;
  });
  assert.deepEqual(await kinds(), []);
  const numbered = JSON.parse(decoded(disclosureOf(honest.presentation, 'number')))[2].v as number;
  const common = { iat: 1_770_000_000, case: caseId, case_number: 1 };
  const alert = await signBeside(sorrel, SORREL, 'incident-alert', {
    ...common,
    ...alertDraft(SORREL, caseId, { danger_to_life: 'yes' }).claims,
    number: numbered,
  });
  const given = await signBeside(sorrel, SORREL, 'release', {
    ...common,
    number: numbered + 1_000,
    target: alert.digest,
    to: ARVENIA,
    claims: 'all',
    channel: 'csirt',
    hides_victim: true,
  });
  const honestGiven = await signBeside(sorrel, SORREL, 'release', {
    ...common,
    number: numbered + 1_001,
    target: honest.digest,
    to: ARVENIA,
    claims: 'all',
    channel: 'csirt',
    hides_victim: true,
  });
  const entries = await entriesOf(sorrel, size);
  entries[honest.logIndex] = alert.entry;
  entries[honest.logIndex - 1] = given.entry;
  entries[honest.logIndex - 2] = honestGiven.entry;
  const second = await fork(sorrel, entries);
  await deliver([
    // The statement of the first history under its own number, so that both are held.
    {
      kind: 'release',
      release: { presentation: honestGiven.presentation, proof: second.proof(honest.logIndex - 2) },
      target: { presentation: honest.presentation, proof: honest.proof },
    },
  ]);
  await deliver([
    {
      kind: 'release',
      release: { presentation: given.presentation, proof: second.proof(honest.logIndex - 1) },
      target: { presentation: alert.presentation, proof: second.proof(honest.logIndex) },
    },
  ]);
  const [delivery] = await deliveries(arvenia.store.connection, { targets: [alert.digest] });
  assert.equal(delivery?.state, 'received', 'flagged, not dropped');
  await eventually('three proofs', async () => (await kinds()).length === 3);
  assert.deepEqual(await kinds(), ['two-leaves', 'two-roots', 'two-under-one-number']);
  for (const { proof } of await misbehaving(arvenia.store.connection)) assert.ok(await convinces(proof));
});

function disclosureOf(presentation: string, name: string): string {
  return presentation.split('~').find((part) => decoded(part).includes(`"${name}",{`)) ?? '';
}

function decoded(disclosure: string): string {
  if (disclosure.includes('.')) return '';
  return new TextDecoder().decode(Uint8Array.fromBase64(disclosure, { alphabet: 'base64url' }));
}

test('what is proven is stated once, however often it is seen', async () => {
  const before_ = await kinds();
  const size = (await mirrored(arvenia.store.connection, sorrel.ledger.origin))?.size ?? 0;
  const entries = await entriesOf(sorrel, size);
  entries[3] = new Uint8Array(32).fill(7);
  const { checkpoint } = await fork(sorrel, entries);
  const alert = await whole(sorrel.ledger, await say(sorrel, alertDraft(SORREL, randomUUID())));
  await deliver(
    [{ kind: 'answer', statement: { presentation: alert.presentation, proof: alert.proof } }],
    [checkpoint],
  );
  assert.deepEqual(await kinds(), before_);
});

test('a checkpoint in the name of a log that its key did not sign proves nothing', async () => {
  const size = (await mirrored(arvenia.store.connection, sorrel.ledger.origin))?.size ?? 0;
  const entries = await entriesOf(sorrel, size);
  const real = await fork(sorrel, entries);
  const forged = real.checkpoint.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${new Uint8Array(32).fill(1).toBase64()}\n`);
  const alert = await whole(sorrel.ledger, await say(sorrel, alertDraft(SORREL, randomUUID())));
  const before_ = (await misbehaving(arvenia.store.connection)).length;
  await deliver(
    [{ kind: 'answer', statement: { presentation: alert.presentation, proof: alert.proof } }],
    [forged],
  );
  assert.equal((await misbehaving(arvenia.store.connection)).length, before_);
});

async function askWitness(oldSize: number, entries: readonly Uint8Array[], proofEntries = entries) {
  const signed = must(parseCheckpoint((await fork(sorrel, entries)).checkpoint));
  const { edge, tiles } = must(appendEntries(EMPTY_EDGE, proofEntries));
  const read = tileReader(
    edge.size,
    (level, index) => tiles.find((tile) => tile.level === level && tile.index === index)?.bytes,
  );
  const proof = must(buildConsistency(oldSize, edge.size, read));
  const { office, keys } = arvenia.federation;
  return witnessCheckpoint(office, keys.witness, formatAddCheckpoint({ oldSize, proof, signed }));
}

test('the witness cosigns only what grew from what it cosigned before', async () => {
  await sorrel.federation.job[Symbol.asyncDispose]();
  const size = (await sorrel.ledger.published())?.checkpoint.size ?? 0;
  const entries = await entriesOf(sorrel, size);
  const held = must(await askWitness(0, entries));
  const from = held.type === 'conflict' ? held.heldSize : size;
  const grown = [...entries, ...Array.from({ length: 5 }, (_, at) => new Uint8Array(32).fill(at))];
  const cosigned = must(await askWitness(from, grown));
  assert.equal(cosigned.type, 'cosigned');

  const other = grown.with(2, new Uint8Array(32).fill(99));
  const sameSize = await askWitness(grown.length, other);
  assert.equal(sameSize.ok ? 'cosigned' : sameSize.refusal.code, 'root-conflict');
  const longer = await askWitness(grown.length, [...other, new Uint8Array(32)]);
  assert.equal(longer.ok ? 'cosigned' : longer.refusal.code, 'consistency-invalid');
  const shorter = must(await askWitness(grown.length - 1, grown.slice(0, -1)));
  assert.deepEqual(shorter, { type: 'conflict', heldSize: grown.length });
});

test('of two requests to the witness at once, each meets the state the other left', async () => {
  const size = (await sorrel.ledger.published())?.checkpoint.size ?? 0;
  const entries = await entriesOf(sorrel, size);
  const grown = [...entries, ...Array.from({ length: 5 }, (_, at) => new Uint8Array(32).fill(at))];
  const one = [...grown, new Uint8Array(32).fill(1)];
  const two = [...grown, new Uint8Array(32).fill(2)];
  const answers = await Promise.all([askWitness(grown.length, one), askWitness(grown.length, two)]);
  const cosigned = answers.filter((answer) => answer.ok && answer.value.type === 'cosigned');
  assert.equal(cosigned.length, 1);
});

test('a log that nobody confirmed is not witnessed', async () => {
  const { office, keys } = sorrel.federation;
  const signed = must(parseCheckpoint((await fork(sorrel, [new Uint8Array(32)])).checkpoint));
  const own = await witnessCheckpoint(
    office,
    keys.witness,
    formatAddCheckpoint({ oldSize: 0, proof: [], signed }),
  );
  assert.equal(own.ok ? 'cosigned' : own.refusal.code, 'origin-unknown');
});

test('what strangers hand in to be witnessed or mirrored is refused without waiting for a turn of the store', async () => {
  const { office, keys } = sorrel.federation;
  const unknown = must(parseCheckpoint((await fork(sorrel, [new Uint8Array(32)])).checkpoint));
  const known = must(parseCheckpoint((await fork(arvenia, [new Uint8Array(32)])).checkpoint));
  const forged = { ...known, note: { ...known.note, signatures: unknown.note.signatures } };
  const held = Promise.withResolvers<void>();
  const holding = sorrel.store.transaction(() => held.promise);
  try {
    for (const signed of [unknown, forged]) {
      const body = formatAddCheckpoint({ oldSize: 0, proof: [], signed });
      const answers = Promise.all([witnessCheckpoint(office, keys.witness, body), takePending(office, body)]);
      const late = new Promise<[]>((resolve) => setTimeout(resolve, TURN_AWAITED_MS, []));
      const codes = (await Promise.race([answers, late])).map((answer) =>
        answer.ok ? 'taken' : answer.refusal.code,
      );
      const expected = signed === unknown ? 'origin-unknown' : 'log-signature-missing';
      assert.deepEqual(codes, [expected, expected]);
    }
  } finally {
    held.resolve();
    await holding;
  }
});

/** The office, and every query of its that is no reading one. */
function watched(office: Office): { readonly office: Office; readonly writes: readonly string[] } {
  const writes: string[] = [];
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      if (node.kind !== 'SelectQueryNode') writes.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const transaction: Store['transaction'] = (work) => {
    writes.push('transaction');
    return office.store.transaction(work);
  };
  const connection = office.store.connection.withPlugin(plugin);
  const store = new Proxy(office.store, {
    get: (target, name) =>
      name === 'connection' ? connection : name === 'transaction' ? transaction : Reflect.get(target, name),
  });
  return { office: { ...office, store }, writes };
}

test('a request to witness or mirror a log that nobody confirmed, or that it did not sign, costs no write, and one of a known log does', async () => {
  const { keys } = sorrel.federation;
  const { office, writes } = watched(sorrel.federation.office);
  const unknown = must(parseCheckpoint((await fork(sorrel, [new Uint8Array(32)])).checkpoint));
  const known = must(parseCheckpoint((await fork(arvenia, [new Uint8Array(32)])).checkpoint));
  const forged = { ...known, note: { ...known.note, signatures: unknown.note.signatures } };
  for (const signed of [unknown, forged]) {
    const body = formatAddCheckpoint({ oldSize: 0, proof: [], signed });
    assert.ok(!(await witnessCheckpoint(office, keys.witness, body)).ok);
    assert.ok(!(await takePending(office, body)).ok);
    assert.deepEqual(writes, []);
  }
  await witnessCheckpoint(office, keys.witness, formatAddCheckpoint({ oldSize: 0, proof: [], signed: known }));
  assert.ok(writes.length > 0, 'what is counted is counted');
});

/** A key that Sorrel made up for Arvenia, and what it says in that name; proven to stand in a log that Sorrel signed. */
async function forgedSupport(): Promise<readonly Proven[]> {
  const size = (await sorrel.ledger.published())?.checkpoint.size ?? 0;
  const made = signingKey(primitives.generateKey('ES256'));
  const { kid: _, ...key } = made.description;
  const about = { subject: ARVENIA, valid_from: '2026-01-01T00:00:00Z' };
  const profile = { subject: ARVENIA, name: 'No authority', kind: 'operator', territory: 'XS' };
  const forged = [
    signAs(sorrel, ARVENIA, made, 'party-key', { ...about, key, use: 'root' }),
    signAs(sorrel, ARVENIA, made, 'party-key', { ...about, key, use: 'sign' }),
    signAs(sorrel, ARVENIA, made, 'party-profile', profile),
  ];
  const history = await fork(sorrel, [...(await entriesOf(sorrel, size)), ...forged.map(({ entry }) => entry)]);
  return forged.map(({ presentation }, at) => ({ presentation, proof: history.proof(size + at) }));
}

test('a neighbour describes nobody in the name of another party, by a key that it made up for it', async () => {
  const support = await forgedSupport();
  const before = await partyOf(arvenia.store.connection, ARVENIA);
  await deliver([{ kind: 'answer', statement: support[2]! }], [], support);
  assert.deepEqual(await partyOf(arvenia.store.connection, ARVENIA), before);
});

test('nor does it when it introduces itself', async () => {
  const { office } = sorrel.federation;
  const honest = await describeParty(office, SORREL);
  const root = await pinnedRoot(sorrel.store.connection, SORREL);
  const descriptor = { ...honest, support: [...honest.support, ...(await forgedSupport())] };
  const introduced = must(await checkIntroduction(arvenia.federation.office, descriptor, root ?? ''));
  const profiles = introduced.support.filter(({ type }) => type === 'party-profile');
  assert.deepEqual(
    profiles.map(({ parsed }) => parsed.issuer),
    [SORREL],
  );
});
