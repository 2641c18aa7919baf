import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import test from 'node:test';
import type { Recorded } from '#ledger/contract.ts';
import { PUBLIC_VIEWER, type Viewer } from '#statement/show.ts';
import { following } from '#testing/event-stream.ts';
import { eventually } from '#testing/eventually.ts';
import type { App, SignedIn } from './contract.ts';
import { type EventTimes, registerEvents } from './events.ts';
import {
  EVENT_STREAMS_LIMIT,
  EVENT_STREAMS_OF_STRANGERS_LIMIT,
  EVENT_STREAMS_PER_CLIENT_LIMIT,
  EVENTS_CLOCKS_DIFFER_MS,
  EVENTS_REMEMBERED_MOST,
  EVENTS_REMEMBERED_MS,
} from './limits.ts';
import { buildServer } from './server.ts';

const CASE = '7f2c1a5e-3d44-4b7e-9a51-0d6c2b8e4f10';
/** Long enough to open a few streams on a busy machine. */
const LIFE_MS = 1_500;
const OTHER = '8f2c1a5e-3d44-4b7e-9a51-0d6c2b8e4f10';

type Opened = AsyncDisposable & {
  readonly asked: readonly string[];
  readonly app: App;
  readonly url: string;
  record(...digests: string[]): void;
};

/** More than any machine keeps for a connection that nobody reads. */
const LONG = 'x'.repeat(60_000);
const LONG_EVENTS = 300;

function caseIn(digest: string): string {
  if (digest.endsWith(LONG)) return LONG;
  return digest.endsWith('other') ? OTHER : CASE;
}

/** A token is the name of the party that its person acts for. */
async function signedInAs(token: string): Promise<SignedIn> {
  const party = Buffer.from(token, 'base64url').toString();
  const actor = { kind: 'person', person: `${party}#0`, party } as const;
  return { actor, name: 'Somebody', partyName: party, roles: new Set(), viewer: { ...PUBLIC_VIEWER, party } };
}

/** A statement whose digest begins with `public` may be seen by anybody; `in <case>` follows. */
async function open(times: EventTimes = {}): Promise<Opened> {
  let listener: ((records: readonly Recorded[]) => void) | undefined;
  const app = await buildServer({
    node: { name: 'n', operator: 'o', publicUrl: 'http://127.0.0.1', realm: 'live', exercise: false, demo: false },
    identities: { fromSession: async () => null, fromToken: signedInAs },
    people: { refusal: () => '', keptForm: () => '' },
  });
  const ledger = {
    onRecorded(heard: (records: readonly Recorded[]) => void) {
      listener = heard;
      return () => {
        listener = undefined;
      };
    },
  };
  const asked: string[] = [];
  registerEvents(
    app,
    ledger,
    async (digest: string, _viewer: Viewer) => {
      asked.push(digest);
      return digest.startsWith('public');
    },
    times,
  );
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    url,
    asked,
    record(...digests) {
      listener?.(digests.map((digest) => ({ digest, case: caseIn(digest) }) as Recorded));
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

const follow = async (url: string) => following(await fetch(url));

test('an open page hears of a case when something in it is recorded that its viewer may see, once for a batch', async () => {
  await using site = await open();
  const stream = await follow(`${site.url}/events`);
  await stream.until(/retry/);
  site.record('public 1', 'public 2', 'secret 3');
  const heard = await stream.until(/recorded/);
  assert.equal(heard.split('event: recorded').length - 1, 1);
  assert.match(heard, new RegExp(CASE));
  assert.doesNotMatch(heard, /public|secret/, 'no digest and no claim travels');
  await stream.close();
});

test('many pages with the same eyes cost one look at a statement', async () => {
  await using site = await open();
  const streams = await Promise.all([1, 2, 3].map(() => follow(`${site.url}/events`)));
  await Promise.all(streams.map((stream) => stream.until(/retry/)));
  site.record('public 1');
  await Promise.all(streams.map((stream) => stream.until(/recorded/)));
  assert.deepEqual(site.asked, ['public 1']);
  await Promise.all(streams.map((stream) => stream.close()));
});

test('nobody hears of what they may not see, nor of other cases than the one they follow', async () => {
  await using site = await open();
  const stream = await follow(`${site.url}/events?case=${CASE}`);
  await stream.until(/retry/);
  site.record('secret 1', 'public in other');
  site.record('public 2');
  const heard = await stream.until(/recorded/);
  assert.equal(heard.split('event: recorded').length - 1, 1);
  assert.doesNotMatch(heard, new RegExp(OTHER));
  await stream.close();
});

test('streams of one client are bounded, and the refusal says what to do', async () => {
  await using site = await open();
  const streams = [];
  for (let at = 0; at < EVENT_STREAMS_PER_CLIENT_LIMIT; at++) streams.push(await follow(`${site.url}/events`));
  const refused = await fetch(`${site.url}/events`);
  assert.equal(refused.status, 429);
  assert.equal(((await refused.json()) as { code: string }).code, 'too-many-streams');
  for (const stream of streams) await stream.close();
});

/** Asks to follow from an address, as somebody of a party or as a stranger; nobody reads what comes. */
function askers({ app }: Opened) {
  return (address: number, party?: string) =>
    app.inject({
      url: '/events',
      remoteAddress: `192.0.${2 + Math.floor(address / 250)}.${1 + (address % 250)}`,
      headers: party === undefined ? {} : { authorization: `Bearer ${Buffer.from(party).toString('base64url')}` },
      payloadAsStream: true,
    });
}

const addressOf = (stream: number) => Math.floor(stream / EVENT_STREAMS_PER_CLIENT_LIMIT);
const PARTY = 'did:web:csirt.veldmark.example';

test('strangers of any number of addresses fill only their part, and whoever closes a stream makes room for one', async () => {
  await using site = await open();
  const ask = askers(site);
  const first = await follow(`${site.url}/events`);
  const streams = await Promise.all(
    Array.from({ length: EVENT_STREAMS_OF_STRANGERS_LIMIT - 1 }, (_, stream) => ask(addressOf(stream))),
  );
  assert.deepEqual([...new Set(streams.map(({ statusCode }) => statusCode))], [200]);
  const another = addressOf(EVENT_STREAMS_OF_STRANGERS_LIMIT) + 1;
  assert.equal((await ask(another)).statusCode, 429);
  assert.equal(
    (await ask(0, PARTY)).statusCode,
    200,
    'whoever signed in finds a place, also at a stranger’s address',
  );
  await first.close();
  await eventually('room for one', async () => (await ask(another)).statusCode === 200);
  assert.equal((await ask(another)).statusCode, 429);
});

test('one party’s open pages leave places for every other’s', async () => {
  await using site = await open();
  const ask = askers(site);
  const asked = await Promise.all(
    Array.from({ length: EVENT_STREAMS_LIMIT }, (_, stream) => ask(addressOf(stream), PARTY)),
  );
  const taken = asked.filter(({ statusCode }) => statusCode === 200).length;
  assert.equal(taken, EVENT_STREAMS_LIMIT / 2);
  assert.equal((await ask(500, 'did:web:other.example')).statusCode, 200);
  assert.equal((await ask(500)).statusCode, 200);
});

test('a reader that takes nothing is let go when its time is over, and makes room', async () => {
  await using site = await open({ lifeMs: LIFE_MS });
  const ask = () => site.app.inject({ url: '/events', remoteAddress: '127.0.0.1', payloadAsStream: true });
  // Nobody listens to what comes, so that it piles up on the way.
  const unread = Array.from({ length: EVENT_STREAMS_PER_CLIENT_LIMIT }, () =>
    get(`${site.url}/events`, { agent: false }),
  );
  for (const request of unread) request.on('error', () => undefined);
  await Promise.all(unread.map((request) => once(request, 'response')));
  for (let at = 0; at < LONG_EVENTS; at++) {
    site.record(`public ${LONG}`);
    await new Promise((sent) => setImmediate(sent));
  }
  await eventually('room', async () => (await ask()).statusCode === 200);
  for (const request of unread) request.destroy();
});

test('a stream ends when its time is over, makes room for the next, and says how soon to come again', async () => {
  await using site = await open({ lifeMs: LIFE_MS });
  for (let round = 0; round < 2; round++) {
    const began = performance.now();
    const streams = [];
    for (let at = 0; at < EVENT_STREAMS_PER_CLIENT_LIMIT; at++) {
      streams.push(await follow(`${site.url}/events`));
      site.record('public 1');
    }
    for (const stream of streams) {
      const heard = await stream.until(/never/);
      assert.match(heard, /^retry: 3000$/mu);
      assert.match(heard, /recorded/u);
    }
    assert.ok(performance.now() - began >= LIFE_MS - 50, 'not before');
  }
});

test('a page hears, when it begins to listen, of what was recorded since it was asked for, if its viewer may see it', async () => {
  const clock = { ms: 1_000_000 };
  await using site = await open({ nowMs: () => clock.ms });
  clock.ms += 10_000;
  const asked = clock.ms;
  const looks = async (since: number, more = '') => {
    const stream = await follow(`${site.url}/events?since=${since}${more}`);
    await stream.until(/retry/);
    site.record('public last');
    const heard = await stream.until(/recorded/);
    await stream.close();
    return heard.includes('event: look');
  };
  assert.equal(await looks(asked), false, 'nothing was recorded');
  clock.ms += 60_000;
  const later = clock.ms;
  site.record('secret 1', 'public in other');
  assert.equal(await looks(later, `&case=${CASE}`), false, 'nothing that it shows');
  clock.ms += 30_000;
  const visible = clock.ms;
  assert.equal(await looks(visible), false);
  assert.equal(await looks(visible), true, 'the last of the look before');
  assert.equal(await looks(visible + EVENTS_CLOCKS_DIFFER_MS), true, 'clocks of two processes differ a little');
  assert.equal(await looks(visible + EVENTS_CLOCKS_DIFFER_MS + 1), false);
});

test('a page that was asked for longer ago than is remembered looks in any case', async () => {
  const clock = { ms: 1_000_000 };
  await using site = await open({ nowMs: () => clock.ms });
  const looks = async (since: number) => {
    const stream = await follow(`${site.url}/events?since=${since}`);
    await stream.until(/look/);
    await stream.close();
  };
  const looksNot = async (since: number) => {
    const stream = await follow(`${site.url}/events?since=${since}`);
    const silence = new Promise<string>((silent) => setTimeout(silent, 300, ''));
    assert.doesNotMatch(await Promise.race([stream.until(/look/), silence]), /look/u);
    await stream.close();
  };
  clock.ms += 10_000;
  const first = clock.ms;
  site.record('secret 1');
  await looksNot(first);
  clock.ms += EVENTS_REMEMBERED_MS + 1;
  site.record('secret 2');
  // A minute later.
  await looks(first);
  await looksNot(clock.ms + 1);
  clock.ms += 10_000;
  const busy = clock.ms;
  site.record(...Array.from({ length: EVENTS_REMEMBERED_MOST + 1 }, () => 'secret'));
  // More than are remembered.
  await looks(busy);
  assert.equal((await site.app.inject({ url: '/events?since=-1' })).statusCode, 400);
});

test('closing the server ends open streams instead of waiting for them', async () => {
  const site = await open();
  const stream = await follow(`${site.url}/events`);
  await stream.until(/retry/);
  await site[Symbol.asyncDispose]();
  assert.match(await stream.until(/never/), /retry/);
});

test('a malformed case is refused', async () => {
  await using site = await open();
  const answer = await site.app.inject({ url: '/events?case=everything' });
  assert.equal(answer.statusCode, 400);
  assert.deepEqual(PUBLIC_VIEWER.party, null);
});
