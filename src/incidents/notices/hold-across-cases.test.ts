import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type IncidentNode, openIncidentNode } from '#incidents/testing/incident-node.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';

type Say = ReturnType<IncidentNode['say']>;

async function digestOf(said: Say): Promise<string> {
  const answer = await said;
  assert.ok(answer.ok && answer.value !== null, answer.ok ? '' : answer.refusal.sentence);
  return answer.value.digest;
}

async function codeOf(said: Say): Promise<string> {
  const answer = await said;
  return answer.ok ? 'said' : answer.refusal.code;
}

/** What each says at the same moment, and so in one batch; every statement stands in a case of its own. */
function spokenAtOnce({ people, say, node }: IncidentNode, caseId: string) {
  const until = node.clock.now.add({ hours: 48 }).toString({ smallestUnit: 'second' });
  const hold = { holds: 'release', basis: 'Act 12, section 3', scope: 'Until the arrest', until };
  const given = { claims: 'all', channel: 'csirt' };
  return {
    hold: () => say(people.Tomas, 'hold', caseId, hold, [people.Mira.person]),
    toHospital: (target: string) =>
      say(people.Tomas, 'release', randomUUID(), { ...given, target, to: HOSPITAL, hides_victim: true }),
    toCsirt: (target: string) =>
      say(people.Ilse, 'release', randomUUID(), { ...given, target, to: CSIRT, hides_victim: false }),
  };
}

test('a release waits for a hold in the case of what it gives, in whatever case it stands itself', async () => {
  await using here = await openIncidentNode();
  const caseId = randomUUID();
  const target = await digestOf(
    here.say(here.people.Tomas, 'incident-alert', caseId, alertDraft(CSIRT, caseId).claims),
  );
  const { hold, toHospital } = spokenAtOnce(here, caseId);
  const [held, given] = [hold(), toHospital(target)];
  await digestOf(held);
  assert.equal(await codeOf(given), 'held-until');
});

test('a release waits for the hold that its issuer is being given, in whatever case that stands', async () => {
  await using here = await openIncidentNode();
  const caseId = randomUUID();
  const target = await digestOf(
    here.say(here.people.Ilse, 'incident-alert', caseId, alertDraft(HOSPITAL, caseId).claims),
  );
  const { hold, toHospital, toCsirt } = spokenAtOnce(here, caseId);
  const held = await digestOf(hold());
  const [given, after] = [toHospital(held), toCsirt(target)];
  assert.equal(await codeOf(given), 'said');
  assert.equal(await codeOf(after), 'held-until');
});
