import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { GATEWAY_TABLE_SETS } from '#gateway/gateway.ts';
import { gatewayTables } from '#gateway/tables.ts';
import { type IncidentNode, openIncidentNode } from '#incidents/testing/incident-node.ts';
import { calendarOf } from '#reminders/calendar.ts';
import { type DueReads, dueItems } from '#reminders/due.ts';
import { plan, stepsOf } from '#reminders/plan.ts';
import { inboxOf, tell, toldKeys } from '#reminders/queue.ts';
import { REMINDER_TABLE_SETS } from '#reminders/reminders.ts';
import { PERSON_DEFAULT } from '#reminders/settings.ts';
import { declaredCase } from '#reporting/testing/declared-case.ts';
import { createTables } from '#store/table-set.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { findEvents } from './find-events.ts';

const HERE = 'https://node.veldmark.example';
const CASES = 3;
const words = { publicUrl: HERE, realm: 'live', timesTravel: true };

let open: IncidentNode;
let due: DueReads;
before(async () => {
  open = await openIncidentNode();
  const { connection, store } = open.node;
  await createTables(store, [...REMINDER_TABLE_SETS, ...GATEWAY_TABLE_SETS]);
  // One cause, noticed at one moment, in three services: three cases with all their clocks at the same instants.
  for (let at = 0; at < CASES; at++) {
    await declaredCase(open.node, open.people.Ilse, { 'eu-nis2': [{ role: 'csirt', party: CSIRT }] });
  }
  due = { connection, reader: open.reader, nameOf: ({ stage }) => stage };
});
after(() => open[Symbol.asyncDispose]());

const soon = () => open.node.ledger.now();

test('of several cases with clocks due at one instant, each is an entry of its own in the calendar', async () => {
  const items = await dueItems(due, HOSPITAL, soon());
  const instants = new Set(items.map(({ dueAt }) => dueAt.value.toString()));
  assert.equal(items.length, instants.size * CASES);
  const uids = calendarOf(items, words, soon())
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .filter((line) => line.startsWith('UID:'));
  assert.equal(new Set(uids).size, items.length);
});

test('of several cases with clocks due at one instant, a person is reminded of each', async () => {
  const items = await dueItems(due, HOSPITAL, soon());
  const { person } = open.people.Ilse;
  const chain = { levels: new Map([['person', [person]] as const]), deputyAfterHours: 0, headAfterHours: 2 };
  const now = items.at(-1)!.dueAt.value;
  const told = await toldKeys(open.node.connection, items);
  const notices = items.flatMap(
    (item) =>
      plan(
        item,
        stepsOf(item, chain, () => [24]),
        told,
        now,
      ).notices,
  );
  await tell(open.node.store, {
    notices,
    passed: [],
    settingsOf: () => ({ ...PERSON_DEFAULT, mail: 'ilse@hospital.example' }),
    languageOf: () => 'en',
    words,
    at: now,
    wall: now,
  });
  const inbox = await inboxOf(open.node.connection, person);
  assert.equal(inbox.length, items.length);
  assert.equal(new Set(inbox.map((entry) => entry.case)).size, CASES);
});

test('of several cases with clocks due at one instant, a webhook is told of each', async () => {
  const { store, ledger, connection } = open.node;
  const items = await dueItems(due, HOSPITAL, soon());
  const hook = {
    id: randomUUIDv7(),
    party: HOSPITAL,
    address: 'https://desk.example/hook',
    events: ['deadline-near'],
    state: 'on',
    failures: 0,
    cursor: Number.MAX_SAFE_INTEGER,
    madeBy: open.people.Ilse.person,
    madeAt: soon().subtract({ hours: 1 }),
    stoppedAt: null,
  } as const;
  const now = items[0]!.dueAt.value.subtract({ hours: 1 });
  await findEvents({ store, ledger, due, publicUrl: HERE }, hook, { now, wall: now });
  const rows = await gatewayTables(connection).selectFrom('gateway_hook_delivery').select('body').execute();
  const told = rows.map(({ body }) => (JSON.parse(body) as { data: { case: string; obligation: string } }).data);
  assert.equal(new Set(told.map((one) => one.case)).size, CASES);
  assert.equal(new Set(told.map((one) => one.obligation)).size, rows.length);
});
