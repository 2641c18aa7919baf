import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { searched } from '#desk/testing/searched.ts';
import type { Outcome } from '#outcome.ts';
import { viewerFor } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { summarise } from './case/summary.ts';
import { proposeRelay } from './relay/relay.ts';
import { type IncidentNode, NOBODY, openIncidentNode } from './testing/incident-node.ts';

let here: IncidentNode;

before(async () => {
  here = await openIncidentNode();
});
after(() => here[Symbol.asyncDispose]());

const ALERT: Readonly<Record<string, JsonValue>> = {
  danger_to_life: 'yes',
  incident_type: 'availability/sabotage',
  malicious: 'suspected',
  noticed_at: '2026-03-01T07:40Z',
  sectors: ['health'],
  affected_states: ['XV', 'XA'],
  effects: [{ kind: 'care-delayed', people: { best: 400 } }],
  description: 'At Sankt Orla the screens are dark',
  reported_to: CSIRT,
};

function appended(outcome: Outcome<{ digest: string } | null>): string {
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.refusal.code}: ${outcome.refusal.sentence}`);
  return outcome.value!.digest;
}

function code(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'yes' : outcome.refusal.code;
}

/** The hospital's alert, released to its CSIRT as it would be. */
async function reported(caseId: string): Promise<string> {
  const { Ilse } = here.people;
  const alert = appended(await here.say(Ilse, 'incident-alert', caseId, ALERT));
  const release = { target: alert, to: CSIRT, claims: 'all', channel: 'csirt', hides_victim: false };
  appended(await here.say(Ilse, 'release', caseId, release));
  return alert;
}

async function shownTo(person: { kind: 'person'; person: string; party: string }, caseId: string) {
  return here.reader.case(caseId, await viewerFor(here.node.connection, person, here.node.clock.now));
}

test('an alert goes in, and its authority reads it once it is released, the public never', async () => {
  const caseId = crypto.randomUUID();
  appended(await here.say(here.people.Ilse, 'incident-alert', caseId, ALERT));
  assert.deepEqual(await shownTo(here.people.Tomas, caseId), []);
  const released = crypto.randomUUID();
  await reported(released);
  const seen = await shownTo(here.people.Tomas, released);
  assert.equal(
    summarise(seen, { party: CSIRT, kind: 'csirt', territory: 'XV' }).answers.danger.current[0]?.value,
    'yes',
  );
  assert.deepEqual(await here.reader.case(released, NOBODY), []);
});

test('the authority relays in its own name with a second person, and the relay says nothing of the victim', async () => {
  const caseId = crypto.randomUUID();
  const alert = await reported(caseId);
  const shown = await shownTo(here.people.Tomas, caseId);
  const proposal = proposeRelay(shown, { party: CSIRT, territory: 'XV', authorityOf: new Map() }, caseId);
  assert.ok(proposal.ok);
  const { claims } = proposal.value.draft;
  assert.equal(code(await here.say(here.people.Tomas, 'incident-report', caseId, claims)), 'second-person-needed');
  const relay = appended(
    await here.say(here.people.Tomas, 'incident-report', caseId, claims, [here.people.Mira.person]),
  );
  const seen = await here.reader.statement(
    relay,
    await viewerFor(here.node.connection, here.people.Tomas, here.node.clock.now),
  );
  assert.deepEqual(seen?.claims.get('based_on')?.value, [alert]);
  assert.ok(!JSON.stringify([...seen!.claims.values()]).includes('Orla'));
});

test('the author cannot be the second person, nor can somebody without the mandate', async () => {
  const caseId = crypto.randomUUID();
  const alert = await reported(caseId);
  const { description: _text, reported_to: _to, ...rest } = ALERT;
  const claims = { ...rest, based_on: [alert] };
  const { Tomas, Ilse } = here.people;
  assert.equal(code(await here.say(Tomas, 'incident-report', caseId, claims, [Tomas.person])), 'self-approval');
  assert.equal(
    code(await here.say(Tomas, 'incident-report', caseId, claims, [Ilse.person])),
    'approval-not-mandated',
  );
});

test('roles are asked before rules: a lawyer reports nothing, an operator warns nobody', async () => {
  const caseId = crypto.randomUUID();
  const { Henrik, Ilse } = here.people;
  assert.equal(code(await here.say(Henrik, 'incident-alert', caseId, ALERT)), 'not-mandated');
  assert.equal(
    code(await here.say(Ilse, 'public-warning', caseId, { headline: 'x', summary: 'x', advice: 'x' })),
    'not-mandated',
  );
});

test('a false alarm is withdrawn by its speaker once, and by nobody else', async () => {
  const caseId = crypto.randomUUID();
  const alert = await reported(caseId);
  const withdrawal = { withdraws: [alert], reason: 'false-alarm' };
  const { Ilse, Tomas } = here.people;
  assert.equal(code(await here.say(Tomas, 'incident-withdrawal', caseId, withdrawal)), 'reference-not-known');
  appended(await here.say(Ilse, 'incident-withdrawal', caseId, withdrawal));
  assert.equal(code(await here.say(Ilse, 'incident-withdrawal', caseId, withdrawal)), 'already-withdrawn');
  assert.equal(code(await here.say(Ilse, 'incident-update', caseId, { stage: 'ongoing' })), 'thread-withdrawn');
  assert.equal(summarise(await shownTo(Ilse, caseId), { party: HOSPITAL }).status.state, 'withdrawn');
});

test('of two withdrawals sent at once, one is accepted and the other told that it is withdrawn already', async () => {
  const caseId = crypto.randomUUID();
  const alert = await reported(caseId);
  const withdrawal = { withdraws: [alert], reason: 'false-alarm' };
  const both = await Promise.all(
    [1, 2].map(() => here.say(here.people.Ilse, 'incident-withdrawal', caseId, withdrawal)),
  );
  assert.deepEqual(both.map(code).sort(), ['already-withdrawn', 'yes']);
});

test('of two finals sent at once, one closes the thread and the other finds it closed', async () => {
  const caseId = crypto.randomUUID();
  await reported(caseId);
  const both = await Promise.all(
    [1, 2].map((part) => here.say(here.people.Ilse, 'incident-final', caseId, { summary: `Over ${part}` })),
  );
  assert.deepEqual(both.map(code).sort(), ['thread-closed', 'yes']);
});

test('a thread goes from alert to update to final, and after the final only corrections come', async () => {
  const caseId = crypto.randomUUID();
  await reported(caseId);
  const { Ilse } = here.people;
  appended(await here.say(Ilse, 'incident-update', caseId, { stage: 'contained', danger_to_life: 'no' }));
  const final = appended(await here.say(Ilse, 'incident-final', caseId, { summary: 'A printer server' }));
  assert.equal(code(await here.say(Ilse, 'incident-update', caseId, { stage: 'recovered' })), 'thread-closed');
  appended(
    await here.say(Ilse, 'incident-correction', caseId, {
      corrects: final,
      summary: 'A file server',
      malicious: 'no',
    }),
  );
  const { status, answers } = summarise(await shownTo(Ilse, caseId), { party: HOSPITAL, kind: 'operator' });
  assert.equal(status.state, 'closed');
  assert.equal(answers.malicious.current[0]?.value, 'no');
});

test('a warning to the public needs a second person, and then everybody reads it', async () => {
  const caseId = crypto.randomUUID();
  const warning = { headline: 'False messages', summary: 'They are false', advice: 'Do not pay' };
  const { Tomas, Mira } = here.people;
  assert.equal(code(await here.say(Tomas, 'public-warning', caseId, warning)), 'approval-missing');
  const digest = appended(await here.say(Tomas, 'public-warning', caseId, warning, [Mira.person]));
  assert.equal((await here.reader.statement(digest, NOBODY))?.claims.get('headline')?.value, 'False messages');
});

test('a hold is decided by two, for thirty days at most, and shown to nobody it is not released to', async () => {
  const caseId = crypto.randomUUID();
  const hold = {
    holds: 'public-warning',
    basis: 'Act 12',
    scope: 'Until the arrest',
    until: '2026-03-20',
    hidden_from: [HOSPITAL],
  };
  const { Tomas, Mira, Ilse } = here.people;
  assert.equal(code(await here.say(Tomas, 'hold', caseId, hold)), 'approval-missing');
  assert.equal(
    code(await here.say(Tomas, 'hold', caseId, { ...hold, until: '2026-05-01' }, [Mira.person])),
    'hold-too-long',
  );
  appended(await here.say(Tomas, 'hold', caseId, hold, [Mira.person]));
  assert.deepEqual(await shownTo(Ilse, caseId), []);
  assert.deepEqual(await here.reader.case(caseId, NOBODY), []);
});

test('search finds words for whoever may read them, and not for whoever may not', async () => {
  const caseId = crypto.randomUUID();
  const { Ilse, Tomas } = here.people;
  appended(
    await here.say(Ilse, 'incident-alert', caseId, { ...ALERT, description: 'Zeppelin over the laboratory' }),
  );
  const { connection, clock } = here.node;
  const asked = async (viewer: Awaited<ReturnType<typeof viewerFor>>) =>
    (await searched(here.node, viewer, 'zeppelin LABORATORY')).hits.length;
  const own = await viewerFor(connection, Ilse, clock.now);
  // The view follows the commit by a cursor.
  await eventually('the hit', async () => (await asked(own)) > 0);
  assert.equal(await asked(own), 1);
  assert.equal(await asked(await viewerFor(connection, Tomas, clock.now)), 0);
  assert.equal(await asked(NOBODY), 0);
  assert.equal((await searched(here.node, own, 'zeppelin nowhere')).hits.length, 0);
});

test('views rebuilt from the log give the same verdicts and the same case', async () => {
  const caseId = crypto.randomUUID();
  const alert = await reported(caseId);
  appended(
    await here.say(here.people.Ilse, 'incident-withdrawal', caseId, { withdraws: [alert], reason: 'false-alarm' }),
  );
  const before = summarise(await shownTo(here.people.Ilse, caseId), { party: HOSPITAL });
  const rebuilt = await here.node.ledger.rebuildViews();
  assert.ok(rebuilt.ok);
  assert.deepEqual(summarise(await shownTo(here.people.Ilse, caseId), { party: HOSPITAL }), before);
  const again = await here.say(here.people.Ilse, 'incident-withdrawal', caseId, {
    withdraws: [alert],
    reason: 'false-alarm',
  });
  assert.equal(code(again), 'already-withdrawn');
});
