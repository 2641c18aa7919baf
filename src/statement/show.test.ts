import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Claim } from './draft.ts';
import { type Marking, marking, PAP_ORDER, TLP_ORDER, type Tlp, USES } from './marking.ts';
import { type Held, labelOfDerived, PUBLIC_VIEWER, type ReleaseGrant, show, type Viewer } from './show.ts';

const CSIRT = 'did:web:csirt.example';
const NEIGHBOUR = 'did:web:neighbour.example';
const HOSPITAL = 'did:web:hospital.example';
const STRANGER = 'did:web:stranger.example';
const OFFICER = `${NEIGHBOUR}#0192f0a0-0000-7000-8000-000000000001`;

type Item = { readonly claim: Claim };
const items: readonly Item[] = TLP_ORDER.map((tlp) => ({
  claim: { name: nameOf(tlp), value: tlp, marking: marking(tlp) },
}));

function nameOf(tlp: Tlp): string {
  return tlp.replace('+', '_');
}

function held(change: Partial<Held<Item>> = {}): Held<Item> {
  return { issuer: CSIRT, issuerCommunities: ['csirts-network'], disclosures: items, releases: [], ...change };
}

function viewer(party: string, change: Partial<Viewer> = {}): Viewer {
  return { party, person: null, servedBy: [], communities: [], ...change };
}

function seen(statement: Held<Item>, by: Viewer): string {
  return show(statement, by)
    .disclosures.map(({ claim }) => claim.name)
    .join(' ');
}

function marked(tlp: Tlp, audience: readonly string[]): readonly Item[] {
  return [{ claim: { name: 'what', value: 1, marking: { ...marking(tlp), audience } } }];
}

const toNeighbour: readonly ReleaseGrant[] = [{ to: NEIGHBOUR, claims: 'all' }];

function hiding(value: Claim['value'], tlp: Tlp = 'amber+strict'): Item {
  return { claim: { name: 'hidden_from', value, marking: marking(tlp) } };
}

test('a statement hidden from a party shows it nothing, whatever its labels and releases say, nor the public', () => {
  const releases = [HOSPITAL, NEIGHBOUR].map((to) => ({ to, claims: 'all' as const }));
  const hidden = held({ disclosures: [...items, hiding([HOSPITAL])], releases });
  const hospital = viewer(HOSPITAL, { servedBy: [CSIRT, NEIGHBOUR], communities: ['csirts-network'] });
  assert.equal(seen(hidden, hospital), '');
  assert.equal(seen(hidden, PUBLIC_VIEWER), '');
  assert.equal(seen(hidden, viewer(NEIGHBOUR)), 'clear green amber amber_strict hidden_from');
  assert.match(seen(hidden, viewer(CSIRT)), /hidden_from/);
});

test('hiding that is marked clear hides from nobody, and hiding that cannot be read hides from all but the issuer', () => {
  const open = held({ disclosures: [...items, hiding([HOSPITAL], 'clear')] });
  assert.equal(seen(open, viewer(HOSPITAL)), 'clear hidden_from');
  const garbled = held({ disclosures: [...items, hiding('everybody')], releases: toNeighbour });
  assert.equal(seen(garbled, viewer(NEIGHBOUR)), '');
  assert.match(seen(garbled, viewer(CSIRT)), /clear/);
});

test('what passes between two parties about a release is nothing for those whom one of them serves', () => {
  const between = held({ releases: [{ to: NEIGHBOUR, claims: 'all', notServed: true }] });
  assert.equal(seen(between, viewer(HOSPITAL, { servedBy: [NEIGHBOUR] })), 'clear');
  assert.equal(seen(between, viewer(NEIGHBOUR)), 'clear green amber amber_strict');
});

test('the public sees what is clear, and what is withheld is counted for the node alone', () => {
  assert.deepEqual(show(held({ releases: toNeighbour }), PUBLIC_VIEWER), { disclosures: [items[0]], withheld: 4 });
});

test('a viewer without a party sees what is clear, whatever else it claims to be', () => {
  const pretender = {
    party: null,
    person: OFFICER,
    servedBy: [NEIGHBOUR, CSIRT],
    communities: ['csirts-network'],
  };
  const disclosures = [...items, ...marked('red', [OFFICER]), ...marked('green', ['csirts-network'])];
  assert.equal(seen(held({ disclosures, releases: toNeighbour }), pretender), 'clear');
});

test('green without an audience is for parties that share a community with the issuer', () => {
  assert.equal(seen(held(), viewer(NEIGHBOUR, { communities: ['csirts-network'] })), 'clear green');
  assert.equal(seen(held(), viewer(NEIGHBOUR, { communities: ['energy-isac'] })), 'clear');
  assert.equal(
    seen(held({ issuerCommunities: [] }), viewer(NEIGHBOUR, { communities: ['csirts-network'] })),
    'clear',
  );
});

test('green with an audience is for the named communities alone, even against those the issuer shares', () => {
  const statement = held({ disclosures: marked('green', ['energy-isac']) });
  assert.equal(seen(statement, viewer(NEIGHBOUR, { communities: ['energy-isac'] })), 'what');
  assert.equal(seen(statement, viewer(NEIGHBOUR, { communities: ['csirts-network'] })), '');
});

test('amber is for the issuer, the parties named in a release, and the parties those serve', () => {
  const statement = held({ releases: toNeighbour });
  assert.equal(seen(statement, viewer(CSIRT)), 'clear green amber amber_strict');
  assert.equal(seen(statement, viewer(NEIGHBOUR)), 'clear green amber amber_strict');
  assert.equal(seen(statement, viewer(HOSPITAL, { servedBy: [NEIGHBOUR] })), 'clear green amber');
  assert.equal(seen(statement, viewer(STRANGER)), 'clear');
});

test('amber+strict stops at the parties named in a release', () => {
  const statement = held({ disclosures: marked('amber+strict', []), releases: toNeighbour });
  assert.equal(seen(statement, viewer(NEIGHBOUR)), 'what');
  assert.equal(seen(statement, viewer(HOSPITAL, { servedBy: [NEIGHBOUR] })), '');
});

test('being served by the issuer opens nothing without a release', () => {
  assert.equal(seen(held(), viewer(HOSPITAL, { servedBy: [CSIRT] })), 'clear');
});

test('a release of some claims opens those, and no others', () => {
  const releases = [{ to: NEIGHBOUR, claims: ['amber'] }];
  assert.equal(seen(held({ releases }), viewer(NEIGHBOUR)), 'clear amber');
  assert.equal(seen(held({ releases: [{ to: NEIGHBOUR, claims: [] }] }), viewer(NEIGHBOUR)), 'clear');
});

test('red is for the persons named, each through the issuer or a release to their own party', () => {
  const statement = held({ disclosures: marked('red', [OFFICER]), releases: toNeighbour });
  assert.equal(seen(statement, viewer(NEIGHBOUR, { person: OFFICER })), 'what');
  assert.equal(seen(statement, viewer(NEIGHBOUR)), '');
  assert.equal(seen(statement, viewer(NEIGHBOUR, { person: `${OFFICER}x` })), '');
  assert.equal(seen(statement, viewer(STRANGER, { person: OFFICER })), '', 'a person of another party');
  assert.equal(seen(held({ disclosures: marked('red', [OFFICER]) }), viewer(NEIGHBOUR, { person: OFFICER })), '');
});

test('red is closed to the issuer itself but for the persons named', () => {
  const own = `${CSIRT}#0192f0a0-0000-7000-8000-000000000002`;
  const statement = held({ disclosures: marked('red', [own]) });
  assert.equal(seen(statement, viewer(CSIRT)), '');
  assert.equal(seen(statement, viewer(CSIRT, { person: own })), 'what');
});

test('a party whose name another begins with is not that party', () => {
  const statement = held({ disclosures: marked('red', [`${NEIGHBOUR}:unit#x`]), releases: toNeighbour });
  assert.equal(seen(statement, viewer(NEIGHBOUR, { person: `${NEIGHBOUR}:unit#x` })), '');
});

test('text derived from claims carries the strictest of their labels', () => {
  const claims = items.map(({ claim }) => claim);
  assert.equal(labelOfDerived([]), 'clear');
  assert.equal(labelOfDerived(claims.slice(0, 2)), 'green');
  assert.equal(labelOfDerived(claims.toReversed()), 'red');
});

const parties = [CSIRT, NEIGHBOUR, HOSPITAL, STRANGER];
const communities = ['csirts-network', 'energy-isac'];
const persons = parties.flatMap((party) => [`${party}#1`, `${party}#2`]);
const some = (names: readonly string[]) => fc.subarray([...names]);
const anyMarking: fc.Arbitrary<Marking> = fc.record({
  tlp: fc.constantFrom(...TLP_ORDER),
  pap: fc.constantFrom(...PAP_ORDER),
  uses: fc.subarray([...USES]),
  audience: some([...communities, ...persons]),
});
const claimNames = ['a', 'b', 'c', 'd'];
const anyHeld = fc.record({
  issuer: fc.constantFrom(...parties),
  issuerCommunities: some(communities),
  disclosures: fc
    .tuple(...claimNames.map(() => anyMarking))
    .map((markings) =>
      markings.map((mark, index): Item => ({ claim: { name: claimNames[index]!, value: index, marking: mark } })),
    ),
  releases: fc.array(
    fc.record({
      to: fc.constantFrom(...parties),
      claims: fc.oneof(fc.constant('all' as const), some(claimNames)),
    }),
    { maxLength: 3 },
  ),
});
const anyViewer: fc.Arbitrary<Viewer> = fc.record({
  party: fc.option(fc.constantFrom(...parties)),
  person: fc.option(fc.constantFrom(...persons)),
  servedBy: some(parties),
  communities: some(communities),
});

function namesSeen(statement: Held<Item>, by: Viewer): ReadonlySet<string> {
  return new Set(show(statement, by).disclosures.map(({ claim }) => claim.name));
}

test('a stricter label never shows a claim to more viewers', () => {
  fc.assert(
    fc.property(anyHeld, anyViewer, fc.constantFrom(...TLP_ORDER), (statement, by, other) => {
      for (const [index, item] of statement.disclosures.entries()) {
        const { claim } = item;
        const relabelled = { claim: { ...claim, marking: { ...claim.marking, tlp: other } } };
        const changed = { ...statement, disclosures: statement.disclosures.with(index, relabelled) };
        const isStricter = TLP_ORDER.indexOf(other) >= TLP_ORDER.indexOf(claim.marking.tlp);
        const [looser, stricter] = isStricter ? [statement, changed] : [changed, statement];
        assert.ok(namesSeen(stricter, by).isSubsetOf(namesSeen(looser, by)));
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a release more, a community more or a provider more never hides a claim', () => {
  fc.assert(
    fc.property(anyHeld, anyViewer, fc.constantFrom(...parties), (statement, by, party) => {
      const before = namesSeen(statement, by);
      const released = { ...statement, releases: [...statement.releases, { to: party, claims: 'all' as const }] };
      assert.ok(before.isSubsetOf(namesSeen(released, by)));
      assert.ok(before.isSubsetOf(namesSeen(statement, { ...by, communities })));
      assert.ok(before.isSubsetOf(namesSeen(statement, { ...by, servedBy: parties })));
    }),
    { numRuns: 500 },
  );
});

test('for any statement and viewer: shown and withheld are all there is, in order, and the public sees exactly the clear', () => {
  fc.assert(
    fc.property(anyHeld, anyViewer, (statement, by) => {
      const { disclosures, withheld } = show(statement, by);
      assert.equal(disclosures.length + withheld, statement.disclosures.length);
      assert.deepEqual(
        disclosures,
        statement.disclosures.filter((item) => disclosures.includes(item)),
      );
      const clear = statement.disclosures.filter(({ claim }) => claim.marking.tlp === 'clear');
      assert.deepEqual(show(statement, { ...by, party: null }).disclosures, clear);
      for (const { claim } of disclosures) {
        if (claim.marking.tlp === 'red') assert.ok(claim.marking.audience.includes(by.person!));
      }
    }),
    { numRuns: 1_000 },
  );
});
