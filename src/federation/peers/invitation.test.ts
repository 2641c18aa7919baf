import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codeHash, formatInvitation, newCode, parseInvitation } from './invitation.ts';

const invitation = {
  node: 'https://a.example',
  party: 'did:web:a.example',
  root: 'r'.repeat(43),
  code: newCode(),
};

test('an invitation reads back as it was written, also with white space around it', () => {
  const line = formatInvitation(invitation);
  assert.deepEqual(parseInvitation(` ${line}\n`), { ok: true, value: invitation });
});

test('what is no invitation is refused with a sentence that says how one looks', () => {
  const line = formatInvitation(invitation);
  for (const text of [
    '',
    'hello',
    line.replace(':1:', ':2:'),
    line.slice(0, -3),
    `${line}AAAA`,
    `${line}${'A'.repeat(3_000)}`,
  ]) {
    const parsed = parseInvitation(text);
    assert.ok(!parsed.ok && parsed.refusal.code === 'invitation-malformed', text.slice(0, 40));
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.ok(!parseInvitation(`comity-invitation:1:${text}`).ok);
    }),
  );
});

test('a code is long and random, and is stored as a hash that is not the code', () => {
  const codes = new Set(Array.from({ length: 100 }, newCode));
  assert.equal(codes.size, 100);
  assert.ok(invitation.code.length >= 43);
  assert.notEqual(codeHash(invitation.code), invitation.code);
});
