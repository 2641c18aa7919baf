import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundingOf, recorder, type Said, temporaryStore, testKey } from '#testing/party-records.ts';
import { communities } from './community-view.ts';
import { partiesView } from './fold.ts';
import { keyOf, pinnedRoot, sealRecipient, signingKid } from './keys/key-view.ts';
import {
  authorityOf,
  mandatedAuthorities,
  mandatedAuthority,
  mandatesOf,
  partiesHosted,
  partiesKnown,
  partyOf,
  rolesOf,
  viewerFor,
} from './view.ts';

const CSIRT = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';
const NEIGHBOUR = 'did:web:cyber.arvenia.example';
const MINISTRY = 'did:web:communications.sorrel.example';
const PERSON = `${CSIRT}#01900000-0000-7000-8000-000000000001`;
const OTHER = `${CSIRT}#01900000-0000-7000-8000-000000000002`;
const COMMUNITY = '00000000-0000-4000-8000-00000000c0de';
const START = Temporal.Instant.from('2026-01-01T00:00:00Z');
const person = { kind: 'person', person: PERSON, party: CSIRT } as const;

const day = (number: number) => START.add({ hours: 24 * number });

const csirt = foundingOf(CSIRT, START, { name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' });
const hospital = foundingOf(HOSPITAL, START, {
  name: 'Hospital',
  kind: 'operator',
  territory: 'XV',
  parent: CSIRT,
});
const neighbour = foundingOf(NEIGHBOUR, START, { name: 'Arvenia', kind: 'csirt', territory: 'XA' }, 'foreign');

function mandate(claims: object = {}, at = START): Said {
  const term = { valid_from: day(0).toString(), valid_until: day(100).toString() };
  return {
    issuer: CSIRT,
    type: 'mandate',
    claims: { party: CSIRT, person: PERSON, display_name: 'Tomas', roles: ['duty-officer'], ...term, ...claims },
    at,
  };
}

const confirmation = (root: string): Said => ({
  issuer: CSIRT,
  type: 'peer-confirmation',
  claims: { peer: NEIGHBOUR, root },
  at: START,
});

async function world(said: readonly Said[], cut = said.length) {
  const store = await temporaryStore(partiesView);
  const record = recorder();
  const records = said.map(record);
  for (let at = 0; at < records.length; at += cut) {
    await store.transaction((transaction) => partiesView.fold(transaction, records.slice(at, at + cut)));
  }
  return {
    store,
    records,
    record,
    reads: store.connection,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

async function rowsOf(reads: Parameters<typeof partiesKnown>[0]) {
  const rows: Record<string, unknown> = {};
  for (const table of partiesView.tables) {
    rows[table] = await reads
      .$extendTables<Record<string, { digest: string }>>()
      .selectFrom(table)
      .selectAll()
      .orderBy('digest')
      .execute();
  }
  return rows;
}

const everything: Said[] = [
  ...csirt.said,
  ...hospital.said,
  mandate(),
  confirmation(neighbour.root.kid),
  ...neighbour.said,
];

test('a party founded here signs with its newest signing key and is sealed to its sealing key', async () => {
  await using here = await world(csirt.said);
  assert.equal(await signingKid(here.reads, CSIRT, day(1)), csirt.sign.kid);
  assert.equal(await sealRecipient(here.reads, CSIRT, day(1)), csirt.seal);
  assert.equal((await keyOf(here.reads, csirt.sign.kid))?.party, CSIRT);
  assert.deepEqual(
    (await partiesHosted(here.reads)).map(({ party }) => party),
    [CSIRT],
  );
});

test('a rotated key signs from its own day on, not before', async () => {
  const next = testKey();
  const valid_from = day(10).toString();
  const rotation: Said = {
    issuer: CSIRT,
    type: 'party-key',
    claims: { subject: CSIRT, key: next.jwk, use: 'sign', valid_from },
    at: day(5),
    signer: csirt.sign.kid,
  };
  await using here = await world([...csirt.said, rotation]);
  assert.equal(await signingKid(here.reads, CSIRT, day(9)), csirt.sign.kid);
  assert.equal(await signingKid(here.reads, CSIRT, day(10)), next.kid);
});

test('a revoked key signs nothing more, and with no other key left the party cannot sign', async () => {
  const revocation: Said = {
    issuer: CSIRT,
    type: 'party-key-revocation',
    claims: { subject: CSIRT, kid: csirt.sign.kid, invalid_after: day(3).toString() },
    at: day(4),
    signer: csirt.recover.kid,
  };
  await using here = await world([...csirt.said, revocation]);
  assert.equal(await signingKid(here.reads, CSIRT, day(5)), undefined);
  assert.ok((await keyOf(here.reads, csirt.sign.kid))?.invalidAfter?.equals(day(3)));
});

test('keys of a foreign party count only once its root is confirmed', async () => {
  await using here = await world([...csirt.said, ...neighbour.said]);
  assert.equal(await keyOf(here.reads, neighbour.sign.kid), undefined);
  await here.store.transaction((transaction) =>
    partiesView.fold(transaction, [here.record(confirmation(neighbour.root.kid))]),
  );
  assert.equal((await keyOf(here.reads, neighbour.sign.kid))?.party, NEIGHBOUR);
});

test('a foreign party that shows another root than the confirmed one has no keys', async () => {
  await using here = await world([...csirt.said, ...neighbour.said, confirmation(testKey().kid)]);
  assert.equal(await keyOf(here.reads, neighbour.sign.kid), undefined);
});

test('a confirmation that another node stated pins nothing here', async () => {
  const theirs: Said = { ...confirmation(neighbour.root.kid), issuer: MINISTRY, origin: 'foreign' };
  await using here = await world([...csirt.said, ...neighbour.said, theirs]);
  assert.equal(await pinnedRoot(here.reads, NEIGHBOUR), undefined);
});

test('an operator hosted here pins no root for the node, whatever peer it confirms', async () => {
  const byOperator: Said = { ...confirmation(testKey().kid), issuer: HOSPITAL };
  await using here = await world([...everything, byOperator]);
  assert.equal(await pinnedRoot(here.reads, NEIGHBOUR), neighbour.root.kid);
  await using alone = await world([...csirt.said, ...hospital.said, byOperator, ...neighbour.said]);
  assert.equal(await pinnedRoot(alone.reads, NEIGHBOUR), undefined);
});

test('a confirmed authority vouches for the root of a party in its care', async () => {
  const operator = foundingOf(
    'did:web:grid.arvenia.example',
    START,
    { name: 'Grid', kind: 'operator', territory: 'XA' },
    'foreign',
  );
  const grid = 'did:web:grid.arvenia.example';
  const vouching: Said = {
    issuer: NEIGHBOUR,
    type: 'party-profile',
    claims: { subject: grid, name: 'Grid', kind: 'operator', territory: 'XA', root: operator.root.kid },
    at: START,
    origin: 'foreign',
  };
  await using here = await world([...everything, ...operator.said, vouching]);
  assert.equal((await keyOf(here.reads, operator.sign.kid))?.party, grid);
});

test('a removed peer vouches for nobody and speaks for no state, until it is confirmed once more', async () => {
  const grid = 'did:web:grid.arvenia.example';
  const operator = foundingOf(grid, START, { name: 'Grid', kind: 'operator', territory: 'XA' }, 'foreign');
  const profile = { subject: grid, name: 'Grid', kind: 'operator', territory: 'XA' };
  const vouching: Said = {
    issuer: NEIGHBOUR,
    type: 'party-profile',
    claims: { ...profile, root: operator.root.kid },
    at: START,
    origin: 'foreign',
  };
  const removal: Said = {
    issuer: CSIRT,
    type: 'peer-removal',
    claims: { peer: NEIGHBOUR, reason: 'x' },
    at: day(1),
  };
  const ofAnother: Said = { ...removal, issuer: HOSPITAL };
  await using here = await world([...everything, ...operator.said, vouching, ofAnother]);
  const stands = async () => ({
    vouches: (await pinnedRoot(here.reads, grid)) === operator.root.kid,
    describes: (await partyOf(here.reads, grid))?.kind === 'operator',
    speaks: (await mandatedAuthority(here.reads, 'XA'))?.party === NEIGHBOUR,
  });
  const say = (said: Said) =>
    here.store.transaction((transaction) => partiesView.fold(transaction, [here.record(said)]));
  assert.deepEqual(await stands(), { vouches: true, describes: true, speaks: true });
  await say(removal);
  assert.deepEqual(await stands(), { vouches: false, describes: true, speaks: false });
  const pretended: Said = {
    issuer: NEIGHBOUR,
    type: 'party-profile',
    claims: { subject: NEIGHBOUR, name: 'Arvenia', kind: 'regional-body', territory: 'XV' },
    at: day(2),
    origin: 'foreign',
  };
  await say(pretended);
  const { kind, territory } = (await partyOf(here.reads, NEIGHBOUR))!;
  assert.deepEqual([kind, territory], ['csirt', 'XA']);
  assert.equal((await keyOf(here.reads, neighbour.sign.kid))?.party, NEIGHBOUR);
  await say(confirmation(neighbour.root.kid));
  assert.deepEqual(await stands(), { vouches: true, describes: true, speaks: true });
});

test('a party that nobody but a removed peer describes is unknown again', async () => {
  const described: Said = {
    issuer: NEIGHBOUR,
    type: 'party-profile',
    claims: { subject: MINISTRY, name: 'Ministry', kind: 'state-authority', territory: 'XA' },
    at: START,
    origin: 'foreign',
  };
  const removal: Said = {
    issuer: CSIRT,
    type: 'peer-removal',
    claims: { peer: NEIGHBOUR, reason: 'x' },
    at: day(1),
  };
  await using before = await world([...everything, described]);
  assert.equal((await partyOf(before.reads, MINISTRY))?.describedBy, NEIGHBOUR);
  await using after = await world([...everything, described, removal]);
  assert.equal(await partyOf(after.reads, MINISTRY), undefined);
});

test('a key stays its owner’s when another party has introduced a copy of it', async () => {
  const copy = (jwk: typeof neighbour.sign.jwk): Said => ({
    issuer: CSIRT,
    type: 'party-key',
    claims: { subject: CSIRT, key: jwk, use: 'sign', valid_from: START.toString() },
    at: START,
    signer: csirt.root.kid,
  });
  await using here = await world([
    ...csirt.said,
    copy(neighbour.sign.jwk),
    ...everything.slice(csirt.said.length),
  ]);
  const speaking = async (speaker: string) => (await keyOf(here.reads, neighbour.sign.kid, speaker))?.party;
  assert.deepEqual([await speaking(NEIGHBOUR), await speaking(CSIRT)], [NEIGHBOUR, CSIRT]);
});

test('an unconfirmed stranger vouches for nobody and describes nobody', async () => {
  const said: Said = {
    issuer: 'did:web:stranger.example',
    type: 'party-profile',
    claims: { subject: MINISTRY, name: 'Fake', kind: 'state-authority', territory: 'XS', root: testKey().kid },
    at: START,
    origin: 'foreign',
  };
  await using here = await world([...csirt.said, said]);
  assert.equal(await partyOf(here.reads, MINISTRY), undefined);
  assert.equal(await pinnedRoot(here.reads, MINISTRY), undefined);
});

test('an operator reports to the authority its profile names', async () => {
  await using here = await world(everything);
  assert.equal((await authorityOf(here.reads, HOSPITAL))?.party, CSIRT);
  assert.equal(await authorityOf(here.reads, CSIRT), undefined);
});

test('a state is spoken for by a party we host, confirmed or describe, never by an unconfirmed claimant', async () => {
  const usurper = foundingOf(
    'did:web:usurper.example',
    START,
    { name: 'U', kind: 'state-authority', territory: 'XA' },
    'foreign',
  );
  const guest: Said = {
    issuer: CSIRT,
    type: 'party-profile',
    claims: { subject: MINISTRY, name: 'Ministry', kind: 'state-authority', territory: 'XS' },
    at: START,
  };
  await using here = await world([...everything, ...usurper.said, guest]);
  assert.equal((await mandatedAuthority(here.reads, 'XV'))?.party, CSIRT);
  assert.equal((await mandatedAuthority(here.reads, 'XA'))?.party, NEIGHBOUR);
  assert.equal((await mandatedAuthority(here.reads, 'XS'))?.describedBy, CSIRT);
  assert.equal(await mandatedAuthority(here.reads, 'XB'), undefined);
});

test('a party’s own word about itself stands before a description by another', async () => {
  const described: Said = {
    issuer: CSIRT,
    type: 'party-profile',
    claims: { subject: NEIGHBOUR, name: 'Misnamed', kind: 'ngo', territory: 'XV' },
    at: day(2),
  };
  await using here = await world([...everything, described]);
  assert.equal((await partyOf(here.reads, NEIGHBOUR))?.name, 'Arvenia');
});

test('of many profiles of a party the latest counts', async () => {
  const renamed = (name: string): Said => ({
    issuer: CSIRT,
    type: 'party-profile',
    claims: { subject: CSIRT, name, kind: 'csirt', territory: 'XV' },
    at: day(1),
  });
  const names = Array.from({ length: 40 }, (_, at) => `Name ${at}`);
  await using here = await world([...everything, ...names.map(renamed)]);
  assert.equal((await partyOf(here.reads, CSIRT))?.name, 'Name 39');
  assert.equal((await partiesKnown(here.reads)).length, 3);
});

test('a mandate gives its roles while it lasts, to its person, for its party', async () => {
  await using here = await world(everything);
  assert.deepEqual([...(await rolesOf(here.reads, person, CSIRT, day(1)))], ['duty-officer']);
  assert.deepEqual([...(await rolesOf(here.reads, person, CSIRT, day(100)))], []);
  assert.deepEqual([...(await rolesOf(here.reads, person, HOSPITAL, day(1)))], []);
  assert.deepEqual([...(await rolesOf(here.reads, { ...person, person: OTHER }, CSIRT, day(1)))], []);
  assert.deepEqual([...(await rolesOf(here.reads, { kind: 'node' }, CSIRT, day(1)))], []);
});

test('what was said with a key revoked as of an earlier time gives nobody power and takes none away', async () => {
  const thief = `${CSIRT}#01900000-0000-7000-8000-0000000000ff`;
  const stolen = csirt.sign.kid;
  const before = { ...mandate(), signer: stolen };
  const given = { ...mandate({ person: thief, roles: ['administrator'] }, day(4)), signer: stolen };
  const served: Said = {
    issuer: CSIRT,
    type: 'service-relation',
    claims: { party: CSIRT, serves: HOSPITAL },
    at: day(4),
    signer: stolen,
  };
  const pinning: Said = { ...confirmation(neighbour.root.kid), at: day(4), signer: stolen };
  await using here = await world([
    ...csirt.said,
    ...hospital.said,
    ...neighbour.said,
    before,
    given,
    served,
    pinning,
  ]);
  const say = (said: Said) =>
    here.store.transaction((transaction) => partiesView.fold(transaction, [here.record(said)]));
  const [kept] = await mandatesOf(here.reads, CSIRT, day(5), PERSON);
  const claims = { party: CSIRT, mandate: kept!.digest, ended_at: day(4).toString() };
  await say({ issuer: CSIRT, type: 'mandate-end', claims, at: day(4), signer: stolen });
  const state = async () => ({
    persons: (await mandatesOf(here.reads, CSIRT, day(6))).map((one) => one.person),
    serving: (await viewerFor(here.reads, { kind: 'key', party: HOSPITAL }, day(6))).servedBy,
    pinned: await pinnedRoot(here.reads, NEIGHBOUR),
  });
  assert.deepEqual(await state(), { persons: [thief], serving: [CSIRT], pinned: neighbour.root.kid });
  const revoked = { subject: CSIRT, kid: stolen, invalid_after: day(3).toString() };
  const revocation = { issuer: CSIRT, type: 'party-key-revocation', claims: revoked, at: day(5) } as const;
  await say({ ...revocation, signer: csirt.recover.kid });
  assert.deepEqual(await state(), { persons: [PERSON], serving: [], pinned: undefined });
});

test('a mandate that another party states gives nobody a role', async () => {
  await using here = await world([...csirt.said, { ...mandate(), issuer: NEIGHBOUR, origin: 'foreign' }]);
  assert.equal((await rolesOf(here.reads, person, CSIRT, day(1))).size, 0);
});

test('an ended mandate gives no role from its end on', async () => {
  await using here = await world(everything);
  const [given] = await mandatesOf(here.reads, CSIRT, day(1));
  const end: Said = {
    issuer: CSIRT,
    type: 'mandate-end',
    claims: { party: CSIRT, mandate: given!.digest, ended_at: day(2).toString() },
    at: day(2),
  };
  await here.store.transaction((transaction) =>
    partiesView.fold(transaction, [here.record({ ...end, issuer: NEIGHBOUR }), here.record(end)]),
  );
  assert.equal((await rolesOf(here.reads, person, CSIRT, day(1))).size, 1);
  assert.equal((await rolesOf(here.reads, person, CSIRT, day(2))).size, 0);
});

function agreement(members: readonly string[], issuer = CSIRT): Said {
  const claims = { community: COMMUNITY, name: 'Northern Shelf', members, permits: ['mitigation'] };
  return {
    issuer,
    type: 'agreement',
    claims,
    at: START,
    case: COMMUNITY,
    digest: `agreement of ${issuer} ${members}`,
  };
}

function accession(member: string, claims: object = {}): Said {
  const said = { community: COMMUNITY, member, agreement: 'x', ...claims };
  return { issuer: member, type: 'accession', claims: said, at: START, case: COMMUNITY };
}

test('a party is in a community while the text names it and it has acceded', async () => {
  await using here = await world([...everything, agreement([CSIRT, NEIGHBOUR, HOSPITAL]), accession(NEIGHBOUR)]);
  const eyes = async (party: string) => (await viewerFor(here.reads, { kind: 'key', party }, day(1))).communities;
  assert.deepEqual(await eyes(CSIRT), [COMMUNITY]);
  assert.deepEqual(await eyes(NEIGHBOUR), [COMMUNITY]);
  assert.deepEqual(await eyes(HOSPITAL), []);
  assert.deepEqual((await communities(here.reads, day(1)))[0]?.members, [CSIRT, NEIGHBOUR]);
});

test('a party struck from the text, or whose membership ended, is in the community no more', async () => {
  const joined = [
    ...everything,
    agreement([CSIRT, NEIGHBOUR, HOSPITAL]),
    accession(NEIGHBOUR),
    accession(HOSPITAL),
  ];
  const left = accession(HOSPITAL, { valid_until: day(1).toString() });
  await using here = await world([...joined, agreement([CSIRT, HOSPITAL]), left]);
  assert.deepEqual((await communities(here.reads, day(2)))[0]?.members, [CSIRT]);
});

test('a second party cannot rewrite an agreement by stating it again', async () => {
  const seized = agreement([NEIGHBOUR], NEIGHBOUR);
  await using here = await world([...everything, agreement([CSIRT]), seized, accession(NEIGHBOUR)]);
  assert.deepEqual((await communities(here.reads, day(1)))[0]?.members, [CSIRT]);
});

test('a party is served by whoever last said so, until a stated end', async () => {
  const serves = (claims: object = {}): Said => ({
    issuer: CSIRT,
    type: 'service-relation',
    claims: { party: CSIRT, serves: HOSPITAL, ...claims },
    at: START,
  });
  const claimedByOther = { ...serves(), issuer: NEIGHBOUR, claims: { party: CSIRT, serves: MINISTRY } };
  await using here = await world([...everything, serves(), claimedByOther]);
  const eyes = (party: string, at = day(1)) => viewerFor(here.reads, { kind: 'key', party }, at);
  assert.deepEqual((await eyes(HOSPITAL)).servedBy, [CSIRT]);
  assert.deepEqual((await eyes(MINISTRY)).servedBy, []);
  await here.store.transaction((transaction) =>
    partiesView.fold(transaction, [here.record(serves({ valid_until: day(3).toString() }))]),
  );
  assert.deepEqual((await eyes(HOSPITAL, day(4))).servedBy, []);
});

test('a guest looks with its party’s eyes and no person’s, the node with the public’s', async () => {
  await using here = await world(everything);
  const guest = await viewerFor(here.reads, { kind: 'guest', party: MINISTRY, link: 'x' }, day(1));
  assert.deepEqual([guest.party, guest.person], [MINISTRY, null]);
  assert.equal((await viewerFor(here.reads, { kind: 'node' }, day(1))).party, null);
  assert.equal((await viewerFor(here.reads, person, day(1))).person, PERSON);
});

test('however the records are cut into calls, the same rows stand', async () => {
  const said = [...everything, agreement([CSIRT]), accession(NEIGHBOUR)];
  await using whole = await world(said);
  const expected = await rowsOf(whole.reads);
  for (const cut of [1, 2, 3, 7]) {
    await using pieces = await world(said, cut);
    assert.deepEqual(await rowsOf(pieces.reads), expected);
  }
});

test('a case dropped and folded again leaves the rows as they were', async () => {
  await using here = await world(everything);
  const before = await rowsOf(here.reads);
  await here.store.transaction(async (transaction) => {
    await partiesView.drop(transaction, here.records[0]!.case!);
    assert.deepEqual(await partiesKnown(transaction), []);
    await partiesView.fold(transaction, here.records);
  });
  assert.deepEqual(await rowsOf(here.reads), before);
});

test('a late disclosure fills in what was withheld and keeps the first place in the order', async () => {
  await using here = await world(csirt.said);
  const { display_name: _, ...withheld } = mandate().claims;
  const first = here.record({ ...mandate(), claims: withheld, digest: 'm' });
  const later = here.record({ ...mandate(), digest: 'm', claims: { display_name: 'Tomas' }, at: day(3) });
  await here.store.transaction((transaction) => partiesView.fold(transaction, [first, later]));
  const [known] = await mandatesOf(here.reads, CSIRT, day(1));
  assert.deepEqual([known?.name, known?.roles], ['Tomas', ['duty-officer']]);
});

test('a key that was withheld signs once it is shown, and no more once it is erased, also where the chain was read', async () => {
  await using here = await world(csirt.said);
  const next = testKey();
  const claims = { subject: CSIRT, use: 'sign', valid_from: day(2).toString() };
  const said = { issuer: CSIRT, type: 'party-key', at: day(2), signer: csirt.sign.kid, digest: 'k' };
  const fold = (of: Said['claims']) =>
    here.store.transaction((transaction) => partiesView.fold(transaction, [here.record({ ...said, claims: of })]));
  await fold(claims);
  assert.equal(await signingKid(here.reads, CSIRT, day(3)), csirt.sign.kid);
  await fold({ ...claims, key: next.jwk });
  assert.equal(await signingKid(here.reads, CSIRT, day(3)), next.kid);
  await here.store.transaction(async (transaction) => {
    await partiesView.drop(transaction, here.records[0]!.case!);
    await partiesView.fold(transaction, [...here.records, here.record({ ...said, claims })]);
  });
  assert.equal(await signingKid(here.reads, CSIRT, day(3)), csirt.sign.kid);
});

test('a foreign statement with garbled or withheld claims is folded without effect', async () => {
  const garbage: Said[] = [
    'party-profile',
    'party-key',
    'party-key-revocation',
    'mandate',
    'mandate-end',
    'agreement',
    'accession',
    'service-relation',
    'contact-point',
  ].flatMap((type) => [
    { issuer: NEIGHBOUR, type, claims: {}, at: START, origin: 'foreign' as const, case: null },
    {
      issuer: NEIGHBOUR,
      type,
      claims: {
        subject: NEIGHBOUR,
        party: NEIGHBOUR,
        key: { kty: 'EC' },
        kid: 7,
        use: 'sign',
        roles: 'all',
        members: 'all',
        valid_from: 'soon',
        invalid_after: 'never',
        community: COMMUNITY,
        member: NEIGHBOUR,
        person: PERSON,
        valid_until: 12,
        ended_at: 'x',
        mandate: [],
        permits: {},
      },
      at: START,
      origin: 'foreign' as const,
      case: null,
    },
  ]);
  await using here = await world([...everything, ...garbage]);
  assert.equal((await keyOf(here.reads, neighbour.sign.kid))?.party, NEIGHBOUR);
  assert.equal((await rolesOf(here.reads, person, CSIRT, day(1))).size, 1);
  assert.equal((await partyOf(here.reads, NEIGHBOUR))?.name, 'Arvenia');
  assert.deepEqual((await viewerFor(here.reads, { kind: 'key', party: NEIGHBOUR }, day(1))).communities, []);
});

test('a key statement proven before the revocation counts although it reached us after', async () => {
  const rotated = testKey();
  const rotation: Said = {
    issuer: NEIGHBOUR,
    type: 'party-key',
    claims: { subject: NEIGHBOUR, key: rotated.jwk, use: 'sign', valid_from: day(2).toString() },
    at: day(20),
    provenAt: day(2),
    signer: neighbour.sign.kid,
    origin: 'foreign',
  };
  const revocation: Said = {
    issuer: NEIGHBOUR,
    type: 'party-key-revocation',
    claims: { subject: NEIGHBOUR, kid: neighbour.sign.kid, invalid_after: day(5).toString() },
    at: day(20),
    signer: neighbour.recover.kid,
    origin: 'foreign',
  };
  await using here = await world([...everything, rotation, revocation]);
  assert.equal((await keyOf(here.reads, rotated.kid))?.party, NEIGHBOUR);
  const { provenAt: _, ...unproven } = rotation;
  await using late = await world([...everything, unproven, revocation]);
  assert.equal(await keyOf(late.reads, rotated.kid), undefined);
});

test('a state’s authority is found behind any number of newer profiles, and is none once it has moved', async () => {
  const chatter: Said[] = Array.from({ length: 2_100 }, (_, at) => ({
    issuer: CSIRT,
    type: 'party-profile',
    claims: { subject: `did:web:operator-${at}.example`, name: 'x', kind: 'operator', territory: 'XV' },
    at: START,
  }));
  const own = (issuer: string, claims: object): Said => ({
    issuer,
    type: 'party-profile',
    claims: { subject: issuer, name: 'x', kind: 'csirt', ...claims },
    at: START,
  });
  const repeated = Array.from({ length: 50 }, () => own(MINISTRY, { kind: 'state-authority', territory: 'XV' }));
  await using here = await world([...csirt.said, ...hospital.said, ...repeated, ...chatter], 500);
  assert.deepEqual(
    (await mandatedAuthorities(here.reads, 'XV')).map(({ party }) => party),
    [MINISTRY, CSIRT],
    'the state authority before the CSIRT, each once',
  );
  const moved = [own(MINISTRY, { kind: 'state-authority', territory: 'XS' })].map(here.record);
  await here.store.transaction((transaction) => partiesView.fold(transaction, moved));
  assert.deepEqual(
    (await mandatedAuthorities(here.reads, 'XV')).map(({ party }) => party),
    [CSIRT],
  );
  assert.deepEqual(
    (await mandatedAuthorities(here.reads, 'XS')).map(({ party }) => party),
    [MINISTRY],
  );
  const turned = [own(CSIRT, { kind: 'operator', territory: 'XV' })].map(here.record);
  await here.store.transaction((transaction) => partiesView.fold(transaction, turned));
  assert.deepEqual(await mandatedAuthorities(here.reads, 'XV'), []);
});

function restated(claims: object): Said {
  return {
    issuer: NEIGHBOUR,
    type: 'party-profile',
    claims: { subject: NEIGHBOUR, name: 'Ministry', ...claims } as Said['claims'],
    at: day(3),
    origin: 'foreign',
  };
}

test('a neighbour keeps the kind and the state that were confirmed, or that it told first, and its name is its own', async () => {
  const told = { ...confirmation(neighbour.root.kid) };
  const exact: Said = { ...told, claims: { ...told.claims, kind: 'csirt', territory: 'XA' } };
  for (const confirmed of [told, exact]) {
    const turned = restated({ kind: 'state-authority', territory: 'XV' });
    await using here = await world([...csirt.said, confirmed, ...neighbour.said, turned]);
    const { kind, territory, name } = (await partyOf(here.reads, NEIGHBOUR)) ?? {};
    assert.deepEqual([kind, territory, name], ['csirt', 'XA', 'Ministry']);
    const known = (await partiesKnown(here.reads)).find(({ party }) => party === NEIGHBOUR);
    assert.equal(known?.territory, 'XA');
    assert.deepEqual(
      (await mandatedAuthorities(here.reads, 'XV')).map(({ party }) => party),
      [CSIRT],
    );
    assert.equal((await mandatedAuthority(here.reads, 'XA'))?.party, NEIGHBOUR);
  }
});

test('a new confirmation of ours, and nothing else, changes what a neighbour is', async () => {
  const first = confirmation(neighbour.root.kid);
  const anew: Said = {
    ...first,
    claims: { ...first.claims, kind: 'state-authority', territory: 'XB' },
    at: day(5),
  };
  await using here = await world([...everything, anew]);
  assert.deepEqual(await mandatedAuthority(here.reads, 'XA'), undefined);
  assert.equal((await mandatedAuthority(here.reads, 'XB'))?.kind, 'state-authority');
});

test('of a party that nobody here confirmed the first host speaks, of its own state only, and one of ours before it', async () => {
  const other = 'did:web:csirt.sorrel.example';
  const peer = foundingOf(other, START, { name: 'Sorrel', kind: 'csirt', territory: 'XS' }, 'foreign');
  const grid = 'did:web:grid.arvenia.example';
  const [true_root, false_root, own_root] = [testKey().kid, testKey().kid, testKey().kid];
  const describes = (
    issuer: string,
    territory: string,
    root: string,
    origin: 'own' | 'foreign' = 'foreign',
  ): Said => ({
    issuer,
    type: 'party-profile',
    claims: { subject: grid, name: `by ${issuer}`, kind: 'operator', territory, root },
    at: day(2),
    origin,
  });
  const confirmed: Said = { ...confirmation(peer.root.kid), claims: { peer: other, root: peer.root.kid } };
  const base = [...everything, ...peer.said, confirmed];
  const rival = describes(other, 'XS', false_root);
  const foreign = describes(other, 'XA', false_root);
  const host = describes(NEIGHBOUR, 'XA', true_root);
  await using here = await world([...base, foreign, host, rival]);
  assert.equal(await pinnedRoot(here.reads, grid), true_root);
  assert.equal((await partyOf(here.reads, grid))?.territory, 'XA');
  await using ours = await world([...base, host, describes(CSIRT, 'XA', own_root, 'own')]);
  assert.equal(await pinnedRoot(ours.reads, grid), own_root);
});

test('two thousand descriptions by one neighbour hide neither its own word, nor ours, nor another neighbour’s', async () => {
  const flood: Said[] = Array.from({ length: 2_100 }, (_, at) => ({
    issuer: NEIGHBOUR,
    type: 'party-profile',
    claims: { subject: at < 100 ? HOSPITAL : `did:web:x-${at}.example`, name: 'x', kind: 'ngo', territory: 'XA' },
    at: day(2),
    origin: 'foreign',
  }));
  const about: Said[] = Array.from({ length: 2_001 }, () => flood[0]!);
  await using here = await world([...everything, ...flood, ...about], 500);
  const known = new Set((await partiesKnown(here.reads)).map(({ party }) => party));
  for (const party of [CSIRT, HOSPITAL, NEIGHBOUR]) assert.ok(known.has(party), party);
  assert.equal((await partyOf(here.reads, HOSPITAL))?.kind, 'operator');
  assert.equal(
    (await partyOf(here.reads, 'did:web:x-2099.example'))?.describedBy,
    NEIGHBOUR,
    'by name it is found',
  );
});
