import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '#outcome.ts';
import { PARTY_TABLE_SETS } from '#parties/parties.ts';
import type { Connection } from '#store/connection.ts';
import { createTables } from '#store/table-set.ts';
import { SoftAuthenticator } from '#testing/authenticator.ts';
import { CSIRT, CSIRT_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { temporaryStore } from '#testing/party-records.ts';
import { CEREMONY_MINUTES } from './ceremony.ts';
import { ENROLMENT_HOURS, enrolmentOf, issueEnrolment } from './enrolment.ts';
import { identities } from './identities.ts';
import {
  beginRegistration,
  beginSignIn,
  finishRegistration,
  finishSignIn,
  PASSKEYS_PER_PERSON,
  passkeysOf,
  relyingPartyOf,
  removePasskey,
} from './passkeys.ts';
import { openSeats } from './seats.ts';
import {
  closeSession,
  closeSessionsOf,
  openSession,
  SESSION_HOURS,
  SESSION_IDLE_MINUTES,
  sessionOf,
} from './session.ts';
import { issueToken, revokeToken, TOKEN_SCOPES_MOST, TOKENS_PER_PERSON, tokenHolder, tokensOf } from './tokens.ts';

const PERSON = `${CSIRT}#01900000-0000-7000-8000-000000000001`;
const WHO = { person: PERSON, party: CSIRT };
const START = Temporal.Instant.from('2026-03-01T08:00:00Z');
const HERE = relyingPartyOf('https://node.veldmark.example', 'Veldmark');

async function privateStore() {
  const store = await temporaryStore();
  await createTables(store, PARTY_TABLE_SETS);
  return store;
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

const after = (minutes: number) => START.add({ minutes });

test('a session signs its person in until its shift is over', async () => {
  await using store = await privateStore();
  const secret = await openSession(store.connection, { ...WHO, how: 'passkey' }, START);
  for (let minute = 0; minute < SESSION_HOURS * 60; minute += SESSION_IDLE_MINUTES - 1) {
    const session = await sessionOf(store.connection, secret, after(minute));
    assert.equal(session.ok && session.value.person, PERSON);
  }
  assert.equal(codeOf(await sessionOf(store.connection, secret, after(SESSION_HOURS * 60))), 'session-expired');
});

test('a session left idle ends', async () => {
  await using store = await privateStore();
  const secret = await openSession(store.connection, { ...WHO, how: 'passkey' }, START);
  assert.equal(codeOf(await sessionOf(store.connection, secret, after(SESSION_IDLE_MINUTES - 1))), 'accepted');
  const idle = after(2 * SESSION_IDLE_MINUTES);
  assert.equal(codeOf(await sessionOf(store.connection, secret, idle)), 'session-expired');
});

test('a session secret is stored as a hash, and neither the hash nor a guess signs anybody in', async () => {
  await using store = await privateStore();
  const secret = await openSession(store.connection, { ...WHO, how: 'passkey' }, START);
  const [row] = await store.connection
    .$extendTables<{ session: { hash: string } }>()
    .selectFrom('session')
    .selectAll()
    .execute();
  assert.equal(JSON.stringify(row).includes(secret), false);
  for (const guess of [row!.hash, `${secret}x`, secret.slice(1), '']) {
    assert.equal(codeOf(await sessionOf(store.connection, guess, START)), 'session-expired');
  }
});

test('a session ends when its person signs out, and all of a person’s at once when a device is lost', async () => {
  await using store = await privateStore();
  const open = () => openSession(store.connection, { ...WHO, how: 'passkey' as const }, START);
  const [one, two, three] = [await open(), await open(), await open()];
  await closeSession(store.connection, one, START);
  assert.equal(codeOf(await sessionOf(store.connection, one, START)), 'session-expired');
  assert.equal(codeOf(await sessionOf(store.connection, two, START)), 'accepted');
  assert.equal(await closeSessionsOf(store.connection, PERSON, START), 2);
  assert.equal(codeOf(await sessionOf(store.connection, three, START)), 'session-expired');
});

async function newToken(connection: Connection, scopes: readonly string[] = ['read'], days = 30) {
  const expiresAt = START.add({ hours: 24 * days });
  return issueToken(connection, { ...WHO, label: 'export', scopes, expiresAt }, START);
}

test('a token is shown once, stored as a hash, and names its holder', async () => {
  await using store = await privateStore();
  const issued = await newToken(store.connection, ['read', 'author:incident-*']);
  assert.ok(issued.ok);
  const rows = await store.connection
    .$extendTables<{ api_token: object }>()
    .selectFrom('api_token')
    .selectAll()
    .execute();
  assert.equal(JSON.stringify(rows).includes(issued.value.token.slice(-43)), false);
  const holder = await tokenHolder(store.connection, issued.value.token, START);
  assert.deepEqual(holder.ok && holder.value.scopes, ['read', 'author:incident-*']);
  assert.ok((await tokensOf(store.connection, CSIRT))[0]?.usedAt?.equals(START));
});

test('a token carries as many scopes as are taken, and one more is refused with the number in words and stored nowhere', async () => {
  await using store = await privateStore();
  const scopes = Array.from({ length: TOKEN_SCOPES_MOST + 1 }, (_, index) => `author:incident-${index}`);
  const most = await newToken(store.connection, scopes.slice(0, TOKEN_SCOPES_MOST));
  assert.ok(most.ok);
  const holder = await tokenHolder(store.connection, most.value.token, START);
  assert.equal(holder.ok && holder.value.scopes.length, TOKEN_SCOPES_MOST);
  const beyond = await newToken(store.connection, scopes);
  assert.ok(!beyond.ok);
  assert.deepEqual(beyond.refusal, {
    code: 'token-scope-unknown',
    sentence: `Name 1 to ${TOKEN_SCOPES_MOST} scopes, as "read" or "author:incident-*".`,
    place: 'scopes',
  });
  assert.equal((await tokensOf(store.connection, CSIRT)).length, 1);
});

test('a token that is altered, expired, revoked or made up is one and the same refusal', async () => {
  await using store = await privateStore();
  const [good, other] = [await newToken(store.connection), await newToken(store.connection)];
  assert.ok(good.ok && other.ok);
  const { token, id } = good.value;
  const crossed = token.replace(id, other.value.id);
  for (const wrong of [crossed, `${token}A`, token.toUpperCase(), 'comity_x', '', token.slice(0, -1)]) {
    assert.equal(codeOf(await tokenHolder(store.connection, wrong, START)), 'token-not-valid');
  }
  assert.equal(
    codeOf(await tokenHolder(store.connection, token, START.add({ hours: 24 * 30 }))),
    'token-not-valid',
  );
  assert.equal(codeOf(await revokeToken(store.connection, { id, party: CSIRT }, START)), 'accepted');
  assert.equal(codeOf(await tokenHolder(store.connection, token, START)), 'token-not-valid');
  assert.equal(codeOf(await revokeToken(store.connection, { id, party: CSIRT }, START)), 'token-unknown');
});

test('a token is revoked by its person or its party’s administrator, by nobody else', async () => {
  await using store = await privateStore();
  const issued = await newToken(store.connection);
  assert.ok(issued.ok);
  const { id } = issued.value;
  const other = { id, party: 'did:web:other.example' };
  assert.equal(codeOf(await revokeToken(store.connection, other, START)), 'token-unknown');
  const colleague = { id, party: CSIRT, person: `${PERSON.slice(0, -1)}2` };
  assert.equal(codeOf(await revokeToken(store.connection, colleague, START)), 'token-unknown');
  assert.equal(codeOf(await revokeToken(store.connection, { id, ...WHO }, START)), 'accepted');
});

test('a token has scopes that exist, an end within a year, and not too many siblings', async () => {
  await using store = await privateStore();
  for (const scope of ['approve', 'everything', 'author:', 'author:Incident', 'read*', '*', 'author:*-alert']) {
    assert.equal(codeOf(await newToken(store.connection, [scope])), 'token-scope-unknown', scope);
  }
  assert.equal(codeOf(await newToken(store.connection, [])), 'token-scope-unknown');
  assert.equal(codeOf(await newToken(store.connection, ['read'], 400)), 'token-lifetime');
  assert.equal(codeOf(await newToken(store.connection, ['read'], 0)), 'token-lifetime');
  for (let count = 0; count < TOKENS_PER_PERSON; count += 1) assert.ok((await newToken(store.connection)).ok);
  assert.equal(codeOf(await newToken(store.connection)), 'too-many-tokens');
});

test('an enrolment code enrols its person within a day, read as people read codes out', async () => {
  await using store = await privateStore();
  const code = await issueEnrolment(store.connection, { ...WHO, name: 'Tomas' }, START);
  const spoken = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  assert.equal(codeOf(await enrolmentOf(store.connection, spoken, START)), 'accepted');
  assert.equal(codeOf(await enrolmentOf(store.connection, 'AAAAA-AAAAA-AAAAA', START)), 'enrolment-code-invalid');
  const tomorrow = START.add({ hours: ENROLMENT_HOURS });
  assert.equal(codeOf(await enrolmentOf(store.connection, code, tomorrow)), 'enrolment-code-invalid');
});

test('a new code for a person voids the one before', async () => {
  await using store = await privateStore();
  const first = await issueEnrolment(store.connection, { ...WHO, name: 'Tomas' }, START);
  await issueEnrolment(store.connection, { ...WHO, name: 'Tomas' }, START);
  assert.equal(codeOf(await enrolmentOf(store.connection, first, START)), 'enrolment-code-invalid');
});

async function enrol(connection: Connection, authenticator = new SoftAuthenticator(HERE.origin)) {
  const code = await issueEnrolment(connection, { ...WHO, name: 'Tomas' }, START);
  const begun = await beginRegistration(connection, HERE, code, START);
  assert.ok(begun.ok);
  const response = authenticator.register(begun.value.options.challenge);
  const finished = await finishRegistration(
    connection,
    HERE,
    begun.value.ceremony,
    { response, label: 'key' },
    START,
  );
  return { authenticator, code, begun: begun.value, response, finished };
}

test('a person enrols a passkey with a code and signs in with it', async () => {
  await using store = await privateStore();
  const { authenticator, finished } = await enrol(store.connection);
  assert.deepEqual(finished, { ok: true, value: WHO });
  const begun = await beginSignIn(store.connection, HERE, START);
  const response = authenticator.signIn(begun.options.challenge);
  assert.deepEqual(await finishSignIn(store.connection, HERE, begun.ceremony, response, START), {
    ok: true,
    value: WHO,
  });
});

test('an enrolment code works once, and a passkey is registered once', async () => {
  await using store = await privateStore();
  const { code, authenticator } = await enrol(store.connection);
  assert.equal(codeOf(await beginRegistration(store.connection, HERE, code, START)), 'enrolment-code-invalid');
  assert.equal(codeOf((await enrol(store.connection, authenticator)).finished), 'passkey-already-registered');
});

test('of two registrations begun with one code the second is refused', async () => {
  await using store = await privateStore();
  const code = await issueEnrolment(store.connection, { ...WHO, name: 'Tomas' }, START);
  const answers: string[] = [];
  const begun = [
    await beginRegistration(store.connection, HERE, code, START),
    await beginRegistration(store.connection, HERE, code, START),
  ];
  for (const one of begun) {
    assert.ok(one.ok);
    const response = new SoftAuthenticator(HERE.origin).register(one.value.options.challenge);
    answers.push(
      codeOf(await finishRegistration(store.connection, HERE, one.value.ceremony, { response, label: '' }, START)),
    );
  }
  assert.deepEqual(answers, ['accepted', 'enrolment-code-invalid']);
  assert.equal((await passkeysOf(store.connection, PERSON)).length, 1);
});

test('an assertion replayed is refused, whether it was answered or not', async () => {
  await using store = await privateStore();
  const { authenticator } = await enrol(store.connection);
  const begun = await beginSignIn(store.connection, HERE, START);
  const response = authenticator.signIn(begun.options.challenge);
  assert.equal(codeOf(await finishSignIn(store.connection, HERE, begun.ceremony, response, START)), 'accepted');
  assert.equal(
    codeOf(await finishSignIn(store.connection, HERE, begun.ceremony, response, START)),
    'ceremony-unknown',
  );
  const next = await beginSignIn(store.connection, HERE, START);
  assert.equal(
    codeOf(await finishSignIn(store.connection, HERE, next.ceremony, response, START)),
    'passkey-not-valid',
  );
});

test('one assertion sent twice at once signs in once', async () => {
  await using store = await privateStore();
  const { authenticator } = await enrol(store.connection);
  const begun = await beginSignIn(store.connection, HERE, START);
  const response = authenticator.signIn(begun.options.challenge);
  const both = await Promise.all(
    [1, 2].map(() => finishSignIn(store.connection, HERE, begun.ceremony, response, START)),
  );
  assert.deepEqual(both.map(codeOf).sort(), ['accepted', 'ceremony-unknown']);
});

test('an assertion from another site, of another kind, without the person verified, or of a copied key is refused', async () => {
  await using store = await privateStore();
  const { authenticator } = await enrol(store.connection);
  const attempt = async (bent: object) => {
    const begun = await beginSignIn(store.connection, HERE, START);
    const response = authenticator.signIn(begun.options.challenge, bent);
    return codeOf(await finishSignIn(store.connection, HERE, begun.ceremony, response, START));
  };
  assert.equal(await attempt({ counter: 9 }), 'accepted');
  assert.equal(await attempt({ origin: 'https://node-veldmark.example', counter: 10 }), 'passkey-not-valid');
  assert.equal(await attempt({ rpId: 'veldmark.example', counter: 10 }), 'passkey-not-valid');
  assert.equal(await attempt({ type: 'webauthn.create', counter: 10 }), 'passkey-not-valid');
  assert.equal(await attempt({ verified: false, counter: 10 }), 'passkey-not-valid');
  assert.equal(await attempt({ counter: 9 }), 'passkey-not-valid');
  assert.equal(await attempt({ counter: 10 }), 'accepted');
});

test('a passkey that nobody enrolled, garbage, and an answer too late sign nobody in', async () => {
  await using store = await privateStore();
  const { authenticator } = await enrol(store.connection);
  const answer = async (response: unknown, at = START) => {
    const begun = await beginSignIn(store.connection, HERE, START);
    const asked = typeof response === 'function' ? response(begun.options.challenge) : response;
    return codeOf(await finishSignIn(store.connection, HERE, begun.ceremony, asked, at));
  };
  const stranger = new SoftAuthenticator(HERE.origin);
  assert.equal(await answer((challenge: string) => stranger.signIn(challenge)), 'passkey-unknown');
  assert.equal(await answer({ id: authenticator.id, response: {} }), 'passkey-not-valid');
  const late = after(CEREMONY_MINUTES);
  assert.equal(await answer((challenge: string) => authenticator.signIn(challenge), late), 'ceremony-expired');
  const begun = await beginSignIn(store.connection, HERE, START);
  const response = authenticator.register(begun.options.challenge);
  const crossed = await finishRegistration(store.connection, HERE, begun.ceremony, { response, label: '' }, START);
  assert.equal(codeOf(crossed), 'ceremony-unknown');
});

test('a removed passkey signs nobody in, and a person has a bounded number of them', async () => {
  await using store = await privateStore();
  const { authenticator } = await enrol(store.connection);
  assert.equal(
    codeOf(await removePasskey(store.connection, `${CSIRT}#other`, authenticator.id)),
    'passkey-unknown',
  );
  assert.equal(codeOf(await removePasskey(store.connection, PERSON, authenticator.id)), 'accepted');
  const begun = await beginSignIn(store.connection, HERE, START);
  const response = authenticator.signIn(begun.options.challenge);
  assert.equal(
    codeOf(await finishSignIn(store.connection, HERE, begun.ceremony, response, START)),
    'passkey-unknown',
  );
  for (let count = 0; count < PASSKEYS_PER_PERSON; count += 1) await enrol(store.connection);
  const code = await issueEnrolment(store.connection, { ...WHO, name: 'Tomas' }, START);
  assert.equal(codeOf(await beginRegistration(store.connection, HERE, code, START)), 'too-many-passkeys');
});

test('seats exist only in a demo whose realm is an exercise', () => {
  assert.equal(codeOf(openSeats({ demo: true, realm: 'live' }, [])), 'seats-not-offered');
  assert.equal(codeOf(openSeats({ demo: false, realm: 'exercise:demo' }, [])), 'seats-not-offered');
  assert.equal(codeOf(openSeats({ demo: false, realm: 'live' }, [])), 'seats-not-offered');
  assert.equal(codeOf(openSeats({ demo: true, realm: 'exercise:demo' }, [])), 'accepted');
});

test('a seat signs its person in, a seat nobody is mandated for signs in nobody', async () => {
  await using node = await openPartyNode();
  const founded = await node.found(CSIRT_FOUNDING);
  const tomas = node.person(founded, 'Tomas');
  const list = [
    { name: 'duty-officer', person: tomas.person, party: CSIRT },
    { name: 'ghost', person: PERSON, party: CSIRT },
  ];
  const seats = openSeats({ demo: true, realm: 'exercise:demo' }, list);
  assert.ok(seats.ok);
  const secret = await seats.value.sit(node.connection, 'duty-officer', node.clock.now);
  assert.ok(secret.ok);
  const known = await identities(node.connection, () => node.clock.now).fromSession(secret.value);
  assert.deepEqual([known?.name, known?.partyName, known?.actor.party], ['Tomas', CSIRT_FOUNDING.name, CSIRT]);
  assert.equal(codeOf(await seats.value.sit(node.connection, 'ghost', node.clock.now)), 'person-not-mandated');
  assert.equal(codeOf(await seats.value.sit(node.connection, 'king', node.clock.now)), 'seat-unknown');
});

test('a token without the scope to read has the public’s eyes', async () => {
  await using node = await openPartyNode();
  const founded = await node.found(CSIRT_FOUNDING);
  const { person, party } = node.person(founded, 'Mira');
  const door = identities(node.connection, () => node.clock.now);
  const eyes = async (scopes: string[]) => {
    const expiresAt = node.clock.now.add({ hours: 1 });
    const token = await issueToken(
      node.connection,
      { person, party, label: '', scopes, expiresAt },
      node.clock.now,
    );
    assert.ok(token.ok);
    return (await door.fromToken(token.value.token))?.viewer.party;
  };
  assert.equal(await eyes(['author:incident-*']), null);
  assert.equal(await eyes(['author:incident-*', 'read']), CSIRT);
});

test('whoever’s mandate has ended is nobody, though the session or token has not', async () => {
  await using node = await openPartyNode();
  const founded = await node.found(CSIRT_FOUNDING);
  const mira = node.person(founded, 'Mira');
  const who = { person: mira.person, party: CSIRT };
  const secret = await openSession(node.connection, { ...who, how: 'passkey' }, node.clock.now);
  const expiresAt = node.clock.now.add({ hours: 24 });
  const token = await issueToken(
    node.connection,
    { ...who, label: 'x', scopes: ['read'], expiresAt },
    node.clock.now,
  );
  assert.ok(token.ok);
  const door = identities(node.connection, () => node.clock.now);
  assert.deepEqual([...(await door.fromSession(secret))!.roles], ['approver']);
  assert.partialDeepStrictEqual((await door.fromToken(token.value.token))!.actor, {
    kind: 'person',
    ...who,
    scopes: ['read'],
  });
  const mandate = await node.connection
    .$extendTables<{ party_mandate: { digest: string; display_name: string } }>()
    .selectFrom('party_mandate')
    .select('digest')
    .where('display_name', '=', 'Mira')
    .executeTakeFirstOrThrow();
  const ended_at = node.clock.now.toString();
  const draft = {
    type: 'mandate-end',
    issuer: CSIRT,
    case: founded.case,
    claims: { party: CSIRT, mandate: mandate.digest, ended_at },
  };
  const actor = node.person(founded, 'Tomas');
  assert.equal(codeOf(await node.ledger.submit({ kind: 'draft', actor, draft })), 'accepted');
  assert.equal(await door.fromSession(secret), null);
  assert.equal(await door.fromToken(token.value.token), null);
});
