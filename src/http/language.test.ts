import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Request } from './contract.ts';
import { languageOf } from './language.ts';

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
