/** How many laws are shown without drowning whoever reads: folded by question, listed by place. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { App } from '#http/contract.ts';
import { loadRulebook, type Regimes, type Rulebook } from '#obligations/regimes/load-regimes.ts';
import { stateNames } from '#site/claim-value.ts';
import { pageServer } from '#testing/page-server.ts';
import { message } from '#texts/catalogue.ts';
import { LANGUAGES } from '#texts/languages.ts';
import { findDuties } from './finder.ts';
import { readQuestion } from './finder-input.ts';
import { dutyPages } from './pages/duty-pages.ts';

const NOW = Temporal.Instant.from('2026-11-29T10:00:00Z');
let app: App;
let rulebook: Rulebook;
let regimes: Regimes;
const NORMS: readonly string[] = ['norm', 'agreement'];

before(async () => {
  const loaded = loadRulebook();
  assert.ok(loaded.ok);
  rulebook = loaded.value;
  ({ regimes } = rulebook);
  app = await pageServer();
  dutyPages(app, { rulebook, stateName: stateNames({}), now: () => NOW, exerciseStates: [] });
});
after(() => app.close());

const get = async (url: string, language = 'en') =>
  (await app.inject({ url, headers: { 'accept-language': language } })).body;
const plain = (body: string) => body.replaceAll(/<[^>]*>/gu, '').replaceAll(/\s+/gu, ' ');
const linked = (body: string) => [...body.matchAll(/href="\/duties\/regimes\/([\w-]+)"/gu)].map(([, id]) => id!);

const HOSPITAL =
  '/duties?state=DE&sectors=health&size=large&significant=yes&personal_data=yes&awareness=2026-11-29T09:00Z';

/** The part of the finder that lists what may apply. */
async function mayApply(url: string) {
  const body = await get(url);
  const start = body.indexOf('<h3>May apply</h3>');
  return body.slice(start, body.indexOf('<h3>', start + 4));
}

test('laws that wait for one and the same answer are folded under its question', async () => {
  const part = await mayApply(HOSPITAL);
  const start = part.indexOf('<details');
  const folded = part.slice(start, part.indexOf('</details>', start));
  const [, count] =
    /<summary>(\d+) more depend on: In which states do you serve people\?<\/summary>/u.exec(folded) ?? [];
  assert.ok(Number(count) >= 10, folded.slice(0, 300));
  assert.equal(linked(folded).length, Number(count));
  assert.match(folded, /href="#field-service_states"/u);
  const cards = part.split('<article').length - 1;
  assert.ok(cards < Number(count), `${cards} cards are left`);
});

test('folding loses no law: each that may apply is linked once', async () => {
  const question = readQuestion({
    facts: { state: 'DE', sectors: 'health', size: 'large', significant: 'yes', personal_data: 'yes' },
    moments: { awareness: '2026-11-29T09:00Z' },
  });
  assert.ok(question.ok);
  const open = findDuties(question.value, rulebook).filter(
    ({ applies, binding, regime }) => applies === 'may-apply' && binding && !NORMS.includes(regime.kind),
  );
  assert.deepEqual(linked(await mayApply(HOSPITAL)).toSorted(), open.map(({ regime }) => regime.id).toSorted());
});

test('where the question is answered nothing is folded under it', async () => {
  assert.doesNotMatch(await mayApply(`${HOSPITAL}&service_states=DE`), /serve people\?<\/summary>/u);
});

test('the list of laws stands by place, and what is known and not computed stands apart', async () => {
  const body = await get('/duties/regimes');
  const order = [
    'European Union',
    'States of the EU and the EEA',
    'Other states',
    'Between states, and agreed here',
  ];
  const places = [...order, 'Known, not computed'].map((title) => body.indexOf(`-title">${title} (`));
  assert.ok(places.every((place) => place > 0));
  assert.deepEqual(
    places.toSorted((one, other) => one - other),
    places,
  );
  const [, members, others, world, known] = places;
  assert.deepEqual(linked(body).toSorted(), regimes.all.map(({ id }) => id).toSorted());
  assert.ok(linked(body.slice(members, others)).includes('nis2-no'));
  assert.ok(linked(body.slice(others, world)).includes('us-sec-8k'));
  const apart = regimes.all.filter(({ computed }) => computed === false).map(({ id }) => id);
  assert.deepEqual(linked(body.slice(known)).toSorted(), apart.toSorted());
});

test('the list is narrowed by a place and by words, in a form that works without script', async () => {
  const all = await get('/duties/regimes');
  assert.match(all, /<form[^>]*method="get"[^>]*action="\/duties\/regimes"/u);
  const swiss = await get('/duties/regimes?place=CH&words=');
  assert.deepEqual(linked(swiss), ['ch-isa']);
  assert.match(swiss, /<option +value="CH" selected[^>]*>Switzerland</u);
  assert.deepEqual(linked(await get('/duties/regimes?words=cyprus')), ['nis2-cy']);
  assert.deepEqual(linked(await get('/duties/regimes?place=DE&words=NIS2+germany')), ['nis2-de']);
  const none = await get(`/duties/regimes?words=${encodeURIComponent('"><script>')}`);
  assert.match(none, /No text fits\./u);
  assert.ok(!none.includes('<script>"') && !none.includes('"><script>'));
});

test('a place that is none is refused, and a list of places stands in the reader’s language', async () => {
  assert.equal((await app.inject({ url: '/duties/regimes?place=nowhere' })).statusCode, 400);
  for (const language of LANGUAGES) {
    assert.ok(
      plain(await get('/duties/regimes', language)).includes(message(language, 'duties.places.members')),
      language,
    );
  }
});
