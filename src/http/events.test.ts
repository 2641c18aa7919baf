import assert from 'node:assert/strict';
import test from 'node:test';
import type { Recorded } from '#ledger/contract.ts';
import { PUBLIC_VIEWER, type Viewer } from '#statement/show.ts';
import { following } from '#testing/event-stream.ts';
import type { App } from './contract.ts';
import { registerEvents } from './events.ts';
import { EVENT_STREAMS_PER_CLIENT_LIMIT } from './limits.ts';
import { buildServer } from './server.ts';

const CASE = '7f2c1a5e-3d44-4b7e-9a51-0d6c2b8e4f10';
const OTHER = '8f2c1a5e-3d44-4b7e-9a51-0d6c2b8e4f10';

type Opened = AsyncDisposable & {
  readonly asked: readonly string[];
  readonly app: App;
  readonly url: string;
  record(...digests: string[]): void;
};

/** A statement whose digest begins with `public` may be seen by anybody; `in <case>` follows. */
async function open(): Promise<Opened> {
  let listener: ((records: readonly Recorded[]) => void) | undefined;
  const app = await buildServer({
    node: { name: 'n', operator: 'o', publicUrl: 'http://127.0.0.1', realm: 'live', exercise: false, demo: false },
    identities: { fromSession: async () => null, fromToken: async () => null },
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
  registerEvents(app, ledger, async (digest: string, _viewer: Viewer) => {
    asked.push(digest);
    return digest.startsWith('public');
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    url,
    asked,
    record(...digests) {
      listener?.(digests.map((digest) => ({ digest, case: digest.endsWith('other') ? OTHER : CASE }) as Recorded));
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
