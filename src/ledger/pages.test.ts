import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pageServer } from '#testing/page-server.ts';
import { type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import { appended } from '#testing/submit.ts';
import { draftOf, newCase, submissionOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import { logPages } from './pages.ts';
import { createReader } from './reader.ts';

const PADDED_TO = 8;

let place: StorePlace;
let node: TinyNode;
let site: Site;
before(async () => {
  place = await sqlitePlace();
  node = await tinyNode(place.target, { cadenceMs: 20, paddingMultiple: PADDED_TO });
  const published = new Promise((resolve) => node.ledger.onPublished(resolve));
  await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'a' })));
  await published;
  site = await explorerOf(node);
});
after(async () => {
  await site[Symbol.asyncDispose]();
  await node[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

type Page = { readonly status: number; readonly body: string };
type Site = AsyncDisposable & { page(url: string): Promise<Page> };

/** The explorer of a node's log, as the public has it. */
async function explorerOf({ store, ledger }: TinyNode): Promise<Site> {
  const app = await pageServer();
  const reader = createReader({
    store,
    grants: async () => new Map(),
    communitiesOf: async () => [],
    now: ledger.now,
  });
  logPages(app, { connection: store.connection, ledger, reader });
  return {
    async page(url) {
      const { statusCode, body } = await app.inject({ url });
      return { status: statusCode, body };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

const page = (url: string) => site.page(url);

/** What an entry's page says, without what must differ between any two entries. */
function shape(body: string): string {
  return body
    .slice(body.indexOf('<main'), body.indexOf('</main>'))
    .replaceAll(/[A-Za-z0-9_+/=-]{40,}/gu, 'HASH')
    .replaceAll(/(Entry|index) \d+/gu, '$1 N')
    .replaceAll(/^\d+$/gmu, 'N');
}

test('padding stands in the list of entries like any digest, without a gap in the numbers', async () => {
  const { body } = await page('/log-explorer');
  const numbers = [...body.matchAll(/href="\/log-explorer\/(\d+)"/gu)].map(([, number]) => Number(number));
  assert.deepEqual(numbers, [7, 6, 5, 4, 3, 2, 1, 0]);
});

test('whoever looks from outside cannot tell by its page, number or digest whether an entry is padding', async () => {
  const digests = [...(await page('/log-explorer')).body.matchAll(/class="hash">([A-Za-z0-9_-]{43})</gu)].map(
    ([, digest]) => digest!,
  );
  assert.equal(digests.length, PADDED_TO);
  const [statement, ...padding] = await Promise.all(
    Array.from({ length: PADDED_TO }, (_, index) => page(`/log-explorer/${index}`)),
  );
  assert.match(statement!.body, /Proof that the log holds it/u);
  for (const one of padding) {
    assert.equal(one.status, 200);
    assert.equal(shape(one.body), shape(statement!.body));
  }
  for (const digest of digests) assert.equal((await page(`/log-explorer/${digest}`)).status, 200, digest);
});

test('a number and a digest that the log has not are told so', async () => {
  assert.equal((await page(`/log-explorer/${PADDED_TO}`)).status, 404);
  assert.equal((await page(`/log-explorer/${'A'.repeat(43)}`)).status, 404);
});

test('what no checkpoint has published yet is neither counted nor found by whoever is not shown it', async () => {
  await using other = await sqlitePlace();
  await using slow = await tinyNode(other.target, { cadenceMs: 3_600_000, paddingMultiple: PADDED_TO });
  const say = (claims: Record<string, string>) =>
    appended(slow.ledger, submissionOf(draftOf('note', newCase(), claims)));
  await using site = await explorerOf(slow);
  const empty = await site.page('/log-explorer');
  const hidden = await say({ text: 'amber' });
  const looks = [await site.page('/log-explorer')];
  await say({ text: 'amber too' });
  looks.push(await site.page('/log-explorer'));
  for (const look of looks) assert.equal(shape(look.body), shape(empty.body));
  const unknown = await site.page('/log-explorer/7');
  for (const entry of ['0', '1', hidden.digest, 'A'.repeat(43)]) {
    const told = await site.page(`/log-explorer/${entry}`);
    assert.deepEqual([told.status, shape(told.body)], [unknown.status, shape(unknown.body)], entry);
  }
  assert.equal(unknown.status, 404);
  assert.equal(await slow.ledger.proof(hidden.digest, 'published'), undefined);
  const open = await say({ text: 'amber', place: 'clear' });
  assert.match((await site.page('/log-explorer')).body, /href="\/log-explorer\/2"/u);
  assert.equal((await site.page(`/log-explorer/${open.digest}`)).status, 200);
});
