import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COOPERATION_TYPES } from '#cooperation/statements.ts';
import { COMMON_CLAIMS } from '#statement/statement-type.ts';
import { helpFor } from './value.ts';

test('what a form explains beside a claim is what its type says of it', () => {
  for (const type of COOPERATION_TYPES) {
    for (const [name, { help }] of Object.entries(type.claims)) {
      if (help === undefined || Object.hasOwn(COMMON_CLAIMS, name)) continue;
      assert.equal(helpFor(type.name, name), help, `${type.name}.${name}`);
    }
  }
});
