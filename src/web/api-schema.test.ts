import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { ApiSchema } from '#http/api-document.ts';
import { PartyId, Uuid } from '#statement/statement-type.ts';
import { schemaRows } from './api-schema.ts';

test('what a body may hold is told value by value, within lists and objects, with its bounds', () => {
  const body = Type.Object({
    case: Uuid,
    decision: Type.Enum(['tell', 'wait']),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000, description: 'Why' })),
    count: Type.Optional(Type.Integer({ minimum: 0 })),
    to: Type.Union([PartyId, Type.Null()]),
    persons: Type.Array(Type.Object({ name: Type.String({ maxLength: 5 }) }), { maxItems: 3 }),
  });
  const rows = schemaRows(JSON.parse(JSON.stringify(body)) as ApiSchema);
  assert.deepEqual(
    rows.map(({ name, required, kind }) => [name, required, kind]),
    [
      ['case', true, 'UUID in small letters (a case, a draft or a file)'],
      ['decision', true, '"tell" | "wait"'],
      ['reason', false, 'string 1…2000'],
      ['count', false, 'integer 0…'],
      ['to', true, 'party, written did:web:host.example | null'],
      ['persons', true, 'object[] …3'],
      ['persons[].name', true, 'string …5'],
    ],
  );
  assert.equal(rows[2]?.description, 'Why');
});

test('a schema that goes on for ever, or is none, ends', () => {
  const endless: Record<string, unknown> = { type: 'object' };
  endless.properties = { again: endless };
  assert.equal(schemaRows(endless).length, 5);
  assert.deepEqual(schemaRows({ type: 'object', properties: { odd: 1, worse: null }, required: 'all' }), []);
});
