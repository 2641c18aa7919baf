import assert from 'node:assert/strict';
import test from 'node:test';
import { Type } from 'typebox';
import { marking } from '#statement/marking.ts';
import { statementSchema } from '#statement/schema.ts';
import { claim, statementType } from '#statement/statement-type.ts';
import { registerSchemas } from './schemas.ts';
import { buildServer } from './server.ts';

const note = statementType('note', 2, 'Note', {
  text: claim('Text', Type.String({ maxLength: 9 }), marking('clear')),
});

async function open() {
  const app = await buildServer({
    node: { name: 'n', operator: 'o', publicUrl: 'http://127.0.0.1', realm: 'live', exercise: false, demo: false },
    identities: { fromSession: async () => null, fromToken: async () => null },
    people: { refusal: () => '', keptForm: () => '' },
  });
  registerSchemas(app, [note], statementSchema);
  return app;
}

test('each statement type is published as JSON Schema 2020-12, and listed with its address', async () => {
  const app = await open();
  const list = (await app.inject('/schemas/')).json();
  assert.equal(list.types[0].vct, 'urn:comity:statement:note:2');
  const schema = await app.inject(list.types[0].schema);
  assert.match(String(schema.headers['content-type']), /application\/schema\+json/);
  assert.equal(schema.json().$schema, 'https://json-schema.org/draft/2020-12/schema');
  await app.close();
});

test('unknown types, versions and malformed names answer in words', async () => {
  const app = await open();
  assert.equal((await app.inject('/schemas/note/1.json')).json().code, 'not-found');
  assert.equal((await app.inject('/schemas/none/1.json')).statusCode, 404);
  assert.equal((await app.inject('/schemas/NOTE/1.json')).statusCode, 400);
  assert.equal((await app.inject('/schemas/note/two.json')).statusCode, 400);
  await app.close();
});
