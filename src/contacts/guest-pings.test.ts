import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { grants } from '#federation/agreements/grants.ts';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { createReader } from '#ledger/reader.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { answerGuest, type GuestServices, writeDownAnswer } from '#parties/guests/guest-answer.ts';
import { inviteGuest } from '#parties/guests/guests.ts';
import { partyOf } from '#parties/view.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { say } from '#testing/releases.ts';
import { type Contacts, openContacts } from './contacts.ts';
import { trialState } from './measure.ts';
import { sendPing } from './ping.ts';
import { measuredBy, triedPings } from './trials.ts';
import { pingOf } from './view.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const MINISTRY = 'did:web:communications.sorrel.example';

let world: TestFederation;
let node: TestNode;
let contacts: Contacts;
let services: GuestServices;
let moment = Temporal.Instant.from('2026-03-01T08:00:00Z');

before(async () => {
  world = await startFederation(
    [{ name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark', kind: 'csirt', territory: 'XV' }] }],
    { clock: () => moment },
  );
  node = world.node('veldmark');
  const { store, ledger, federation } = node;
  const { connection } = store;
  const reader = createReader({ store, grants, communitiesOf, now: () => moment });
  contacts = await openContacts({
    office: federation.office,
    ledger,
    reader,
    trouble: (error) => console.error(String(error)),
  });
  services = {
    connection,
    ledger,
    reader,
    receiptOf: async (release) =>
      (await deliveries(connection, { releases: [release] }))[0]?.receipt?.digest ?? null,
  };
  const ministry = { subject: MINISTRY, name: 'Ministry', kind: 'state-authority', territory: 'XS' };
  const caseId = (await partyOf(connection, VELDMARK))?.case ?? '';
  await say(node, { type: 'party-profile', issuer: VELDMARK, case: caseId, claims: ministry });
});
after(async () => {
  await contacts?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

const duty = () => node.person(VELDMARK, 'duty-officer');

/** A ping to the ministry, which the node has given to it, and a link by which a guest of it reads that. */
async function pinged() {
  const { connection } = node.store;
  const wish = { to: MINISTRY, channel: 'diplomatic', mode: 'surprise', answerHours: 24 } as const;
  const digest = must(await sendPing({ connection, ledger: node.ledger }, duty(), VELDMARK, wish));
  const [given] = await eventually('the release of the ping', async () => {
    const found = await deliveries(connection, { targets: [digest] });
    return found.length > 0 ? found : undefined;
  });
  const link = must(
    await inviteGuest(
      connection,
      {
        release: given!.release,
        target: digest,
        case: given!.case ?? '',
        guest: MINISTRY,
        host: VELDMARK,
        contact: 'Ama Forde',
        createdBy: duty().person,
        expiresAt: moment.add({ hours: 48 }),
      },
      moment,
    ),
  );
  return { digest, ...link };
}

async function trialOf(digest: string) {
  const ping = await pingOf(node.store.connection, digest);
  const [tried] = await triedPings(node.store.connection, [ping!]);
  return tried!.trial;
}

test('a party without a node is given its ping by itself, and its guest’s answer counts as a person’s, through a link', async () => {
  const { digest, secret } = await pinged();
  const silent = await trialOf(digest);
  assert.deepEqual([silent.receivedAt, silent.machineAt, silent.personAt], [null, null, null]);
  moment = moment.add({ minutes: 30 });
  must(await answerGuest(services, secret, { name: 'Ama Forde' }));
  const trial = await trialOf(digest);
  assert.equal(trial.personVia, 'guest-link');
  assert.equal(trial.machineAt, null, 'no machine answers for a party without a node');
  assert.ok(trial.personAt !== null && trial.receivedAt !== null);
  const measures = await measuredBy(node.store.connection, VELDMARK, moment);
  const [measure] = [...measures.values()];
  assert.deepEqual([measure?.pings, measure?.answeredByPerson, measure?.lastSeconds], [1, 1, 1_800]);
});

test('an answer by telephone, written down by an officer, counts and says how it came', async () => {
  const { digest, id } = await pinged();
  moment = moment.add({ minutes: 5 });
  must(await writeDownAnswer(services, duty(), id, { name: 'Ama Forde', via: 'telephone' }));
  const trial = await trialOf(digest);
  assert.equal(trial.personVia, 'telephone');
});

test('an invitation that nobody follows answers nothing: the ping stays without an answer after its time', async () => {
  const { digest } = await pinged();
  const trial = await trialOf(digest);
  const stateIn = (hours: number) => trialState(trial, moment.add({ hours }));
  assert.deepEqual([stateIn(1), stateIn(25)], ['waiting', 'unanswered']);
  const measures = [...(await measuredBy(node.store.connection, VELDMARK, moment.add({ hours: 25 }))).values()];
  assert.deepEqual([measures[0]?.pings, measures[0]?.answeredByPerson], [3, 2]);
});
