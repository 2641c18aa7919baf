import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journal } from './journal.ts';
import { buildServer } from './server.ts';

test('the journal names method, path and outcome of a request, and nothing of who asked, of what was asked, sent or signed in with', async () => {
  let said = '';
  const kept = {
    write: (line: string) => {
      said += line;
    },
  };
  await using app = await buildServer({
    logger: journal('trace', kept),
    node: {
      name: 'Test node',
      operator: 'Run by the tests.',
      publicUrl: 'https://node.example',
      realm: 'exercise:test',
      exercise: true,
      demo: false,
    },
    identities: { fromSession: async () => null, fromToken: async () => null },
    people: { refusal: () => '', keptForm: () => '' },
  });
  app.get('/fails', async () => {
    throw new Error('broke');
  });
  app.get('/calendar/:feed', { config: { secretInPath: true } }, async () => 'kept');
  await app.inject({ method: 'GET', url: '/calendar/feed-secret.ics' });
  await app.inject({ method: 'GET', url: '/fails?q=asked-secret', headers: { host: 'node.example' } });
  await app.inject({
    method: 'POST',
    url: '/api/v1/none?q=asked-secret',
    headers: {
      host: 'node.example',
      authorization: 'Bearer token-secret',
      cookie: '__Host-session=cookie-secret',
      'x-forwarded-for': '198.51.100.7',
      'content-type': 'application/json',
    },
    payload: { claim: 'claim-secret' },
    remoteAddress: '2001:db8::7',
  });
  await app.inject({ method: 'GET', url: '/healthz?q=asked-secret', remoteAddress: '192.0.2.7' });
  assert.match(said, /"level":50.*a request failed/u);
  assert.match(said, /"method":"GET","path":"\/healthz","host"/u);
  assert.match(said, /"path":"\/calendar\/:feed"/u);
  assert.match(said, /"statusCode":200/u);
  assert.doesNotMatch(said, /secret/u);
  assert.doesNotMatch(said, /192\.0\.2\.7|2001:db8|198\.51\.100|remote/u);
});
