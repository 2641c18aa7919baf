import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Disclosure } from '#statement/disclosure.ts';
import { marking, TLP_ORDER } from '#statement/marking.ts';
import { type HeldStatement, issuerEyes, partyViewOf } from './held-statements.ts';

const ISSUER = 'did:web:csirt.example';
const NAMES = [
  `${ISSUER}#ann`,
  `${ISSUER}#bob`,
  'did:web:other.example#eve',
  'did:web:other.example',
  'community',
];

const disclosure = fc
  .record({
    tlp: fc.constantFrom(...TLP_ORDER),
    audience: fc.subarray(NAMES),
    name: fc.stringMatching(/^[a-z]{1,3}$/),
  })
  .map(({ tlp, audience, name }): Disclosure => {
    const claim = { name, value: 1, marking: { ...marking(tlp, []), audience } };
    return { encoded: name, digest: name, claim };
  });

test('an issuer sees of its own statement what it would with every release and community read', () => {
  fc.assert(
    fc.property(
      fc.array(disclosure),
      fc.subarray(NAMES),
      fc.subarray(NAMES),
      fc.array(fc.record({ to: fc.constantFrom(ISSUER, ...NAMES), claims: fc.constant('all' as const) })),
      (disclosures, communities, servedBy, releases) => {
        const holding = { issuer: ISSUER, disclosures } as unknown as HeldStatement;
        const viewer = { party: ISSUER, person: null, servedBy, communities };
        const whole = partyViewOf(holding, releases, { viewer, issuerCommunities: communities });
        assert.deepEqual(partyViewOf(holding, [], issuerEyes(ISSUER)), whole);
      },
    ),
  );
});
