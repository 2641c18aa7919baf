import { Readable } from 'node:stream';
import type { App } from '#http/contract.ts';
import { EVENT_HEARTBEAT_MS, EVENT_STREAM_LIFE_MS, EVENT_STREAMS_PER_CLIENT_LIMIT } from '#http/limits.ts';
import { refused } from '#http/problem.ts';
import { personForRoute } from '#parties/services.ts';
import * as api from './event-answers.ts';
import { inboxOf } from './queue.ts';
import type { ReminderServices } from './services.ts';

const STREAMS_MOST = 200;
const LOOK_EVERY_MS = 2_000;

type Stream = { readonly person: string; readonly out: Readable };

/** Server-sent events: that there is a new reminder, never what it says; the page asks for that. */
export function eventRoutes(app: App, services: ReminderServices): void {
  const streams = new Set<Stream>();
  app.addHook('preClose', async () => {
    for (const { out } of streams) out.push(null);
  });
  app.get(
    api.followReminders.path,
    {
      preHandler: app.requireActor,
      config: { act: 'read' },
      schema: { hide: true, ...api.followReminders.schema },
    },
    async (request, reply) => {
      const allowed = personForRoute(request, services);
      if (!allowed.ok) return refused(reply, allowed.refusal);
      const { person } = allowed.value;
      const known = new Set((await inboxOf(services.connection, person)).map(({ key }) => key));
      const theirs = [...streams].filter((stream) => stream.person === person).length;
      if (streams.size >= STREAMS_MOST || theirs >= EVENT_STREAMS_PER_CLIENT_LIMIT) {
        return refused(reply, {
          code: 'too-many-streams',
          sentence: 'Too many pages follow reminders. Close some, or reload this page now and then.',
        });
      }
      const stream = { person, out: new Readable({ read() {} }) };
      streams.add(stream);
      stream.out.once('close', () => streams.delete(stream));
      follow(app, services, stream, known);
      return reply.header('cache-control', 'no-store').type('text/event-stream').send(stream.out);
    },
  );
}

/** Looks for what is new to `known` as long as the stream is open. */
function follow(app: App, { connection }: ReminderServices, { person, out }: Stream, known: Set<string>): void {
  async function look(): Promise<void> {
    const fresh = (await inboxOf(connection, person)).filter(({ key }) => !known.has(key));
    for (const { key } of fresh) known.add(key);
    if (fresh.length > 0 && !out.destroyed) {
      out.push(`event: reminder\ndata: ${JSON.stringify({ count: fresh.length })}\n\n`);
    }
  }
  const looking = setInterval(() => {
    look().catch((cause: unknown) => app.log.error(cause, 'looking for reminders failed'));
  }, LOOK_EVERY_MS);
  const beat = setInterval(() => out.push(': still here\n\n'), EVENT_HEARTBEAT_MS);
  const end = setTimeout(() => out.push(null), EVENT_STREAM_LIFE_MS);
  out.once('close', () => {
    clearInterval(looking);
    clearInterval(beat);
    clearTimeout(end);
  });
  out.push('retry: 3000\n\n');
}
