import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { World } from '#testing/evidence.ts';
import type { BundleCode } from './codes.ts';
import { formatTrust, MAX_PINNED_PARTIES, MAX_TRUST_CHARACTERS, parseTrust, partyName } from './trust.ts';

const world = new World();
const text = world.trustText();
const { did, root } = world.operator;

describe('trust files', () => {
  test('a policy, pinned parties and operators are read from one text, in any order', () => {
    const trust = parseTrust(`# mine\noperator North north.example/log north\n\t${text}`);
    assert.ok(trust.ok);
    assert.equal(trust.value.policy.logs.length, 2);
    assert.deepEqual(trust.value.parties.get(did), { party: did, root: root.kid, name: 'Hospital' });
    assert.equal(trust.value.operators.get('north'), 'North');
  });

  test('a trust file is read back as written', () => {
    const trust = world.trust(`${text}operator North north.example/log north\noperator East east west\n`);
    assert.deepEqual(formatTrust(world.trust(formatTrust(trust))), formatTrust(trust));
  });

  test('a party is called by its pinned name, and by its identifier when it has none', () => {
    const trust = world.trust(text.replace(' Hospital', ''));
    assert.equal(partyName(trust, did), did);
    assert.equal(partyName(trust, world.authority.did), 'CSIRT North');
    assert.equal(partyName(trust, 'did:web:unknown.example'), 'did:web:unknown.example');
  });

  const line = `party ${did} ${root.kid}`;
  const malformed: Record<string, [string, BundleCode]> = {
    'a party without its root': [`party ${did}\nquorum none`, 'trust-malformed'],
    'a party that is no did:web': [`party hospital.example ${root.kid}\nquorum none`, 'trust-malformed'],
    'a root that is no thumbprint': [`party ${did} abc\nquorum none`, 'trust-malformed'],
    'a thumbprint with stray bits at its end': [`party ${did} ${'A'.repeat(42)}B\nquorum none`, 'trust-malformed'],
    'a name that turns the writing direction': [`${line} Hospital\u202e\nquorum none`, 'trust-malformed'],
    'a name of a thousand letters': [`${line} ${'x'.repeat(1_000)}\nquorum none`, 'trust-malformed'],
    'a party pinned twice': [`${line}\n${line} Again\nquorum none`, 'trust-party-twice'],
    'an operator of nothing': ['operator North\nquorum none', 'trust-malformed'],
    'a log with two operators': ['operator a x/log\noperator b x/log\nquorum none', 'trust-operator-twice'],
    'a file without a quorum': [line, 'policy-quorum-missing'],
    'a line that is neither ours nor the policy’s': [`trust everybody\nquorum none`, 'policy-malformed'],
    'more parties than are read': [
      `${Array.from({ length: MAX_PINNED_PARTIES + 1 }, (_, at) => `party did:web:p${at}.example ${root.kid}`).join('\n')}\nquorum none`,
      'trust-too-large',
    ],
    'a file over the limit': ['#'.repeat(MAX_TRUST_CHARACTERS + 1), 'trust-too-long'],
  };
  for (const [what, [input, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}`, () => {
      const parsed = parseTrust(input);
      assert.ok(!parsed.ok, `${what} was accepted`);
      assert.equal(parsed.refusal.code, code);
    });
  }

  test('a refusal names the line, also behind lines of ours', () => {
    const policy = parseTrust(`${line}\n\nquorate none\n`);
    assert.ok(!policy.ok && policy.refusal.place === 'line 3');
    const ours = parseTrust(`quorum none\n${line}\n${line}\n`);
    assert.ok(!ours.ok && ours.refusal.place === 'line 3');
  });

  test('whatever the text, the parser answers and never throws', () => {
    const words = fc.constantFrom('party', 'operator', 'quorum', 'none', did, root.kid, '\n', 'x', '\u0000', '#');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (input) => {
          const parsed = parseTrust(input);
          if (parsed.ok) assert.ok(parseTrust(formatTrust(parsed.value)).ok);
        },
      ),
    );
  });
});
