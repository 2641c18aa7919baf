import { Type } from 'typebox';
import { webhookPublicKey } from '#federation/webhook.ts';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { personForRoute } from '#parties/services.ts';
import { PersonRef } from '#parties/statements.ts';
import * as api from './answers.ts';
import { calendarOf } from './calendar.ts';
import { dueItems } from './due.ts';
import { eventRoutes } from './event-routes.ts';
import { feedOwner, newFeed, revokeFeeds } from './feeds.ts';
import { type InboxEntry, inboxOf, markRead, tryAgain, undeliveredTo } from './queue.ts';
import type { ReminderServices } from './services.ts';
import { partySettings, personSettings, savePartySettings, savePersonSettings } from './settings.ts';

const tags = ['reminders'];
const exact = { additionalProperties: false } as const;
const LINE_CHARACTERS = 1_000;
const PERSONS_MOST = 20;
const HOURS_LISTED_MOST = 12;
const Line = Type.Union([Type.String({ minLength: 1, maxLength: LINE_CHARACTERS }), Type.Null()]);

const Person = Type.Object(
  {
    mail: Line,
    webhook: Line,
    muted: Type.Boolean(),
    quiet: Type.Object(
      { zone: Type.String({ maxLength: 60 }), fromHour: Type.Integer(), untilHour: Type.Integer() },
      exact,
    ),
    beforeHours: Type.Array(Type.Integer(), { maxItems: HOURS_LISTED_MOST }),
  },
  exact,
);
const Persons = Type.Array(PersonRef, { maxItems: PERSONS_MOST, uniqueItems: true });
const Party = Type.Object(
  {
    deputies: Persons,
    heads: Persons,
    deputyAfterHours: Type.Integer(),
    headAfterHours: Type.Integer(),
    timesTravel: Type.Boolean(),
  },
  exact,
);

/** `/api/v1/reminders…` and the calendar feed. */
export function reminderRoutes(app: App, services: ReminderServices): void {
  const { connection, ledger, reminders } = services;
  const signedIn = { preHandler: app.requireActor };
  const wall = () => Temporal.Now.instant();

  app.get(
    api.listReminders.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'Your reminders, and what could not be sent', tags, ...api.listReminders.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const inbox = await inboxOf(connection, person.value.person);
      const stuck = await undeliveredTo(connection, person.value.person);
      return reply.send({ reminders: inbox.map(entryJson), undelivered: stuck });
    },
  );
  app.post(
    api.markRemindersRead.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'You have read them all', tags, ...api.markRemindersRead.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      await markRead(connection, person.value.person, ledger.now());
      return reply.send({});
    },
  );
  app.post(
    api.remindAgain.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'Try what could not be sent once more', tags, ...api.remindAgain.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      await tryAgain(connection, person.value.person, wall());
      reminders.wake();
      return reply.send({});
    },
  );
  settingsRoutes(app, services);
  calendarRoutes(app, services);
  eventRoutes(app, services);
}

function settingsRoutes(app: App, services: ReminderServices): void {
  const { connection, ledger, reminders } = services;
  const signedIn = { preHandler: app.requireActor };
  app.get(
    api.readReminderSettings.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'How you are reminded', tags, ...api.readReminderSettings.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const [mine, ours] = [
        await personSettings(connection, person.value.person),
        await partySettings(connection, person.value.party),
      ];
      return reply.send({ person: mine, party: ours, webhookKey: webhookPublicKey(reminders.webhookKey) });
    },
  );
  app.put(
    api.setReminderSettings.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { body: Person, summary: 'Set how you are reminded', tags, ...api.setReminderSettings.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const saved = await savePersonSettings(connection, person.value, request.body);
      return saved.ok ? reply.send({}) : refused(reply, saved.refusal);
    },
  );
  app.put(
    api.setPartyReminderSettings.path,
    {
      ...signedIn,
      config: { act: 'plan-reminders' },
      schema: { body: Party, summary: 'Set deputies and heads', tags, ...api.setPartyReminderSettings.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const saved = await savePartySettings(connection, person.value.party, request.body, ledger.now());
      return saved.ok ? reply.send({}) : refused(reply, saved.refusal);
    },
  );
}

function calendarRoutes(app: App, services: ReminderServices): void {
  const { connection, ledger, reminders, publicUrl } = services;
  const signedIn = { preHandler: app.requireActor };
  app.post(
    api.makeCalendarLink.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'A new address of your calendar, shown once', tags, ...api.makeCalendarLink.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const secret = await newFeed(
        connection,
        { party: person.value.party, person: person.value.person },
        ledger.now(),
      );
      return reply.send({ address: `${publicUrl}/calendar/${secret}.ics` });
    },
  );
  app.delete(
    api.endCalendarLink.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'End your calendar', tags, ...api.endCalendarLink.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      await revokeFeeds(connection, person.value.person, ledger.now());
      return reply.send({});
    },
  );

  const Feed = Type.Object({ feed: Type.String({ pattern: '^[A-Za-z0-9_-]{43}\\.ics$' }) });
  app.get(
    '/calendar/:feed',
    { schema: { params: Feed, hide: true }, config: { kind: 'api', rate: 'sign-in', secretInPath: true } },
    async (request, reply) => {
      const now = ledger.now();
      const owner = await feedOwner(connection, request.params.feed.replace('.ics', ''), now);
      if (!owner.ok) return refused(reply, owner.refusal);
      const { timesTravel } = await partySettings(connection, owner.value.party);
      const items = await dueItems(reminders.due, owner.value.party, now);
      return reply
        .type('text/calendar; charset=utf-8')
        .send(calendarOf(items, { publicUrl, realm: ledger.realm, timesTravel }, now));
    },
  );
}

function entryJson({ dueAt, toldAt, ...entry }: InboxEntry) {
  return { ...entry, dueAt: dueAt.toString(), toldAt: toldAt.toString() };
}
