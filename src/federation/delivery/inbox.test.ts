import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { provenTo } from '#federation/agreements/presenting.ts';
import {
  type Delivery,
  formatDelivery,
  type Item,
  type Proven,
  parseDeliveryAnswer,
} from '#federation/envelope.ts';
import { sealIdentities, standingNow } from '#federation/office.ts';
import { removePeer } from '#federation/peers/peers.ts';
import { REQUEST_HEADER, signRequest } from '#federation/request-signature.ts';
import { SEALED_LIMIT_BYTES, SEALED_MEDIA_TYPE, sealText, unsealText } from '#federation/seal.ts';
import { federationTables } from '#federation/tables.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { signerKey } from '#log/verifier-key.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { primitives } from '#primitives';
import { encodeTextBase64url } from '#statement/base64url.ts';
import { present } from '#statement/present.ts';
import { newIdentity, recipientOf } from '#store/seal.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { alertDraft, release, releaseDraft, say } from '#testing/releases.ts';
import { heldBy } from './compose-release.ts';
import { deliveries } from './deliveries.ts';
import { deliveryPath } from './dispatch.ts';
import { receiveDelivery } from './inbox.ts';
import { SupportMemory } from './support.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const HARBOUR = 'did:web:harbour.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';

let federation: TestFederation;
let veldmark: TestNode;
let arvenia: TestNode;
let sorrel: TestNode;

before(async () => {
  federation = await startFederation(
    [
      { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
      {
        name: 'arvenia',
        parties: [
          { party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' },
          { party: HARBOUR, name: 'Arvenia Harbour', kind: 'operator', territory: 'XA', parent: ARVENIA },
        ],
      },
      {
        name: 'sorrel',
        lawless: true,
        parties: [{ party: SORREL, name: 'Sorrel CERT', kind: 'csirt', territory: 'XS' }],
      },
    ],
    { trouble: (error, doing) => console.error(doing, error) },
  );
  veldmark = federation.node('veldmark');
  arvenia = federation.node('arvenia');
  sorrel = federation.node('sorrel');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

/** A release of Veldmark's that its own outbox cannot deliver, since Arvenia's node is not asked by this test. */
let item: Extract<Item, { kind: 'release' }>;
let releaseDigest: string;

beforeEach(async () => {
  ({ item, digest: releaseDigest } = await undelivered(veldmark, VELDMARK, ARVENIA));
});

/** States an alert and a release of it on a stopped copy of the outbox, and takes both as they would travel. */
async function undelivered(node: TestNode, from: string, to: string) {
  const caseId = randomUUID();
  const alert = await say(node, alertDraft(from, caseId));
  await node.federation.job[Symbol.asyncDispose]();
  const given = await release(node, { from, to, target: alert.digest, case: caseId });
  const { claims } = releaseDraft(node, { from, to, target: alert.digest, case: caseId }).claims;
  const asked = [{ digest: given.digest }, { digest: alert.digest, only: claims as string[] }];
  const [said, target] = await provenTo(node.federation.office, asked, to);
  assert.ok(said && target);
  return { item: { kind: 'release', release: said, target } as const, digest: given.digest };
}

type Change = {
  readonly delivery?: Partial<Delivery>;
  readonly recipient?: string;
  readonly seal?: string;
  readonly sender?: TestNode;
  readonly header?: (signed: string) => string | undefined;
  readonly at?: Temporal.Instant;
};

/** Sends a delivery as Veldmark's node would, or with one thing wrong. */
async function deliver(items: readonly Item[], change: Change = {}) {
  const { office } = (change.sender ?? veldmark).federation;
  const recipient = change.recipient ?? ARVENIA;
  const text = formatDelivery({
    realm: veldmark.ledger.realm,
    from: VELDMARK,
    to: ARVENIA,
    items,
    support: [],
    heads: [],
    ...change.delivery,
  });
  const seal = change.seal ?? (await sealRecipient(arvenia.store.connection, ARVENIA, arvenia.ledger.now())) ?? '';
  const body = await sealText(text, seal);
  const path = deliveryPath(recipient);
  const line = { method: 'POST', path, to: arvenia.ledger.origin, body };
  const signed = signRequest(line, office.own.requestKey, change.at ?? Temporal.Now.instant());
  const header = change.header === undefined ? signed : change.header(signed);
  return receiveDelivery(arvenia.federation.office, new SupportMemory(), { recipient, path, header, body });
}

async function results(items: readonly Item[], change: Change = {}) {
  const answer = must(await deliver(items, change));
  const { office } = (change.sender ?? veldmark).federation;
  const text = must(
    await unsealText(answer.body, await sealIdentities(office, change.delivery?.from ?? VELDMARK)),
  );
  return must(parseDeliveryAnswer(text)).results;
}

async function codeOf(items: readonly Item[], change: Change = {}): Promise<string> {
  const answer = await deliver(items, change);
  return answer.ok ? 'accepted' : answer.refusal.code;
}

async function itemCode(changed: Item): Promise<string> {
  const [result] = await results([changed]);
  assert.ok(result);
  return result.ok ? 'accepted' : result.code;
}

async function statementsAt(node: TestNode): Promise<number> {
  const { many } = await ledgerTables(node.store.connection)
    .selectFrom('statement')
    .select(({ fn }) => fn.countAll<number>().as('many'))
    .executeTakeFirstOrThrow();
  return Number(many);
}

async function changesNothing(work: () => Promise<void>): Promise<void> {
  const held = await statementsAt(arvenia);
  await work();
  assert.equal(await statementsAt(arvenia), held);
}

describe('a delivery is turned away as a whole', () => {
  test('when nobody signed it, when a stranger did, or when the signature is for something else', () =>
    changesNothing(async () => {
      const stranger = signerKey('evil.example/request', 'ed25519', primitives.generateKey('Ed25519'));
      assert.equal(await codeOf([item], { header: () => undefined }), 'request-unsigned');
      assert.equal(await codeOf([item], { header: () => 'AAAA' }), 'request-unsigned');
      const line = { method: 'POST', path: '/x', to: arvenia.ledger.origin, body: new Uint8Array(0) };
      const now = Temporal.Now.instant();
      assert.equal(await codeOf([item], { header: () => signRequest(line, stranger, now) }), 'peer-unknown');
      const own = veldmark.federation.office.own.requestKey;
      assert.equal(await codeOf([item], { header: () => signRequest(line, own, now) }), 'request-not-for-us');
      assert.equal(await codeOf([item], { at: now.subtract({ hours: 1 }) }), 'request-stale');
    }));

  test('when it is for a party of another node, or sealed to another key', () =>
    changesNothing(async () => {
      assert.equal(await codeOf([item], { recipient: SORREL }), 'party-not-here');
      const other = await recipientOf(await newIdentity());
      assert.equal(await codeOf([item], { seal: other }), 'delivery-not-for-us');
      assert.equal(await codeOf([item], { recipient: HARBOUR }), 'delivery-not-for-us');
      assert.equal(await codeOf([item], { delivery: { to: HARBOUR } }), 'delivery-not-for-us');
    }));

  test('when it names another realm, or a party that the sending node does not host', () =>
    changesNothing(async () => {
      assert.equal(await codeOf([item], { delivery: { realm: 'live' } }), 'delivery-realm');
      assert.equal(await codeOf([item], { delivery: { from: SORREL } }), 'delivery-from-another');
      assert.equal(await codeOf([item], { sender: sorrel }), 'delivery-from-another');
      assert.equal(await codeOf([item], { delivery: { from: ARVENIA } }), 'delivery-from-another');
    }));

  test('when it is larger than the limit, without being read', async () => {
    const response = await fetch(`${arvenia.url}${deliveryPath(ARVENIA)}`, {
      method: 'POST',
      headers: { 'content-type': SEALED_MEDIA_TYPE },
      body: new Uint8Array(SEALED_LIMIT_BYTES + 1),
    }).catch(() => undefined);
    // The server may end the connection before all of it was sent.
    if (response !== undefined) assert.equal(((await response.json()) as { code: string }).code, 'body-too-large');
  });

  test('over HTTP by a problem document with the same code', async () => {
    const response = await fetch(`${arvenia.url}${deliveryPath(ARVENIA)}`, {
      method: 'POST',
      headers: { 'content-type': SEALED_MEDIA_TYPE, [REQUEST_HEADER]: 'AAAA' },
      body: new Uint8Array([1, 2, 3]),
    });
    assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    assert.equal(((await response.json()) as { code: string }).code, 'request-unsigned');
  });
});

function withDisclosures(proven: Proven, change: (disclosures: string[]) => string[]): Proven {
  const [jwt = '', ...rest] = proven.presentation.split('~');
  return { ...proven, presentation: present(jwt, change(rest.slice(0, -1))) };
}

function named(name: string) {
  return (disclosure: string) => !decoded(disclosure).includes(`"${name}",{`);
}

function decoded(disclosure: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(disclosure, { alphabet: 'base64url' }));
}

describe('an item is refused by itself, with a code, and changes nothing', () => {
  const cases: readonly [what: string, code: string, change: (good: typeof item) => Item][] = [
    [
      'when a disclosure was altered',
      'disclosure-unreferenced',
      (good) => ({
        ...good,
        target: withDisclosures(good.target, ([first = '', ...rest]) => [
          encodeTextBase64url(decoded(first).replace(/^\["./, '["A')),
          ...rest,
        ]),
      }),
    ],
    [
      'when the signature was altered',
      'statement-not-in-its-log',
      (good) => ({
        ...good,
        release: {
          ...good.release,
          presentation: good.release.presentation.replace(
            /\.([A-Za-z0-9_-]{4})([A-Za-z0-9_-]+)~/,
            (_all, start: string, rest: string) => `.${start === 'AAAA' ? 'BBBB' : 'AAAA'}${rest}~`,
          ),
        },
      }),
    ],
    [
      'when it is not the statement that its proof is about',
      'statement-not-in-its-log',
      (good) => ({ ...good, release: { ...good.release, proof: good.target.proof } }),
    ],
    [
      'when the release gives another statement than comes with it',
      'release-names-another-target',
      (good) => ({ ...good, target: good.release }),
    ],
    [
      'when the release hides to whom it is made',
      'release-not-for-recipient',
      (good) => ({ ...good, release: withDisclosures(good.release, (all) => all.filter(named('to'))) }),
    ],
    [
      'when the release hides its case',
      'release-names-no-case',
      (good) => ({ ...good, release: withDisclosures(good.release, (all) => all.filter(named('case'))) }),
    ],
    [
      'when a release is presented as an answer',
      'statement-type-not-expected',
      (good) => ({ kind: 'answer', statement: good.release }),
    ],
    [
      'when it is no statement at all',
      'presentation-malformed',
      (good) => ({ ...good, release: { presentation: 'hello', proof: good.release.proof } }),
    ],
    [
      'when its proof is none',
      'proof-file-malformed',
      (good) => ({ ...good, release: { ...good.release, proof: 'hello' } }),
    ],
  ];
  for (const [what, code, change] of cases) {
    test(what, () => changesNothing(async () => assert.equal(await itemCode(change(item)), code)));
  }

  test('when the release was made to another party of the same node', () =>
    changesNothing(async () => {
      const seal = (await sealRecipient(arvenia.store.connection, HARBOUR, arvenia.ledger.now())) ?? '';
      const [result] = await results([item], { recipient: HARBOUR, seal, delivery: { to: HARBOUR } });
      assert.ok(result && !result.ok);
      assert.equal(result.code, 'release-not-for-recipient');
    }));

  test('while the honest items beside it are taken', async () => {
    const bad: Item = { ...item, release: { ...item.release, proof: 'hello' } };
    const [first, second] = await results([bad, item]);
    assert.equal(first?.ok, false);
    assert.equal(second?.ok, true);
  });
});

describe('whatever is repeated, there is one receipt', () => {
  async function receiptsFor(digest: string): Promise<number> {
    const rows = await federationTables(arvenia.store.connection)
      .selectFrom('federation_receipt')
      .select('digest')
      .where('release', '=', digest)
      .execute();
    return rows.length;
  }

  test('also when one delivery comes many times at once', async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => results([item])));
    const receipts = new Set(many.map(([result]) => (result?.ok ? result.receipt?.presentation : 'refused')));
    assert.equal(receipts.size, 1);
    assert.ok(!receipts.has('refused'));
    assert.equal(await receiptsFor(releaseDigest), 1);
  });

  test('also when one delivery carries the same item twice', async () => {
    const [first, second] = await results([item, item]);
    assert.ok(first?.ok && second?.ok);
    assert.equal(first.receipt?.presentation, second.receipt?.presentation);
    assert.equal(await receiptsFor(releaseDigest), 1);
  });

  test('also after the receiving node was started anew', async () => {
    const [first] = await results([item]);
    await arvenia.stop();
    await arvenia.start();
    const [second] = await results([item]);
    assert.ok(first?.ok && second?.ok);
    assert.equal(second.receipt?.presentation, first.receipt?.presentation);
    assert.equal(await receiptsFor(releaseDigest), 1);
  });
});

test('a peer cannot open to one party of a node what it did not give, though another party there holds it', async () => {
  must(await deliver([item]));
  const [jwt = ''] = item.target.presentation.split('~');
  const target = { presentation: `${jwt}~`, proof: item.target.proof };
  const [delivery] = await deliveries(arvenia.store.connection, { releases: [releaseDigest] });
  assert.ok(delivery);
  assert.ok((await heldBy(arvenia.federation.office, ARVENIA, delivery.target)).ok);
  // Sorrel is a peer, and swears that it gives all of it to the harbour.
  const forged = await sorrelGives(delivery.target, delivery.case ?? '');
  const seal = (await sealRecipient(arvenia.store.connection, HARBOUR, arvenia.ledger.now())) ?? '';
  const [result] = await results([{ kind: 'release', release: forged, target }], {
    sender: sorrel,
    recipient: HARBOUR,
    seal,
    delivery: { from: SORREL, to: HARBOUR },
  });
  assert.ok(result?.ok, 'the release itself is well-formed, and its receipt says that nothing came with it');
  const held = await heldBy(arvenia.federation.office, HARBOUR, delivery.target);
  assert.ok(!held.ok);
});

/** A dishonest authority gives what it does not hold. */
async function sorrelGives(target: string, caseId: string): Promise<Proven> {
  await sorrel.federation.job[Symbol.asyncDispose]();
  const given = await release(sorrel, { from: SORREL, to: HARBOUR, target, case: caseId, claims: 'all' });
  const [said] = await provenTo(sorrel.federation.office, [{ digest: given.digest }], HARBOUR);
  assert.ok(said);
  return said;
}

test('a removed peer is a stranger', async () => {
  const { office } = arvenia.federation;
  must(await removePeer(office, arvenia.person(ARVENIA, 'administrator'), VELDMARK, 'Its node was taken over'));
  await changesNothing(async () => {
    assert.equal(await codeOf([item]), 'peer-unknown');
  });
  await eventually('no lane leads there', async () => {
    const { peers } = await standingNow(office);
    return peers.every((peer) => peer.party !== VELDMARK);
  });
});
