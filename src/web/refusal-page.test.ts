import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORM_FIELDS_LIMIT, PARAMETER_LIMIT_CHARACTERS } from '#http/limits.ts';
import { pageServer } from '#testing/page-server.ts';

test('an address that cannot be read is answered with a page in the reader’s language, whatever else was sent', async () => {
  await using app = await pageServer({ demo: true });
  app.get('/cases/:id', async () => 'a case');
  const tooLong = `/cases/${'9'.repeat(PARAMETER_LIMIT_CHARACTERS + 1)}`;
  for (const url of ['/%zz', '/cases/%ED%A0%80', '/%c0%af?lang=%zz', tooLong]) {
    for (const cookie of ['', `${app.cookieNames.language}=fr`, `${app.cookieNames.session}=%zz; =; ;;`]) {
      for (const method of url === tooLong ? (['GET'] as const) : (['GET', 'POST'] as const)) {
        const answer = await app.inject({ method, url, headers: { host: 'node.example', cookie } });
        assert.equal(answer.statusCode, url === tooLong ? 414 : 400, url);
        assert.match(answer.body, /<h1>/u);
        assert.match(answer.body, cookie.endsWith('fr') ? /<html lang="fr"/u : /<html lang="en"/u);
        if (url === tooLong) assert.match(answer.body, cookie.endsWith('fr') ? /Chaque partie/u : /Each part/u);
        assert.match(String(answer.headers['content-security-policy']), /default-src/u);
      }
    }
  }
});

test('a form of too many fields is answered with a page in the reader’s language', async () => {
  await using app = await pageServer({ demo: true });
  app.post('/cases', async () => 'taken');
  const answer = await app.inject({
    method: 'POST',
    url: '/cases',
    headers: {
      host: 'node.example',
      cookie: `${app.cookieNames.language}=fr`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: 'a=b&'.repeat(FORM_FIELDS_LIMIT + 1),
  });
  assert.equal(answer.statusCode, 413);
  assert.match(answer.body, /<html lang="fr"/u);
  assert.match(answer.body, new RegExp(`Un formulaire compte au plus ${FORM_FIELDS_LIMIT} champs`, 'u'));
});
