import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { currentLanguage } from '#speaking';
import { LANGUAGES, type Language } from '#texts/languages.ts';
import type { App, Identities, Request, SignedIn } from './contract.ts';
import { formToken } from './form-token.ts';
import { languageOf, preferred } from './language.ts';
import { buildServer } from './server.ts';

const ILSE = { kind: 'person', party: 'did:web:hospital.example', person: 'ilse' } as const;

async function served(kept = new Map<string, Language>()): Promise<App> {
  const identities: Identities = {
    fromSession: async (secret): Promise<SignedIn | null> =>
      secret.startsWith('ilse')
        ? {
            actor: ILSE as never,
            viewer: { party: ILSE.party } as never,
            name: 'Ilse',
            partyName: 'Hospital',
            roles: new Set(),
            language: kept.get(ILSE.person),
          }
        : null,
    fromToken: async () => null,
    keepLanguage: async (person, language) => void kept.set(person, language),
  };
  const app = await buildServer({
    node: { name: 'Here', operator: 'us', publicUrl: 'http://here.example', realm: 'test', exercise: true },
    identities,
    people: { refusal: () => 'refused', keptForm: () => 'kept' },
  } as never);
  app.get('/page', async (_request, reply) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return reply.type('text/html').send(currentLanguage());
  });
  app.get('/token', async (request, reply) => reply.send(formToken(request, reply)));
  app.post('/api/v1/say', async (_request, reply) => reply.send({ language: currentLanguage() }));
  return app;
}

test('the first of our languages in the order that a browser prefers is spoken', () => {
  assert.equal(preferred('fr-CH, fr;q=0.9, en;q=0.8'), 'fr');
  assert.equal(preferred('de, ar;q=0.4, zh-Hant;q=0.5'), 'zh');
  assert.equal(preferred('ES-419'), 'es');
  for (const none of ['', 'de', '*', 'ru;q=0', ';;;', 'q=1']) assert.equal(preferred(none), undefined, none);
});

test('no header is too odd to be read', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const found = preferred(header);
      assert.ok(found === undefined || LANGUAGES.includes(found));
    }),
  );
});

test('a page is written in the language of whoever asks, also after it has waited, and two at once in two', async () => {
  const app = await served();
  const answers = await Promise.all(
    LANGUAGES.map(async (language) => {
      const { body } = await app.inject({ url: '/page', headers: { 'accept-language': language } });
      return body;
    }),
  );
  assert.deepEqual(answers, [...LANGUAGES]);
  await app.close();
});

test('an answer for programs is written in the language they ask for, after its body was read', async () => {
  const app = await served();
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/say',
    headers: { 'accept-language': 'ru', 'content-type': 'application/json' },
    payload: JSON.stringify({ words: 'x'.repeat(100_000) }),
  });
  assert.deepEqual(answer.json(), { language: 'ru' });
  await app.close();
});

test('a language chosen in the address is kept, by the browser and for the person, and leaves the address', async () => {
  const kept = new Map<string, Language>();
  const app = await served(kept);
  const chosen = await app.inject({ url: '/page?sort=up&lang=ar' });
  assert.equal(chosen.statusCode, 303);
  assert.equal(chosen.headers.location, '/page?sort=up');
  const [cookie] = chosen.cookies;
  assert.equal(cookie?.value, 'ar');
  assert.ok((cookie?.maxAge ?? 0) > 0 && cookie?.httpOnly);
  const again = await app.inject({
    url: '/page',
    cookies: { [cookie!.name]: 'ar' },
    headers: { 'accept-language': 'fr' },
  });
  assert.equal(again.body, 'ar');
  const session = { [app.cookieNames.session]: `ilse${'x'.repeat(40)}` };
  await app.inject({ url: '/page?lang=zh', cookies: session });
  assert.equal(kept.get(ILSE.person), 'zh');
  const elsewhere = await app.inject({ url: '/page', cookies: session, headers: { 'accept-language': 'fr' } });
  assert.equal(elsewhere.body, 'zh', 'on another device, without the cookie');
  await app.close();
});

test('a language chosen in the form of a page answers it and is kept; programs and odd values choose none', async () => {
  const kept = new Map<string, Language>();
  const app = await served(kept);
  for (const url of ['/page', '/api/v1/page']) {
    app.post(url, async (_request, reply) => reply.type('text/html').send(currentLanguage()));
  }
  const shown = await app.inject({ url: '/token' });
  const [browser] = shown.cookies;
  const say = (url: string, fields: string) =>
    app.inject({
      ...{ method: 'POST', url, payload: `form_token=${shown.body}&${fields}` },
      cookies: { [browser!.name]: browser!.value },
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr' },
    });
  const chosen = await say('/page', 'lang=ar');
  assert.equal(chosen.body, 'ar');
  assert.deepEqual(
    chosen.cookies.map(({ name, value }) => [name, value]),
    [[app.cookieNames.language, 'ar']],
  );
  for (const [url, fields] of [
    ['/page', 'lang=tlh'],
    ['/page', 'lang=ar&lang=ru'],
    ['/api/v1/page', 'lang=ar'],
  ] as const) {
    const { body, cookies } = await say(url, fields);
    assert.deepEqual([body, cookies], ['fr', []], `${url} ${fields}`);
  }
  await app.close();
});

test('the choice of a language never leads to another site', async () => {
  const app = await served();
  for (const url of [
    '/.//evil.example?lang=ar',
    '//evil.example/x?lang=ar',
    '/%2e//evil.example?lang=ar',
    '/\\evil.example?lang=ar',
  ]) {
    const { statusCode, headers } = await app.inject({ url });
    if (statusCode === 303) assert.match(String(headers.location), /^\/(?![/\\])/, url);
  }
  await app.close();
});

test('a language that is none of ours changes nothing', async () => {
  const app = await served();
  const answer = await app.inject({ url: '/page?lang=tlh', headers: { 'accept-language': 'es' } });
  assert.equal(answer.body, 'es');
  await app.close();
});

type Asked = {
  readonly header?: string;
  readonly cookie?: string;
  /** Who is signed in: by a session, or by a token with its scopes. */
  readonly by?: 'session' | 'token';
  readonly kept?: string;
};

function spokenTo({ header, cookie, by, kept }: Asked): string {
  const actor = { kind: 'person', person: 'p', party: 'did:web:a.example' };
  const signedIn = { actor: by === 'token' ? { ...actor, scopes: ['read'] } : actor, language: kept };
  return languageOf({
    headers: header === undefined ? {} : { 'accept-language': header },
    cookies: cookie === undefined ? {} : { language: cookie },
    server: { cookieNames: { language: 'language' } },
    signedIn: by === undefined ? null : signedIn,
  } as unknown as Request);
}

test('a browser is answered in what its person keeps, else in what was chosen here, else in what it asks for', () => {
  assert.equal(spokenTo({ header: 'fr', cookie: 'ru', by: 'session', kept: 'ar' }), 'ar');
  assert.equal(spokenTo({ header: 'fr', cookie: 'ru', by: 'session' }), 'ru');
  assert.equal(spokenTo({ header: 'de, fr;q=0.5, ar;q=0.8' }), 'ar');
  assert.equal(spokenTo({ header: 'de' }), 'en');
  assert.equal(spokenTo({}), 'en');
});

test('a program with a token is answered in what it asks for, and else in what its person keeps', () => {
  assert.equal(spokenTo({ header: 'en', by: 'token', kept: 'ar' }), 'en');
  assert.equal(spokenTo({ header: 'zh-Hans', by: 'token', kept: 'ar' }), 'zh');
  assert.equal(spokenTo({ header: 'de', by: 'token', kept: 'ar' }), 'ar');
  assert.equal(spokenTo({ by: 'token', kept: 'ar' }), 'ar');
});
