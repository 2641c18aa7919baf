import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createPeerFetch } from '#federation/fetch.ts';
import { EVENT_STREAMS_PER_CLIENT_LIMIT } from '#http/limits.ts';
import { openSession } from '#parties/persons/session.ts';
import { following } from '#testing/event-stream.ts';
import { eventually } from '#testing/eventually.ts';
import { openPageSite, type Visitor } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';
import { inboxOf } from './queue.ts';
import { openReminders, type Reminders } from './reminders.ts';
import { reminderRoutes } from './routes.ts';

const SECRET = 'Hospital Sankt Orla has lost its laboratory';

/** The routes of reminders on a node that listens; Tomas has promised something for the next day. */
async function openSite() {
  await using stack = new AsyncDisposableStack();
  const running: { reminders?: Reminders } = {};
  const waking = { wake: () => running.reminders?.wake() } as Reminders;
  const site = await openPageSite((app, { connection, ledger, reader, authority }) =>
    reminderRoutes(app, { connection, ledger, reader, authority, reminders: waking, publicUrl: '' }),
  );
  stack.use(site);
  const { node } = site;
  const fetch = stack.use(createPeerFetch({ privatePeers: true }));
  running.reminders = stack.use(
    await openReminders({
      store: node.store,
      ledger: node.ledger,
      reader: node.reader,
      keyring: node.keyring,
      regimes: { version: () => undefined },
      fetch,
      publicUrl: 'http://127.0.0.1',
      trouble: (error) => assert.fail(String(error)),
    }),
  );
  const due = node.clock.now.add({ hours: 30 });
  const claims = { what: SECRET, due: due.toString({ smallestUnit: 'second' }) };
  await node.say(site.person('Tomas'), { type: 'promise', issuer: CSIRT, case: randomUUID(), claims });
  const url = await site.app.listen({ host: '127.0.0.1', port: 0 });
  const opened = stack.move();
  async function follow(who: Visitor) {
    const headers: Record<string, string> = {};
    if (who !== null) {
      const { person, party } = site.person(who);
      const secret = await openSession(node.connection, { person, party, how: 'passkey' }, node.clock.now);
      headers.cookie = `${site.app.cookieNames.session}=${secret}`;
    }
    return following(await globalThis.fetch(`${url}/api/v1/reminders/events`, { headers }));
  }
  return { site, node, due, follow, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

test('an open page hears that its reader has a new reminder, once, and neither what it says nor anybody else’s', async () => {
  await using here = await openSite();
  const [tomas, ilse] = [await here.follow('Tomas'), await here.follow('Ilse')];
  assert.match(tomas.answer.headers.get('content-type') ?? '', /^text\/event-stream/u);
  assert.equal(tomas.answer.headers.get('cache-control'), 'no-store');
  await Promise.all([tomas.until(/retry/u), ilse.until(/retry/u)]);
  here.node.clock.now = here.due.subtract({ hours: 24 });
  const heard = await tomas.until(/event: reminder\n.*\n\n/u);
  assert.match(heard, /event: reminder\ndata: \{"count":1\}\n\n$/u);
  assert.doesNotMatch(heard, /laboratory|promise|2026|did:/u);
  here.node.clock.now = here.due;
  const more = await tomas.until(/(?:event: reminder[\s\S]*){2}/u);
  assert.equal(more.split('event: reminder').length - 1, 2, 'what was told before is not told again');
  await here.site.app.close();
  assert.doesNotMatch(await ilse.until(/never/u), /event: reminder/u);
});

test('what stood in the inbox before the page was opened is no news', async () => {
  await using here = await openSite();
  here.node.clock.now = here.due.subtract({ hours: 24 });
  const { person } = here.site.person('Tomas');
  await eventually('the first reminder', async () => (await inboxOf(here.node.connection, person)).length === 1);
  const stream = await here.follow('Tomas');
  await stream.until(/retry/u);
  here.node.clock.now = here.due;
  assert.match(await stream.until(/count/u), /data: \{"count":1\}/u);
  await stream.close();
});

test('nobody follows without signing in, and one person holds a bounded number of streams', async () => {
  await using here = await openSite();
  assert.equal((await here.follow(null)).answer.status, 401);
  const streams = [];
  for (let at = 0; at < EVENT_STREAMS_PER_CLIENT_LIMIT; at++) streams.push(await here.follow('Tomas'));
  const refused = await here.follow('Tomas');
  assert.equal(refused.answer.status, 429);
  assert.match(await refused.until(/code/u), /too-many-streams/u);
  assert.equal((await here.follow('Ilse')).answer.status, 200, 'another person is not in the way');
  await streams[0]?.close();
  await eventually('a place', async () => (await here.follow('Tomas')).answer.status === 200);
});

test('closing the server ends open streams instead of waiting for them', async () => {
  await using here = await openSite();
  const stream = await here.follow('Tomas');
  await stream.until(/retry/u);
  await here.site.app.close();
  assert.match(await stream.until(/never/u), /retry/u);
});
