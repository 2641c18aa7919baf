import { Readable } from 'node:stream';
import { type Static, Type } from 'typebox';
import { webhookPublicKey } from '#federation/webhook.ts';
import type { App } from '#http/contract.ts';
import { EVENT_HEARTBEAT_MS, EVENT_STREAM_LIFE_MS } from '#http/limits.ts';
import { refused } from '#http/problem.ts';
import { personFor } from '#parties/rooms.ts';
import { PersonRef } from '#parties/statements.ts';
import { calendarOf } from './calendar.ts';
import { dueItems } from './due.ts';
import { feedOwner, newFeed, revokeFeeds } from './feeds.ts';
import { type InboxEntry, inboxOf, markRead, tryAgain, undeliveredTo } from './queue.ts';
import type { ReminderRooms } from './rooms.ts';
import { partySettings, personSettings, savePartySettings, savePersonSettings } from './settings.ts';

const tags = ['reminders'];
const exact = { additionalProperties: false } as const;
const LINE_CHARACTERS = 1_000;
const PERSONS_MOST = 20;
const HOURS_LISTED_MOST = 12;
const STREAMS_MOST = 200;
const LOOK_EVERY_MS = 2_000;
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
export type PersonBody = Static<typeof Person>;

/** `/api/v1/reminders…` and the calendar feed. */
export function reminderRoutes(app: App, rooms: ReminderRooms): void {
  const { connection, ledger, reminders } = rooms;
  const signedIn = { preHandler: app.requireActor };
  const wall = () => Temporal.Now.instant();

  app.get(
    '/api/v1/reminders',
    { ...signedIn, schema: { summary: 'Your reminders, and what could not be sent', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
      if (!person.ok) return refused(reply, person.refusal);
      const inbox = await inboxOf(connection, person.value.person);
      const stuck = await undeliveredTo(connection, person.value.person);
      return reply.send({ reminders: inbox.map(entryJson), undelivered: stuck });
    },
  );
  app.post(
    '/api/v1/reminders/read',
    { ...signedIn, schema: { summary: 'You have read them all', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
      if (!person.ok) return refused(reply, person.refusal);
      await markRead(connection, person.value.person, ledger.now());
      return reply.send({});
    },
  );
  app.post(
    '/api/v1/reminders/again',
    { ...signedIn, schema: { summary: 'Try what could not be sent once more', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
      if (!person.ok) return refused(reply, person.refusal);
      await tryAgain(connection, person.value.person, wall());
      reminders.wake();
      return reply.send({});
    },
  );
  settingsRoutes(app, rooms);
  calendarRoutes(app, rooms);
  eventRoutes(app, rooms);
}

function settingsRoutes(app: App, rooms: ReminderRooms): void {
  const { connection, ledger, reminders } = rooms;
  const signedIn = { preHandler: app.requireActor };
  app.get(
    '/api/v1/reminders/settings',
    { ...signedIn, schema: { summary: 'How you are reminded', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
      if (!person.ok) return refused(reply, person.refusal);
      const [mine, ours] = [
        await personSettings(connection, person.value.person),
        await partySettings(connection, person.value.party),
      ];
      return reply.send({ person: mine, party: ours, webhookKey: webhookPublicKey(reminders.webhookKey) });
    },
  );
  app.put(
    '/api/v1/reminders/settings',
    { ...signedIn, schema: { body: Person, summary: 'Set how you are reminded', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
      if (!person.ok) return refused(reply, person.refusal);
      const saved = await savePersonSettings(connection, person.value, request.body);
      return saved.ok ? reply.send({}) : refused(reply, saved.refusal);
    },
  );
  app.put(
    '/api/v1/reminders/settings/party',
    { ...signedIn, schema: { body: Party, summary: 'Set deputies and heads', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'plan-reminders');
      if (!person.ok) return refused(reply, person.refusal);
      const saved = await savePartySettings(connection, person.value.party, request.body, ledger.now());
      return saved.ok ? reply.send({}) : refused(reply, saved.refusal);
    },
  );
}

function calendarRoutes(app: App, rooms: ReminderRooms): void {
  const { connection, ledger, reminders, publicUrl } = rooms;
  const signedIn = { preHandler: app.requireActor };
  app.post(
    '/api/v1/reminders/calendar',
    { ...signedIn, schema: { summary: 'A new address of your calendar, shown once', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
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
    '/api/v1/reminders/calendar',
    { ...signedIn, schema: { summary: 'End your calendar', tags } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
      if (!person.ok) return refused(reply, person.refusal);
      await revokeFeeds(connection, person.value.person, ledger.now());
      return reply.send({});
    },
  );

  const Feed = Type.Object({ feed: Type.String({ pattern: '^[A-Za-z0-9_-]{43}\\.ics$' }) });
  app.get(
    '/calendar/:feed',
    { schema: { params: Feed, hide: true }, config: { kind: 'api', rate: 'sign-in' } },
    async (request, reply) => {
      const now = ledger.now();
      const owner = await feedOwner(connection, request.params.feed.replace('.ics', ''), now);
      if (!owner.ok) return refused(reply, owner.refusal);
      const { timesTravel } = await partySettings(connection, owner.value.party);
      const items = await dueItems(reminders.due, owner.value.party, now);
      return reply.type('text/calendar; charset=utf-8').send(calendarOf(items, { publicUrl, timesTravel }, now));
    },
  );
}

/** Server-sent events: that there is a new reminder, never what it says; the page asks for that. */
function eventRoutes(app: App, rooms: ReminderRooms): void {
  const streams = new Set<Readable>();
  app.addHook('preClose', async () => {
    for (const out of streams) out.push(null);
  });
  app.get(
    '/api/v1/reminders/events',
    { preHandler: app.requireActor, schema: { hide: true } },
    async (request, reply) => {
      const person = personFor(request, rooms, 'read');
      if (!person.ok) return refused(reply, person.refusal);
      if (streams.size >= STREAMS_MOST) {
        return refused(reply, {
          code: 'too-many-streams',
          sentence: 'Too many pages follow reminders. Reload this page now and then.',
        });
      }
      const out = new Readable({ read() {} });
      streams.add(out);
      const known = new Set((await inboxOf(rooms.connection, person.value.person)).map(({ key }) => key));
      const look = setInterval(() => {
        inboxOf(rooms.connection, person.value.person)
          .then((inbox) => {
            const fresh = inbox.filter(({ key }) => !known.has(key));
            for (const { key } of fresh) known.add(key);
            if (fresh.length > 0)
              out.push(`event: reminder\ndata: ${JSON.stringify({ count: fresh.length })}\n\n`);
          })
          .catch((cause: unknown) => app.log.error(cause, 'looking for reminders failed'));
      }, LOOK_EVERY_MS);
      const beat = setInterval(() => out.push(': still here\n\n'), EVENT_HEARTBEAT_MS);
      const end = setTimeout(() => out.push(null), EVENT_STREAM_LIFE_MS);
      out.once('close', () => {
        streams.delete(out);
        clearInterval(look);
        clearInterval(beat);
        clearTimeout(end);
      });
      out.push('retry: 3000\n\n');
      return reply.header('cache-control', 'no-store').type('text/event-stream').send(out);
    },
  );
}

function entryJson({ dueAt, toldAt, ...entry }: InboxEntry) {
  return { ...entry, dueAt: dueAt.toString(), toldAt: toldAt.toString() };
}
