import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Draft } from '#statement/draft.ts';
import { TLP_ORDER, type Tlp } from '#statement/marking.ts';
import { preview, type Recipient } from './preview.ts';
import { incidentReport } from './statements/report.ts';

const ISSUER = 'did:web:hospital.example';
const CSIRT = 'did:web:csirt.example';
const OFFICER = `${CSIRT}#01900000-0000-7000-8000-000000000001`;

const DRAFT: Draft = {
  type: 'incident-report',
  issuer: ISSUER,
  case: '4a3c2b1a-0000-4000-8000-000000000001',
  claims: { malicious: 'yes', victim_name: 'Sankt Orla', description: 'x' },
};

function recipient(grant?: Recipient['grant'], person: string | null = null): Recipient {
  const viewer = { party: CSIRT, person, servedBy: [], communities: ['shelf'] };
  return { id: CSIRT, name: 'CSIRT', viewer, ...(grant === undefined ? {} : { grant }) };
}

function cells(draft: Draft, recipients: readonly Recipient[]) {
  return Object.fromEntries(
    preview(draft, incidentReport, recipients, []).rows.map((row) => [row.name, row.cells]),
  );
}

test('without a release the authority sees nothing, and the victim claim says why', () => {
  const { malicious, victim_name } = cells(DRAFT, [recipient()]);
  assert.deepEqual(malicious, [{ shown: false, because: 'not-released' }]);
  assert.deepEqual(victim_name, [{ shown: false, because: 'victim' }]);
});

test('a release of named claims shows these and no others', () => {
  const { malicious, description } = cells(DRAFT, [recipient({ to: CSIRT, claims: ['malicious'] })]);
  assert.deepEqual([malicious![0]!.shown, description![0]!.shown], [true, false]);
});

test('a red claim is for named persons, whatever is released', () => {
  const red: Draft = { ...DRAFT, markings: { malicious: { tlp: 'red', audience: [OFFICER] } } };
  const all = { to: CSIRT, claims: 'all' } as const;
  const { malicious } = cells(red, [recipient(all), recipient(all, OFFICER)]);
  assert.deepEqual(malicious, [{ shown: false, because: 'named-persons-only' }, { shown: true }]);
});

test('a release to one party shows nothing to another', () => {
  const other = {
    ...recipient({ to: CSIRT, claims: 'all' }),
    viewer: { party: 'did:web:other.example', person: null, servedBy: [], communities: [] },
  };
  assert.equal(preview(DRAFT, incidentReport, [other], []).shownCounts[0], 0);
});

test('the issuer sees all of its own draft but claims for persons other than itself', () => {
  const own: Recipient = {
    id: ISSUER,
    name: 'We',
    viewer: { party: ISSUER, person: null, servedBy: [], communities: [] },
  };
  assert.equal(preview(DRAFT, incidentReport, [own], []).shownCounts[0], 3);
});

test('claims the type does not have are not previewed', () => {
  const odd = { ...DRAFT, claims: { ...DRAFT.claims, culprit: 'x' } };
  assert.equal(cells(odd, [recipient()]).culprit, undefined);
});

test('tightening a label never shows more in the preview', () => {
  const labels = fc.constantFrom(...TLP_ORDER);
  fc.assert(
    fc.property(labels, labels, fc.boolean(), (one, other, released) => {
      const [looser, stricter] = [one, other].sort((a, b) => TLP_ORDER.indexOf(a) - TLP_ORDER.indexOf(b)) as [
        Tlp,
        Tlp,
      ];
      const count = (tlp: Tlp) => {
        const draft: Draft = { ...DRAFT, claims: { malicious: 'yes' }, markings: { malicious: { tlp } } };
        const grant = released ? ({ to: CSIRT, claims: 'all' } as const) : undefined;
        return preview(draft, incidentReport, [recipient(grant)], ['shelf']).shownCounts[0]!;
      };
      assert.ok(count(stricter) <= count(looser));
    }),
  );
});
