import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { App } from '#http/contract.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { stateNames } from '#site/claim-value.ts';
import { pageServer } from '#testing/page-server.ts';
import { dutyRoutes } from './duty-routes.ts';
import { dutyPages } from './pages/duty-pages.ts';

const NOW = Temporal.Instant.from('2026-11-29T10:00:00Z');
let app: App;

before(async () => {
  const rulebook = loadRulebook({ fictional: { EU: ['XV'], EEA: ['XV'] } });
  assert.ok(rulebook.ok);
  app = await pageServer();
  const services = { rulebook: rulebook.value, stateName: stateNames({ XV: 'Veldmark' }), now: () => NOW };
  dutyRoutes(app, services);
  dutyPages(app, { ...services, exerciseStates: ['XV'] });
});
after(() => app.close());

async function get(url: string) {
  const { statusCode, body } = await app.inject({ url });
  return { status: statusCode, body };
}

const HOSPITAL = 'state=XV&sectors=health&size=large&significant=yes&personal_data=yes&processor=no';

test('anybody may ask the finder, and is told stage, addressee, hour, law and source', async () => {
  const { status, body } = await get(`/duties?${HOSPITAL}&zone=Europe/Oslo&awareness=2026-11-29T09:00`);
  assert.equal(status, 200);
  for (const part of [
    'Guidance, not legal advice.',
    '30 Nov 2026, 08:00 UTC',
    '09:00 (Europe/Oslo)',
    'in 22 hours',
    'href="/duties/regimes/eu-nis2#early-warning"',
    'Art. 23(4)(a)',
    'https://eur-lex.europa.eu/eli/dir/2022/2555/oj',
    'The national CSIRT',
  ]) {
    assert.ok(body.includes(part), part);
  }
});

test('a link with nothing in it shows the questions alone', async () => {
  const { status, body } = await get('/duties');
  assert.equal(status, 200);
  assert.ok(body.includes('In which state are you established?') && body.includes('Veldmark'));
  assert.ok(!body.includes('id="result"'));
});

test('a wrong answer is shown at its field, with what was typed', async () => {
  const { status, body } = await get('/duties?service_states=DE+Q1&significant=yes');
  assert.equal(status, 422);
  assert.match(body, /href="#field-service_states"/);
  assert.match(body, /value="DE" checked/);
  assert.match(body, /value="Q1" checked/);
});

test('states are chosen by their names in the language of whoever asks, and in its order; nobody types a code', async () => {
  const { body } = await app.inject({
    url: '/duties?service_states=CH+SE',
    headers: { 'accept-language': 'es' },
  });
  assert.doesNotMatch(body, /ISO|<input[^>]*type="text"[^>]*name="service_states"/u);
  assert.match(body, /type="checkbox"[^>]*name="service_states" value="SE" checked[^>]*>\s*<label[^>]*>Suecia</u);
  const states = body.slice(body.indexOf('name="state"'), body.indexOf('</select>', body.indexOf('name="state"')));
  assert.ok(states.indexOf('Alemania') < states.indexOf('Zambia'));
  assert.ok(states.indexOf('Ucrania') < states.indexOf('Zambia'));
  assert.ok(states.indexOf('Francia') < states.indexOf('Suecia'));
  assert.ok(states.indexOf('Emiratos Árabes Unidos') < states.indexOf('España'));
});

test('script in an answer is text on the page', async () => {
  const { body } = await get(`/duties?service_states=${encodeURIComponent('"><script>alert(1)</script>')}`);
  assert.ok(!body.includes('<script>alert'));
});

test('a law that is not in force is shown so, and unconfirmed texts are marked', async () => {
  const us = await get('/duties?state=US&critical_entity=yes&reasonable-belief=2026-11-28T10:00Z');
  assert.ok(us.body.includes('NOT IN FORCE'));
  assert.ok(!us.body.includes('1 Dec 2026, 10:00'));
  const ukraine = await get('/duties/regimes/ua-1533');
  assert.ok(ukraine.body.includes('UNCONFIRMED'));
});

test('every regime has its page with stages, citations, examples and the day of the check', async () => {
  const list = await get('/duties/regimes');
  const ids = [...list.body.matchAll(/href="\/duties\/regimes\/([a-z0-9-]+)"/gu)].map(([, id]) => id!);
  assert.ok(new Set(ids).size >= 21);
  for (const id of new Set(ids)) {
    const { status, body } = await get(`/duties/regimes/${id}`);
    assert.equal(status, 200, id);
    assert.match(body, /Checked on 2026-\d\d-\d\d/u, id);
    assert.ok(body.includes('Worked examples'), id);
  }
});

test('where nobody read again whether a law is in force, its status says so on every page that names it', async () => {
  const rulebook = loadRulebook({});
  assert.ok(rulebook.ok);
  const list = (await get('/duties/regimes')).body;
  const finder = (await get(`/duties?${HOSPITAL}`)).body;
  const statusOf = (body: string, id: string) =>
    body.slice(body.indexOf(`/duties/regimes/${id}"`)).match(/In force[^<]*|Partly in force[^<]*/u)?.[0];
  const inForce = rulebook.value.regimes.all.filter(
    ({ status }) => status === 'in-force' || status === 'partly-in-force',
  );
  assert.ok(
    inForce.some((one) => one.status_confidence === 'R') && inForce.some((one) => one.status_confidence !== 'R'),
  );
  for (const { id, status_confidence } of inForce) {
    const own = (await get(`/duties/regimes/${id}`)).body.match(/(?:In|Partly in) force[^<]*/u)?.[0];
    for (const [where, said] of Object.entries({ list: statusOf(list, id), own })) {
      assert.equal(said?.includes('UNCONFIRMED'), status_confidence === 'R', `${id}, ${where}: ${said}`);
    }
  }
  assert.match(statusOf(finder, 'za') ?? '', /UNCONFIRMED/u);
});

test('in another language the words of a law stand marked as English, in its worked examples too', async () => {
  const url = '/duties/regimes/assistance-policy';
  const { body } = await app.inject({ url, headers: { 'accept-language': 'ar' } });
  const examples = body.slice(body.indexOf('id="examples-title"'), body.indexOf('id="notes-title"'));
  assert.match(examples, /<span lang="en" dir="ltr">First word on a notice<\/span>/u);
  assert.doesNotMatch(
    examples.replaceAll(/<(\w+) lang="en"[^>]*>[^<]*<\/\1>/gu, ''),
    /[a-z]{3,} [a-z]{3,} [a-z]{3,}/u,
  );
});

test('an unknown regime or version is not found, for people and for programs', async () => {
  for (const url of [
    '/duties/regimes/atlantis',
    '/duties/regimes/eu-nis2?version=99',
    '/api/v1/regimes/atlantis',
  ]) {
    assert.equal((await get(url)).status, 404, url);
  }
});

test('programs get the same answer by query and by body', async () => {
  const { body } = await get(`/api/v1/duties?${HOSPITAL}&awareness=2026-11-29T08:00Z`);
  const posted = await app.inject({
    method: 'POST',
    url: '/api/v1/duties',
    payload: {
      facts: {
        ...{ state: 'XV', sectors: ['health'], size: 'large', significant: true },
        ...{ personal_data: true, processor: false },
      },
      moments: { awareness: '2026-11-29T08:00Z' },
    },
  });
  assert.deepEqual(posted.json(), JSON.parse(body));
  const { regimes } = posted.json() as { regimes: { regime: string; applies: string }[] };
  assert.equal(regimes.find(({ regime }) => regime === 'eu-nis2')?.applies, 'applies');
});

test('what programs ask wrongly is refused with code and place', async () => {
  const posted = await app.inject({
    method: 'POST',
    url: '/api/v1/duties',
    payload: { facts: { colour: 'red' } },
  });
  assert.equal(posted.statusCode, 422);
  assert.deepEqual(
    [posted.json<{ code: string }>().code, posted.json<{ place: string }>().place],
    ['fact-unknown', 'colour'],
  );
  assert.equal((await get('/api/v1/duties?colour=red')).status, 400);
  assert.equal((await get('/api/v1/duties?awareness=2026-13-01T00:00Z')).status, 422);
});

test('the interface for programs describes the finder and the regimes', async () => {
  const { body } = await get('/api/v1/openapi.json');
  const { paths } = JSON.parse(body) as { paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  for (const path of ['/api/v1/duties', '/api/v1/regimes', '/api/v1/regimes/{id}', '/api/v1/regimes/schema']) {
    assert.ok(paths[path]?.get !== undefined, path);
  }
  assert.ok(paths['/api/v1/duties']?.post !== undefined);
});

test('a regime for programs carries its hash, versions and examples', async () => {
  const answer = JSON.parse((await get('/api/v1/regimes/eu-dora')).body) as {
    hash: string;
    versions: { version: number }[];
    examples: unknown[];
  };
  assert.match(answer.hash, /^[A-Za-z0-9_-]{43}$/u);
  assert.deepEqual(
    answer.versions.map(({ version }) => version),
    [2, 1],
  );
  assert.ok(answer.examples.length >= 3);
});
