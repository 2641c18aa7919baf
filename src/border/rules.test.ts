import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { BorderCode } from './codes.ts';
import { type BorderState, decide, type Known } from './rules.ts';

const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
const CSIRT = 'did:web:csirt.veldmark.example';
const GRID = 'did:web:grid.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const PERSON = `${CSIRT}#0190b6a8-0000-7000-8000-000000000001`;

const csirt: Known = { kind: 'csirt', territory: 'XV' };
const operator: Known = { kind: 'operator', territory: 'XV' };
const neighbour: Known = { kind: 'state-authority', territory: 'XA' };

type Row = readonly [
  string,
  string,
  Partial<BorderState>,
  string,
  Readonly<Record<string, JsonValue>>,
  BorderCode | 'yes',
];

const footprint = { subject: GRID, service: 'Power', sector: 'energy', reach: [{ state: 'XA' }] };
const joined = { sector: 'energy', state: 'XV', other_state: 'XA', how: 'A line' };
const tell = { state: 'XA', decision: 'tell', decided_by: PERSON };
const earlier = { issuer: CSIRT, state: 'XA', case: CASE };

const TABLE: readonly Row[] = [
  [
    'an operator says where its own service reaches',
    GRID,
    { issuer: operator },
    'service-footprint',
    footprint,
    'yes',
  ],
  ['a party without a profile says nothing', GRID, {}, 'service-footprint', footprint, 'party-not-known'],
  [
    'an authority writes down what it knows of a service of its state',
    CSIRT,
    { issuer: csirt, subject: operator },
    'service-footprint',
    footprint,
    'yes',
  ],
  [
    'an authority does not describe services of another state',
    ARVENIA,
    { issuer: neighbour, subject: operator },
    'service-footprint',
    footprint,
    'footprint-of-another',
  ],
  [
    'an operator does not describe the services of another',
    'did:web:other.example',
    { issuer: operator, subject: operator },
    'service-footprint',
    footprint,
    'footprint-of-another',
  ],
  [
    'of a party that is not known here no authority says where it reaches',
    CSIRT,
    { issuer: csirt },
    'service-footprint',
    footprint,
    'footprint-of-another',
  ],
  [
    'a supplier without a name is refused with its place',
    GRID,
    { issuer: operator },
    'service-footprint',
    {
      ...footprint,
      depends_on: [
        { name: 'A', service: 'x' },
        { service: 'power', state: 'XA' },
      ],
    },
    'dependency-unnamed',
  ],
  ['an authority says that its network is joined', CSIRT, { issuer: csirt }, 'sector-link', joined, 'yes'],
  [
    'an operator does not speak for networks',
    GRID,
    { issuer: operator },
    'sector-link',
    joined,
    'kind-may-not-author',
  ],
  [
    'nobody joins the networks of two others',
    ARVENIA,
    { issuer: neighbour },
    'sector-link',
    joined,
    'not-own-state',
  ],
  [
    'a state is not joined to itself',
    CSIRT,
    { issuer: csirt },
    'sector-link',
    { ...joined, other_state: 'XV' },
    'link-to-itself',
  ],
  ['a named person decides to tell a state', CSIRT, { issuer: csirt }, 'border-decision', tell, 'yes'],
  ['an operator decides on no state', GRID, { issuer: operator }, 'border-decision', tell, 'kind-may-not-author'],
  [
    'the own state is not decided on',
    CSIRT,
    { issuer: csirt },
    'border-decision',
    { ...tell, state: 'XV' },
    'decision-about-own-state',
  ],
  [
    'the authority named belongs to the state that is told',
    CSIRT,
    { issuer: csirt, recipient: neighbour },
    'border-decision',
    { ...tell, to: ARVENIA },
    'yes',
  ],
  [
    'the authority of another state is not told for this one',
    CSIRT,
    { issuer: csirt, recipient: neighbour },
    'border-decision',
    { ...tell, state: 'XS', to: ARVENIA },
    'decision-for-another-authority',
  ],
  [
    'an authority that nobody knows here is not told',
    CSIRT,
    { issuer: csirt },
    'border-decision',
    { ...tell, to: ARVENIA },
    'decision-for-another-authority',
  ],
  [
    'not telling says why',
    CSIRT,
    { issuer: csirt },
    'border-decision',
    { ...tell, decision: 'not-affected' },
    'reason-missing',
  ],
  [
    'waiting says what for',
    CSIRT,
    { issuer: csirt },
    'border-decision',
    { ...tell, decision: 'wait' },
    'reason-missing',
  ],
  [
    'a person of another party decides nothing here',
    CSIRT,
    { issuer: csirt },
    'border-decision',
    { ...tell, decided_by: `${CSIRT}.evil.example#0190b6a8-0000-7000-8000-000000000001` },
    'decider-of-another-party',
  ],
  [
    'a decision replaces an earlier one about the same state',
    CSIRT,
    { issuer: csirt, replaced: earlier },
    'border-decision',
    { ...tell, replaces: 'd'.repeat(43) },
    'yes',
  ],
  [
    'a decision does not replace one about another state',
    CSIRT,
    { issuer: csirt, replaced: { ...earlier, state: 'XS' } },
    'border-decision',
    { ...tell, replaces: 'd'.repeat(43) },
    'reference-not-own',
  ],
  [
    'a decision does not replace one of another party, of another case, or one that is not held',
    CSIRT,
    { issuer: csirt, replaced: { ...earlier, issuer: ARVENIA } },
    'border-decision',
    { ...tell, replaces: 'd'.repeat(43) },
    'reference-not-own',
  ],
];

for (const [title, issuer, given, type, claims, due] of TABLE) {
  test(title, () => {
    const draft: Draft = { type, issuer, case: CASE, claims };
    const state: BorderState = {
      issuer: undefined,
      subject: undefined,
      recipient: undefined,
      replaced: undefined,
      ...given,
    };
    const outcome = decide(state, draft, {
      actor: { kind: 'person', party: issuer, person: PERSON },
      at: Temporal.Instant.from('2026-03-01T12:00:00Z'),
      roles: new Set(),
      approvers: new Map(),
    });
    assert.equal(outcome.ok ? 'yes' : outcome.refusal.code, due);
    if (!outcome.ok) assert.match(outcome.refusal.sentence, /^[^\n]{12,}[.]$/);
  });
}
