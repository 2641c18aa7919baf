import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { deskSight } from './desk-sight.ts';
import { clockRow } from './inbox-rows.ts';

const NOW = Temporal.Instant.from('2026-03-01T03:00:00Z');
const CSIRT = 'did:web:csirt.example';
const OWED: Obligation = {
  id: 'eu-nis2 affected-states',
  case: '11111111-1111-4111-8111-111111111111',
  regime: 'eu-nis2',
  version: testReckoning().regimes.current('eu-nis2')!.version,
  stage: 'affected-states',
  kind: 'law',
  sureness: { confidence: 'S', least: 'text' },
  bearer: CSIRT,
  role: 'affected-state',
  addressee: 'did:web:abroad.example',
  what: null,
  restsOn: [],
  triggeredAt: NOW,
  dueAt: null,
  countedBy: null,
  counted: null,
  otherReading: null,
  begins: null,
  effect: null,
  countdown: false,
  history: [],
  metAt: null,
  metBy: null,
  metElsewhere: false,
  held: null,
  excused: null,
  notApplicable: null,
  closedBy: null,
  closedAt: null,
};

test('a clock leads to the relay only where a party stands for whom it tells, else to where it is filed by hand', () => {
  const viewer = { ...PUBLIC_VIEWER, party: CSIRT };
  const sources = {
    party: CSIRT,
    person: 'somebody',
    taken: new Map(),
    clocks: [],
    arrived: [],
    toApprove: [],
    unsigned: [],
    newest: [],
    sight: deskSight(new Map(), { party: CSIRT }, { now: NOW, viewer, reckoning: testReckoning() }),
    names: { party: (did: string) => did, state: (code: string) => code },
    personName: (ref: string) => ref,
    typeLabel: (type: string) => type,
    mayFile: true,
  };
  assert.equal(clockRow(sources, OWED).href, `/cases/${OWED.case}/relay`);
  const enisa = { ...OWED, role: 'enisa', addressee: null };
  assert.equal(clockRow(sources, enisa).href, `/cases/${OWED.case}#clocks`);
});
