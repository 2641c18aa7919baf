import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MAX_BUNDLE_CHARACTERS, MAX_BUNDLE_STATEMENTS, parseBundle } from '#bundle/format.ts';
import type { App } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { marking } from '#statement/marking.ts';
import { parse } from '#statement/parse.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import { appended } from '#testing/submit.ts';
import { draftOf, newCase, submissionOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import type { Shown } from './contract.ts';
import { type Exporter, exportCase } from './export.ts';
import { MAX_CASE_STATEMENTS, MAX_PART_STATEMENTS } from './limits.ts';
import { createReader } from './reader.ts';
import { statementRoutes } from './routes.ts';

const STATEMENTS = 5;
const CASE = newCase();
const IN_OPEN_CASE = { markings: { case: marking('clear') } };

let place: StorePlace;
let node: TinyNode;
let app: App;
let exporter: Exporter;
before(async () => {
  place = await sqlitePlace();
  node = await tinyNode(place.target);
  for (let at = 0; at < STATEMENTS; at++) {
    const claims = { text: `${at}`, place: `here ${at}` };
    await appended(node.ledger, submissionOf(draftOf('note', CASE, claims, IN_OPEN_CASE)));
  }
  const { store, ledger } = node;
  const reader = createReader({
    store,
    grants: async () => new Map(),
    communitiesOf: async () => [],
    now: () => ledger.now(),
    mostOfCase: 2,
  });
  exporter = { reader, ledger, keyStatements: async () => [] };
  app = await buildServer({
    node: { name: 'n', operator: 'o', publicUrl: 'http://127.0.0.1', realm: 'live', exercise: false, demo: false },
    identities: { fromSession: async () => null, fromToken: async () => null },
    people: { refusal: () => '', keptForm: () => '' },
  });
  checkAnswers(app);
  statementRoutes(app, ledger, exporter);
});
after(async () => {
  await app?.close();
  await node?.[Symbol.asyncDispose]();
  await place?.[Symbol.asyncDispose]();
});

type Answer = { readonly body: string; readonly link: string };

async function get(url: string): Promise<Answer> {
  const { body, headers } = await app.inject({ url });
  return { body, link: String(headers.link ?? '') };
}

function digestsIn(text: string): readonly string[] {
  const bundle = parseBundle(text);
  assert.ok(bundle.ok, bundle.ok ? '' : bundle.refusal.sentence);
  return bundle.value.statements.map(({ presentation }) => {
    const parsed = parse(presentation);
    assert.ok(parsed.ok);
    return parsed.value.digest;
  });
}

test('what a case page shows is never more than a bundle holds', () => {
  assert.ok(MAX_CASE_STATEMENTS <= MAX_BUNDLE_STATEMENTS);
  assert.ok(MAX_PART_STATEMENTS <= MAX_BUNDLE_STATEMENTS);
});

test('a case beyond its limit is exported as its page shows it, and whole in parts, each of which names the next', async () => {
  const all: string[] = [];
  let url: string | undefined = `/api/v1/cases/${CASE}/statements?limit=2`;
  const parts: number[] = [];
  while (url !== undefined) {
    const { statements, next }: { statements: Shown[]; next?: number } = JSON.parse((await get(url)).body);
    parts.push(statements.length);
    all.push(...statements.map(({ digest }) => digest));
    url = next === undefined ? undefined : `/api/v1/cases/${CASE}/statements?limit=2&after=${next}`;
  }
  assert.deepEqual([parts, new Set(all).size], [[2, 2, 1], STATEMENTS]);
  const page = await get(`/api/v1/cases/${CASE}/bundle`);
  assert.deepEqual([digestsIn(page.body), page.link], [all.slice(-2), '']);
  const taken: string[] = [];
  url = `/api/v1/cases/${CASE}/bundle?after=0&limit=2`;
  while (url !== undefined) {
    const part: Answer = await get(url);
    taken.push(...digestsIn(part.body));
    url = /^<([^>]+)>; rel="next"$/u.exec(part.link)?.[1];
  }
  assert.deepEqual(taken, all);
});

test('a part that is none is refused', async () => {
  for (const query of ['after=-1', 'after=x', 'limit=0', `limit=${MAX_PART_STATEMENTS + 1}`, 'before=1']) {
    for (const what of ['bundle', 'statements']) {
      assert.equal((await app.inject({ url: `/api/v1/cases/${CASE}/${what}?${query}` })).statusCode, 400, query);
    }
  }
  assert.equal((await app.inject({ url: `/api/v1/cases/${newCase()}/bundle?after=0` })).statusCode, 404);
});

test('what no verifier would read is refused as too much instead of exported', async () => {
  const [shown] = await exporter.reader.case(CASE, PUBLIC_VIEWER);
  const exported = async (presentation: string, count: number) => {
    const all = Array<Shown>(count).fill({ ...shown!, presentation });
    const outcome = await exportCase(
      { ...exporter, reader: { ...exporter.reader, case: async () => all } },
      CASE,
      PUBLIC_VIEWER,
    );
    return outcome.ok ? 'exported' : outcome.refusal.code;
  };
  assert.equal(await exported('x', MAX_BUNDLE_STATEMENTS), 'exported');
  assert.equal(await exported('x', MAX_BUNDLE_STATEMENTS + 1), 'export-too-large');
  assert.equal(await exported('x'.repeat(MAX_BUNDLE_CHARACTERS), 1), 'export-too-large');
});
