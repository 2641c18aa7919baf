import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { apiRoute } from '#http/api-route.ts';
import type { App } from '#http/contract.ts';
import { checkAnswers } from './checked-answers.ts';
import { pageServer } from './page-server.ts';

const readThing = apiRoute(
  'GET',
  '/api/v1/thing',
  'readThing',
  Type.Object({ name: Type.String(), parts: Type.Array(Type.Object({ at: Type.Optional(Type.Integer()) })) }),
);

async function answering(said: object): Promise<{ readonly app: App; readonly status: number }> {
  const app = await pageServer();
  checkAnswers(app);
  app.get(readThing.path, { schema: readThing.schema }, (_request, reply) => reply.send(said as never));
  const { statusCode: status } = await app.inject({ url: readThing.path });
  return { app, status };
}

test('an answer that fits its schema passes', async () => {
  const { app, status } = await answering({ name: 'a', parts: [{}, { at: 1 }] });
  assert.equal(status, 200);
  await app.close();
});

for (const [what, said, where] of [
  ['a member that its schema does not name', { name: 'a', parts: [{ at: 1, secret: true }] }, /\/parts\/0/u],
  ['a member of another kind', { name: 1, parts: [] }, /\/name/u],
  ['a member missing', { parts: [] }, /name/u],
] as const) {
  test(`an answer with ${what} fails whoever asked, and the test that closes the server`, async () => {
    const { app, status } = await answering(said);
    assert.equal(status, 500);
    await assert.rejects(app.close(), where);
  });
}
