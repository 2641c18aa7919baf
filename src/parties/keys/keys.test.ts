import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import { primitives } from '#primitives';
import type { Draft } from '#statement/draft.ts';
import { describeKey, signingKey } from '#statement/jwk.ts';
import { keyId } from '#statement/key-statement.ts';
import { sealTo, unseal } from '#store/seal.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL_FOUNDING, openPartyNode, type PartyNode } from '#testing/party-node.ts';
import { awaitRoot, INVITATION_DAYS } from './invitations.ts';
import { revokeKey, rotateKey, startAnew } from './key-change.ts';
import { keyChainOf, keyOf, sealRecipient, signingKid } from './key-view.ts';
import { signByItself, submitByItself } from './self-kept.ts';

const VENDOR = 'did:web:vendor.veldmark.example';
const VENDOR_CASE = '00000000-0000-4000-8000-00000000beef';

async function founded() {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await openPartyNode());
  const csirt = await node.found(CSIRT_FOUNDING);
  const recovery = primitives.importPrivateKey('ES256', csirt.recovery.secret)!;
  stack.move();
  return { node, csirt, recovery, tomas: node.person(csirt, 'Tomas'), mira: node.person(csirt, 'Mira') };
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

function later(node: PartyNode, minutes = 10): void {
  node.clock.now = node.clock.now.add({ minutes });
}

function keyDraft(
  node: { csirt: { case: string } },
  use: string,
  changes: Partial<Draft> = {},
  claims: object = {},
): Draft {
  const { kid: _, ...key } = describeKey(primitives.generateKey('ES256').publicKey);
  const said = { subject: CSIRT, key, use, valid_from: '2026-03-01T08:00:00Z', ...claims };
  return { type: 'party-key', issuer: CSIRT, case: node.csirt.case, claims: said, ...changes } as Draft;
}

test('an administrator rotates the signing key, and what follows is signed with the new one', async () => {
  const world = await founded();
  await using node = world.node;
  const before = await signingKid(node.connection, CSIRT, node.clock.now);
  later(node);
  assert.equal(codeOf(await rotateKey(node, world.tomas, 'sign')), 'accepted');
  const after = await signingKid(node.connection, CSIRT, node.clock.now);
  assert.notEqual(after, before);
  const again = await rotateKey(node, world.tomas, 'seal');
  assert.ok(again.ok && again.value !== null);
  const row = await keyOf(node.connection, after!);
  assert.equal(row?.party, CSIRT);
});

test('a new sealing key takes over, and the identity of the old one stays to open what is on its way', async () => {
  const world = await founded();
  await using node = world.node;
  const before = await sealRecipient(node.connection, CSIRT, node.clock.now);
  later(node);
  assert.equal(codeOf(await rotateKey(node, world.tomas, 'seal')), 'accepted');
  assert.notEqual(await sealRecipient(node.connection, CSIRT, node.clock.now), before);
  assert.equal((await node.keyring.list({ purpose: 'seal', owner: CSIRT })).length, 2);
});

test('a party may be sealed to against quantum computers as well', async () => {
  const world = await founded();
  await using node = world.node;
  later(node);
  assert.equal(codeOf(await rotateKey(node, world.tomas, 'seal', { sealing: 'hybrid' })), 'accepted');
  const recipient = (await sealRecipient(node.connection, CSIRT, node.clock.now))!;
  assert.match(recipient, /^age1pq1/);
  const identity = (await node.keyring.identity(keyId(recipient)))!;
  const sealed = await sealTo([recipient], new Uint8Array([1, 2, 3]));
  assert.deepEqual(await unseal(identity, sealed), new Uint8Array([1, 2, 3]));
});

test('whoever is no administrator rotates no key', async () => {
  const world = await founded();
  await using node = world.node;
  assert.equal(codeOf(await rotateKey(node, world.mira, 'sign')), 'not-mandated');
});

test('once a party has its recovery key the node itself introduces no key for it', async () => {
  const world = await founded();
  await using node = world.node;
  for (const use of ['sign', 'recover']) {
    const draft = keyDraft(world, use, { signWith: world.csirt.root });
    const answer = await node.ledger.submit({ kind: 'draft', actor: { kind: 'node' }, draft });
    assert.match(codeOf(answer), /party-already-founded|key-may-not-introduce/);
  }
});

test('the recovery key revokes a stolen signing key, which then signs nothing more', async () => {
  const world = await founded();
  await using node = world.node;
  const stolen = (await signingKid(node.connection, CSIRT, node.clock.now))!;
  const stolenAt = node.clock.now;
  later(node);
  const revoked = await revokeKey(node, CSIRT, world.recovery, { kid: stolen, invalidAfter: stolenAt });
  assert.equal(codeOf(revoked), 'accepted');
  assert.equal(await signingKid(node.connection, CSIRT, node.clock.now), undefined);
  assert.equal(codeOf(await rotateKey(node, world.tomas, 'sign')), 'key-unknown');
});

test('after a revocation the recovery key introduces a new signing key, kept by the node', async () => {
  const world = await founded();
  await using node = world.node;
  const stolen = (await signingKid(node.connection, CSIRT, node.clock.now))!;
  later(node);
  await revokeKey(node, CSIRT, world.recovery, { kid: stolen, invalidAfter: node.clock.now });
  assert.equal(codeOf(await startAnew(node, CSIRT, world.recovery)), 'accepted');
  later(node);
  assert.equal(codeOf(await rotateKey(node, world.tomas, 'seal')), 'accepted');
  assert.equal(
    (await node.keyring.list({ purpose: 'party', owner: CSIRT })).some(
      ({ kid }) => kid === world.csirt.recovery.kid,
    ),
    false,
  );
});

test('a statement signed with a revoked key is refused', async () => {
  const world = await founded();
  await using node = world.node;
  const kid = (await signingKid(node.connection, CSIRT, node.clock.now))!;
  const key = signingKey((await node.keyring.get(kid))!);
  await revokeKey(node, CSIRT, world.recovery, { kid, invalidAfter: node.clock.now });
  later(node);
  assert.equal(codeOf(await submitByItself(node.ledger, keyDraft(world, 'sign'), key)), 'key-revoked');
  const { kind, name, territory } = CSIRT_FOUNDING;
  const claims = { subject: CSIRT, name, kind, territory };
  const profile: Draft = { type: 'party-profile', issuer: CSIRT, case: world.csirt.case, claims };
  assert.equal(codeOf(await submitByItself(node.ledger, profile, key)), 'signer-unknown');
});

test('neither the signing key nor a stranger’s key revokes anything it may not', async () => {
  const world = await founded();
  await using node = world.node;
  const kid = (await signingKid(node.connection, CSIRT, node.clock.now))!;
  const signing = (await node.keyring.get(kid))!;
  const root = (await node.keyring.get(world.csirt.root))!;
  const revoked = { kid: world.csirt.recovery.kid, invalidAfter: node.clock.now };
  assert.equal(codeOf(await revokeKey(node, CSIRT, signing, revoked)), 'key-may-not-revoke');
  assert.equal(codeOf(await revokeKey(node, CSIRT, root, revoked)), 'key-may-not-revoke');
  const stranger = primitives.generateKey('ES256');
  const refused = await revokeKey(node, CSIRT, stranger, revoked);
  assert.ok(!refused.ok);
  assert.deepEqual([refused.refusal.code, refused.refusal.place], ['key-unknown', 'recovery']);
  assert.match(refused.refusal.sentence, /recovery key/, 'who took the wrong file reads which one to take');
});

test('a revocation names a moment that has come, and a second one only an earlier moment', async () => {
  const world = await founded();
  await using node = world.node;
  const kid = (await signingKid(node.connection, CSIRT, node.clock.now))!;
  later(node);
  const at = (minutes: number) => ({ kid, invalidAfter: node.clock.now.add({ minutes }) });
  assert.equal(codeOf(await revokeKey(node, CSIRT, world.recovery, at(60))), 'revocation-in-future');
  assert.equal(codeOf(await revokeKey(node, CSIRT, world.recovery, at(-1))), 'accepted');
  assert.equal(codeOf(await revokeKey(node, CSIRT, world.recovery, at(0))), 'revocation-not-earlier');
  assert.equal(codeOf(await revokeKey(node, CSIRT, world.recovery, at(-5))), 'accepted');
  const unknown = {
    kid: describeKey(primitives.generateKey('ES256').publicKey).kid,
    invalidAfter: node.clock.now,
  };
  assert.equal(codeOf(await revokeKey(node, CSIRT, world.recovery, unknown)), 'key-unknown');
});

test('a key is refused that is known already, of the wrong kind for its use, or of another party', async () => {
  const world = await founded();
  await using node = world.node;
  const submit = (draft: Draft) => node.ledger.submit({ kind: 'draft', actor: world.tomas, draft });
  const first = keyDraft(world, 'sign');
  assert.equal(codeOf(await submit(first)), 'accepted');
  assert.equal(codeOf(await submit(first)), 'key-already-known');
  assert.equal(codeOf(await submit(keyDraft(world, 'seal'))), 'key-use-mismatch');
  assert.equal(
    codeOf(await submit(keyDraft(world, 'sign', {}, { key: `age1${'q'.repeat(58)}` }))),
    'key-use-mismatch',
  );
  assert.equal(codeOf(await submit(keyDraft(world, 'sign', {}, { subject: VENDOR }))), 'subject-not-issuer');
  assert.equal(codeOf(await submit(keyDraft(world, 'recover'))), 'key-may-not-introduce');
  assert.equal(codeOf(await submit(keyDraft(world, 'root'))), 'root-already-known');
  assert.equal(codeOf(await submit(keyDraft(world, 'sign', { case: VENDOR_CASE }))), 'wrong-case');
  const early = keyDraft(world, 'sign', {}, { valid_from: '2027-03-01T08:00:00Z' });
  assert.equal(codeOf(await submit(early)), 'period-empty');
  const privateKey = { ...(first.claims.key as object), d: 'secret' };
  assert.equal(codeOf(await submit(keyDraft(world, 'sign', {}, { key: privateKey }))), 'claim-shape');
});

test('another party’s key cannot be introduced as one’s own', async () => {
  const world = await founded();
  await using node = world.node;
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const theirs = (await keyChainOf(node.connection, hospital.party))!;
  const taken = [...theirs.keys.values()].find((key) => key.use === 'sign')!;
  const draft = keyDraft(world, 'sign', {}, { key: taken.key });
  assert.equal(
    codeOf(await node.ledger.submit({ kind: 'draft', actor: world.tomas, draft })),
    'key-already-known',
  );
});

type Vendor = { readonly root: ReturnType<typeof signingKey>; readonly sign: ReturnType<typeof signingKey> };

function vendorKeys(): Vendor {
  return {
    root: signingKey(primitives.generateKey('ES256')),
    sign: signingKey(primitives.generateKey('Ed25519')),
  };
}

function vendorKey(use: 'root' | 'sign', key: ReturnType<typeof signingKey>): Draft {
  const { kid: _, ...jwk } = key.description;
  const claims = { subject: VENDOR, key: jwk, use, valid_from: '2026-03-01T08:00:00Z' };
  return { type: 'party-key', issuer: VENDOR, case: VENDOR_CASE, claims };
}

const vendorProfile: Draft = {
  type: 'party-profile',
  issuer: VENDOR,
  case: VENDOR_CASE,
  claims: { subject: VENDOR, name: 'Vendor', kind: 'vendor', territory: 'XV' },
};

async function selfKept() {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await openPartyNode());
  const keys = vendorKeys();
  const awaited = await awaitRoot(node.connection, VENDOR, keys.root.description, node.clock.now);
  assert.ok(awaited.ok);
  stack.move();
  return { node, keys };
}

test('a party that keeps its own keys founds itself by statements it signed', async () => {
  const { node, keys } = await selfKept();
  await using _ = node;
  assert.equal(codeOf(await submitByItself(node.ledger, vendorKey('root', keys.root), keys.root)), 'accepted');
  assert.equal(codeOf(await submitByItself(node.ledger, vendorKey('sign', keys.sign), keys.root)), 'accepted');
  assert.equal(codeOf(await submitByItself(node.ledger, vendorProfile, keys.sign)), 'accepted');
  assert.equal((await partyOf(node.connection, VENDOR))?.hosted, true);
  assert.equal(await signingKid(node.connection, VENDOR, node.clock.now), keys.sign.kid);
});

test('the node cannot sign for a party that keeps its own keys', async () => {
  const { node, keys } = await selfKept();
  await using _ = node;
  await submitByItself(node.ledger, vendorKey('root', keys.root), keys.root);
  await submitByItself(node.ledger, vendorKey('sign', keys.sign), keys.root);
  const answer = await node.ledger.submit({ kind: 'draft', actor: { kind: 'node' }, draft: vendorProfile });
  assert.equal(codeOf(answer), 'signer-missing');
});

test('a root that nobody awaited founds no party, nor does one awaited too long ago', async () => {
  const { node, keys } = await selfKept();
  await using _ = node;
  const other = vendorKeys();
  assert.equal(
    codeOf(await submitByItself(node.ledger, vendorKey('root', other.root), other.root)),
    'signer-unknown',
  );
  node.clock.now = node.clock.now.add({ hours: 24 * INVITATION_DAYS });
  assert.equal(
    codeOf(await submitByItself(node.ledger, vendorKey('root', keys.root), keys.root)),
    'signer-unknown',
  );
});

test('a root signs statements about keys and nothing else', async () => {
  const { node, keys } = await selfKept();
  await using _ = node;
  await submitByItself(node.ledger, vendorKey('root', keys.root), keys.root);
  assert.equal(codeOf(await submitByItself(node.ledger, vendorProfile, keys.root)), 'signer-unknown');
});

test('a self-signed statement must carry the next numbers, this log, and its own key’s signature', async () => {
  const { node, keys } = await selfKept();
  await using _ = node;
  await submitByItself(node.ledger, vendorKey('root', keys.root), keys.root);
  await submitByItself(node.ledger, vendorKey('sign', keys.sign), keys.root);
  const type = node.ledger.types.get('party-profile')!;
  const hand = async (home: { origin: string; realm: string }, key: typeof keys.sign, number: number) => {
    const signed = signByItself(type, vendorProfile, home, key, { number, caseNumber: 3, at: node.clock.now });
    assert.ok(signed.ok);
    return codeOf(
      await node.ledger.submit({
        kind: 'signed',
        presentation: signed.value,
      }),
    );
  };
  const { origin, realm } = node.ledger;
  assert.equal(await hand({ origin, realm }, keys.sign, 7), 'number-unexpected');
  assert.equal(await hand({ origin: 'elsewhere.example/log', realm }, keys.sign, 3), 'wrong-log');
  assert.equal(await hand({ origin, realm: 'live' }, keys.sign, 3), 'wrong-realm');
  assert.equal(await hand({ origin, realm }, vendorKeys().sign, 3), 'signer-unknown');
  assert.equal(await hand({ origin, realm }, keys.sign, 3), 'accepted');
});
