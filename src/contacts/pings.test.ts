import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { grants } from '#federation/agreements/grants.ts';
import { composeRelease } from '#federation/delivery/compose-release.ts';
import { createReader } from '#ledger/reader.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { partyOf } from '#parties/view.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { type Contacts, openContacts } from './contacts.ts';
import { answerPing, sendPing } from './ping.ts';
import { setRhythm } from './schedule.ts';
import { measuredBy, triedPings } from './trials.ts';
import { type Ping, pingOf, pingsOf } from './view.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';

let world: TestFederation;
let moment = Temporal.Instant.from('2026-03-01T08:00:00Z');
const open: Record<string, Contacts> = {};
const troubles: string[] = [];

before(async () => {
  world = await startFederation(
    [
      { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark', kind: 'csirt', territory: 'XV' }] },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia', kind: 'csirt', territory: 'XA' }] },
    ],
    { clock: () => moment },
  );
  for (const node of world.nodes) open[node.name] = await contactsOf(node);
});
after(async () => {
  for (const contacts of Object.values(open)) await contacts[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

function contactsOf({ store, federation, ledger }: TestNode): Promise<Contacts> {
  const reader = createReader({ store, grants, communitiesOf, now: () => moment });
  const trouble = (error: unknown, doing: string) => troubles.push(`${doing}: ${String(error)}`);
  return openContacts({ office: federation.office, ledger, reader, trouble });
}

function speaker(node: TestNode) {
  return { connection: node.store.connection, ledger: node.ledger };
}

async function surprise(from: TestNode, issuer: string, to: string): Promise<string> {
  const wish = { to, channel: 'csirt', mode: 'surprise', answerHours: 24 } as const;
  return must(await sendPing(speaker(from), from.person(issuer, 'duty-officer'), issuer, wish));
}

function arrived(node: TestNode, digest: string): Promise<Ping> {
  return eventually('the ping', () => pingOf(node.store.connection, digest));
}

async function tried(node: TestNode, digest: string) {
  const ping = await pingOf(node.store.connection, digest);
  const [one] = ping === undefined ? [] : await triedPings(node.store.connection, [ping]);
  return one?.trial;
}

test('a ping crosses the border by itself, the machine answers, and a person’s answer is told apart from it', async () => {
  const [veldmark, arvenia] = [world.node('veldmark'), world.node('arvenia')];
  const digest = await surprise(veldmark, VELDMARK, ARVENIA);
  const ping = await arrived(arvenia, digest);
  await eventually('the answer of the machine', async () => (await tried(veldmark, digest))?.machineAt ?? false);
  assert.equal((await tried(veldmark, digest))?.personAt, null, 'a machine proves nobody');
  moment = moment.add({ minutes: 12 });
  const jon = arvenia.person(ARVENIA, 'duty-officer');
  must(await answerPing(speaker(arvenia), jon, ping, { response: ping.challenge!, answeredBy: 'person' }));
  const trial = await eventually('the answer of a person', async () => {
    const found = await tried(veldmark, digest);
    return found?.personAt === null ? undefined : found;
  });
  assert.equal(trial.personVia, 'node');
  assert.ok(trial.receivedAt !== null);
  const measure = [...(await measuredBy(veldmark.store.connection, VELDMARK, moment)).values()][0];
  assert.deepEqual([measure?.pings, measure?.answeredByPerson, measure?.lastSeconds], [1, 1, 720]);
  assert.deepEqual([...(await measuredBy(veldmark.store.connection, ARVENIA, moment)).values()], []);
  assert.deepEqual(troubles, []);
});

test('a second answer by the machine or the person is refused, as is a wrong code and a token that says it is a person', async () => {
  const arvenia = world.node('arvenia');
  const digest = await surprise(world.node('veldmark'), VELDMARK, ARVENIA);
  const ping = await arrived(arvenia, digest);
  const jon = arvenia.person(ARVENIA, 'duty-officer');
  async function code(
    actor: Parameters<typeof answerPing>[1],
    response: string,
    answeredBy: 'person' | 'machine',
  ) {
    const outcome = await answerPing(speaker(arvenia), actor, ping, { response, answeredBy });
    return outcome.ok ? 'accepted' : outcome.refusal.code;
  }
  assert.equal(await code(jon, '00000-00000', 'person'), 'challenge-wrong');
  assert.equal(await code({ ...jon, scopes: ['acknowledge'] }, ping.challenge!, 'person'), 'not-a-person');
  assert.equal(await code({ kind: 'node' }, ping.challenge!, 'person'), 'not-a-person');
  assert.equal(await code(jon, ping.challenge!, 'person'), 'accepted');
  assert.equal(await code(jon, ping.challenge!, 'person'), 'answered-already');
  await eventually('the machine', async () => (await tried(arvenia, digest))?.machineAt ?? false);
  assert.equal(await code({ kind: 'node' }, ping.challenge!, 'machine'), 'answered-already');
});

test('the rhythm pings each listed contact once, not again after a restart, and again when the months are over', async () => {
  const [veldmark, arvenia] = [world.node('veldmark'), world.node('arvenia')];
  await listContact(arvenia, veldmark);
  const rhythm = { party: VELDMARK, on: true, everyMonths: 6, answerHours: 24, setBy: 'test', setAt: moment };
  await setRhythm(veldmark.store.connection, rhythm);
  open.veldmark?.wake();
  const scheduled = async () =>
    (await pingsOf(veldmark.store.connection, { issuer: VELDMARK })).filter(({ mode }) => mode === 'scheduled');
  await eventually('the scheduled ping', async () => (await scheduled()).length === 1);
  for (let restarts = 0; restarts < 3; restarts++) {
    await open.veldmark?.[Symbol.asyncDispose]();
    open.veldmark = await contactsOf(veldmark);
    await new Promise((later) => setTimeout(later, 150));
  }
  assert.equal((await scheduled()).length, 1);
  moment = moment.toZonedDateTimeISO('UTC').add({ months: 6 }).toInstant();
  open.veldmark?.wake();
  await eventually('the next one', async () => (await scheduled()).length === 2);
  await new Promise((later) => setTimeout(later, 150));
  assert.equal((await scheduled()).length, 2);
});

/** Arvenia lists a duty desk, and gives the entry to Veldmark, two persons agreeing. */
async function listContact(from: TestNode, to: TestNode): Promise<void> {
  const duty = from.person(ARVENIA, 'duty-officer');
  const ownCase = (await partyOf(from.store.connection, ARVENIA))?.case ?? '';
  const stated = must(
    await from.ledger.submit({
      kind: 'draft',
      actor: duty,
      draft: {
        type: 'contact-point',
        issuer: ARVENIA,
        case: ownCase,
        claims: {
          party: ARVENIA,
          contact: randomUUID(),
          channel: 'csirt',
          name: 'Duty desk',
          email: 'duty@cyber.arvenia.example',
        },
      },
    }),
  );
  const wish = { from: ARVENIA, to: VELDMARK, target: stated?.digest ?? '', channel: 'csirt' } as const;
  const release = must(await composeRelease(from.federation.office, wish));
  const approvals = [from.person(ARVENIA, 'approver').person];
  must(await from.ledger.submit({ kind: 'draft', actor: duty, draft: { ...release, approvals } }));
  await eventually('the entry at the neighbour', async () => {
    const held = await to.federation.office.store.connection
      .$extendTables<{ party_contact_point: { party: string } }>()
      .selectFrom('party_contact_point')
      .select('party')
      .where('party', '=', ARVENIA)
      .execute();
    return held.length > 0;
  });
}

test('a ping that a crash left without its release is given by the next process', async () => {
  const [veldmark, arvenia] = [world.node('veldmark'), world.node('arvenia')];
  await open.veldmark?.[Symbol.asyncDispose]();
  const digest = await surprise(veldmark, VELDMARK, ARVENIA);
  await new Promise((later) => setTimeout(later, 150));
  assert.equal(await pingOf(arvenia.store.connection, digest), undefined);
  open.veldmark = await contactsOf(veldmark);
  assert.equal((await arrived(arvenia, digest)).issuer, VELDMARK);
});

test('pings and answers built anew from what is held are those that grew', async () => {
  for (const node of world.nodes) {
    const rows = async () => ({
      pings: await pingsOf(node.store.connection, {}),
      tried: await triedPings(node.store.connection, await pingsOf(node.store.connection, {})),
    });
    const grown = JSON.stringify(await rows());
    must(await node.ledger.rebuildViews());
    assert.equal(JSON.stringify(await rows()), grown);
  }
});
