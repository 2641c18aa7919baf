import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deliveries } from '#federation/delivery/deliveries.ts';
import type { Ledger } from '#ledger/contract.ts';
import type { Outcome } from '#outcome.ts';
import { viewerFor } from '#parties/view.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { answerGuest, writeDownAnswer } from './guest-answer.ts';
import { GUEST_LINK_DAYS_MOST, guestLinksOf, inviteGuest, openGuestLink, revokeGuestLink } from './guests.ts';

const MINISTRY = 'did:web:communications.sorrel.example';
const OF_CSIRT = { party: CSIRT, person: null, servedBy: [], communities: [] };

/** A report that the CSIRT released to a ministry without a node, and how to invite that ministry. */
async function world() {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await openPartyNode());
  const csirt = await node.found(CSIRT_FOUNDING);
  await node.found(HOSPITAL_FOUNDING);
  const tomas = node.person(csirt, 'Tomas');
  const mira = node.person(csirt, 'Mira');
  const ministry = { subject: MINISTRY, name: 'Ministry', kind: 'state-authority', territory: 'XS' };
  await node.say(tomas, { type: 'party-profile', issuer: CSIRT, case: csirt.case, claims: ministry });
  const { claims } = JSON.parse(
    readFileSync(new URL('../../../examples/alert-hospital.json', import.meta.url), 'utf8'),
  );
  const { reported_to: _, ...said } = claims;
  const caseId = crypto.randomUUID();
  const target = await node.say(tomas, { type: 'incident-alert', issuer: CSIRT, case: caseId, claims: said });
  const release = await node.say(tomas, {
    type: 'release',
    issuer: CSIRT,
    case: caseId,
    claims: {
      target,
      to: MINISTRY,
      claims: ['affected_states', 'incident_type'].filter((name) => name in said),
      channel: 'csirt',
      hides_victim: true,
    },
    approvals: [mira.person],
  });
  const invite = (changes: object = {}) =>
    inviteGuest(
      node.connection,
      {
        release,
        target,
        case: caseId,
        guest: MINISTRY,
        host: CSIRT,
        contact: 'Ama Forde',
        createdBy: tomas.person,
        expiresAt: node.clock.now.add({ hours: 48 }),
        ...changes,
      },
      node.clock.now,
    );
  const secretOf = async () => {
    const invited = await invite();
    assert.ok(invited.ok);
    return invited.value;
  };
  const opened = stack.move();
  return {
    node,
    csirt,
    tomas,
    target,
    release,
    invite,
    secretOf,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

const answered = { name: 'Ama Forde', note: 'Read, our operators are told.' };

test('a guest reads what was released to its party, and nothing else', async () => {
  await using here = await world();
  const { secret } = await here.secretOf();
  const link = await openGuestLink(here.node.connection, secret, here.node.clock.now);
  assert.ok(link.ok);
  const eyes = await viewerFor(
    here.node.connection,
    { kind: 'guest', party: link.value.guest, link: link.value.id },
    here.node.clock.now,
  );
  const shown = await here.node.reader.statement(here.target, eyes);
  assert.ok(shown?.withheld === true);
  assert.equal(shown.claims.has('author'), false);
});

test('a guest’s answer becomes a receipt and an acknowledgement of lower assurance, in the host’s name', async () => {
  await using here = await world();
  const { secret } = await here.secretOf();
  const answer = await answerGuest(here.node, secret, answered);
  assert.ok(answer.ok, answer.ok ? '' : `${answer.refusal.code} ${answer.refusal.sentence}`);
  const [delivery] = await deliveries(here.node.connection, { releases: [here.release] });
  assert.equal(delivery?.state, 'acknowledged');
  assert.deepEqual(
    [delivery?.receipt?.by, delivery?.receipt?.assurance, delivery?.receipt?.via],
    [MINISTRY, 'lower', 'guest-link'],
  );
  const [acknowledgement] = delivery!.acknowledgements;
  assert.deepEqual([acknowledgement?.assurance, acknowledgement?.digest], ['lower', answer.value.acknowledgement]);
  const shown = await here.node.reader.statement(answer.value.acknowledgement, OF_CSIRT);
  assert.deepEqual([shown?.issuer, shown?.claims.get('person_name')?.value], [CSIRT, 'Ama Forde']);
  assert.equal(shown?.claims.get('note')?.value, answered.note);
  const person = shown?.claims.get('person')?.value;
  assert.ok(typeof person === 'string' && person.startsWith(`${MINISTRY}#`));
});

test('what a guest answers by telephone is written down by an officer, who is named', async () => {
  await using here = await world();
  const { id } = await here.secretOf();
  const told = { ...answered, via: 'telephone' as const };
  const stranger = { ...here.tomas, party: HOSPITAL, person: here.tomas.person.replace(CSIRT, HOSPITAL) };
  assert.equal(codeOf(await writeDownAnswer(here.node, stranger, id, told)), 'guest-link-not-valid');
  const narrow = { ...here.tomas, scopes: ['read'] };
  assert.equal(codeOf(await writeDownAnswer(here.node, narrow, id, told)), 'scope-missing');
  const answer = await writeDownAnswer(here.node, here.tomas, id, told);
  assert.ok(answer.ok, answer.ok ? '' : answer.refusal.sentence);
  const own = { party: CSIRT, person: null, servedBy: [], communities: [] };
  const shown = await here.node.reader.statement(answer.value.acknowledgement, own);
  assert.deepEqual(
    [shown?.claims.get('via')?.value, shown?.claims.get('author')?.value],
    ['telephone', here.tomas.person],
  );
});

test('a link answers once: a second answer is refused and says nothing', async () => {
  await using here = await world();
  const { secret } = await here.secretOf();
  await answerGuest(here.node, secret, answered);
  assert.equal(codeOf(await answerGuest(here.node, secret, { name: 'Somebody else' })), 'guest-link-used');
  const [delivery] = await deliveries(here.node.connection, { releases: [here.release] });
  assert.equal(delivery?.acknowledgements.length, 1);
  assert.equal(codeOf(await openGuestLink(here.node.connection, secret, here.node.clock.now)), 'accepted');
});

test('an answer sent twice at once has one effect', async () => {
  await using here = await world();
  const { secret } = await here.secretOf();
  const both = await Promise.all([
    answerGuest(here.node, secret, answered),
    answerGuest(here.node, secret, answered),
  ]);
  const digests = both.flatMap((outcome) => (outcome.ok ? [outcome.value.acknowledgement] : []));
  assert.ok(digests.length >= 1);
  assert.equal(new Set(digests).size, 1);
  const [delivery] = await deliveries(here.node.connection, { releases: [here.release] });
  assert.equal(delivery?.acknowledgements.length, 1);
});

test('an answer broken off by a crash at either statement is finished with the first words', async () => {
  for (const crashAt of [1, 2]) {
    await using here = await world();
    const { secret } = await here.secretOf();
    let count = 0;
    const crashing: Ledger = {
      ...here.node.ledger,
      async submit(submission) {
        const done = await here.node.ledger.submit(submission);
        count += 1;
        if (count === crashAt) throw new Error('power cut', { cause: done });
        return done;
      },
    };
    await assert.rejects(answerGuest({ ...here.node, ledger: crashing }, secret, answered), /power cut/);
    here.node.clock.now = here.node.clock.now.add({ minutes: 30 });
    assert.equal(codeOf(await answerGuest(here.node, secret, { name: 'Later words' })), 'accepted');
    const [delivery] = await deliveries(here.node.connection, { releases: [here.release] });
    assert.equal(delivery?.acknowledgements.length, 1);
    const shown = await here.node.reader.statement(delivery.acknowledgements[0]?.digest ?? '', OF_CSIRT);
    assert.equal(shown?.claims.get('note')?.value, answered.note);
  }
});

test('a link that is made up, altered, revoked or over opens nothing', async () => {
  await using here = await world();
  const { connection, clock } = here.node;
  const { id, secret } = await here.secretOf();
  for (const wrong of ['', `${secret}A`, secret.slice(1), secret.toLowerCase(), id]) {
    assert.equal(codeOf(await openGuestLink(connection, wrong, clock.now)), 'guest-link-not-valid');
  }
  assert.equal(
    codeOf(await openGuestLink(connection, secret, clock.now.add({ hours: 48 }))),
    'guest-link-expired',
  );
  assert.equal(codeOf(await revokeGuestLink(connection, HOSPITAL, id, clock.now)), 'guest-link-not-valid');
  assert.equal(codeOf(await revokeGuestLink(connection, CSIRT, id, clock.now)), 'accepted');
  assert.equal(codeOf(await openGuestLink(connection, secret, clock.now)), 'guest-link-not-valid');
  assert.equal(codeOf(await answerGuest(here.node, secret, answered)), 'guest-link-not-valid');
});

test('an expired link is not answered either', async () => {
  await using here = await world();
  const { secret } = await here.secretOf();
  here.node.clock.now = here.node.clock.now.add({ hours: 48 });
  assert.equal(codeOf(await answerGuest(here.node, secret, answered)), 'guest-link-expired');
  assert.equal(await here.node.receiptOf(here.release), null);
});

test('an answered link is not revoked', async () => {
  await using here = await world();
  const { id, secret } = await here.secretOf();
  await answerGuest(here.node, secret, answered);
  assert.equal(
    codeOf(await revokeGuestLink(here.node.connection, CSIRT, id, here.node.clock.now)),
    'guest-link-not-valid',
  );
});

test('a second link for the same release answers on the same receipt', async () => {
  await using here = await world();
  const [one, two] = [await here.secretOf(), await here.secretOf()];
  assert.ok((await answerGuest(here.node, one.secret, answered)).ok);
  assert.ok((await answerGuest(here.node, two.secret, { name: 'Deputy' })).ok);
  const [delivery] = await deliveries(here.node.connection, { releases: [here.release] });
  assert.equal(delivery?.acknowledgements.length, 2);
  assert.equal((await guestLinksOf(here.node.connection, CSIRT, here.release)).length, 2);
});

test('only the authority that describes a party invites it, for a bounded time', async () => {
  await using here = await world();
  assert.equal(codeOf(await here.invite({ host: HOSPITAL })), 'guest-of-another');
  assert.equal(codeOf(await here.invite({ guest: HOSPITAL })), 'guest-of-another');
  assert.equal(codeOf(await here.invite({ guest: 'did:web:unknown.example' })), 'guest-of-another');
  const { now } = here.node.clock;
  assert.equal(codeOf(await here.invite({ expiresAt: now })), 'guest-link-lifetime');
  const late = now.add({ hours: 24 * GUEST_LINK_DAYS_MOST + 1 });
  assert.equal(codeOf(await here.invite({ expiresAt: late })), 'guest-link-lifetime');
});

test('an answer without a name or with an endless note is refused and leaves the link open', async () => {
  await using here = await world();
  const { secret } = await here.secretOf();
  for (const wrong of [{ name: ' ' }, { name: 'x'.repeat(201) }, { name: 'A', note: 'x'.repeat(2001) }]) {
    assert.equal(codeOf(await answerGuest(here.node, secret, wrong)), 'guest-answer-malformed');
  }
  assert.equal(codeOf(await answerGuest(here.node, secret, answered)), 'accepted');
});

test('a guest link’s secret is stored nowhere', async () => {
  await using here = await world();
  const { secret } = await here.secretOf();
  const rows = await here.node.connection
    .$extendTables<{ guest_link: object }>()
    .selectFrom('guest_link')
    .selectAll()
    .execute();
  assert.equal(JSON.stringify(rows).includes(secret), false);
});
