import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits } from '#statement/validator.ts';
import { absent, referenceText } from '#testing/reference-data.ts';
import { gravestFirst, HARM_IDS, HARMS } from './harm.ts';
import { attackDomain, CveId, cvesIn, TechniqueId } from './identifiers.ts';
import { LIKELIHOODS, likelihoodOf } from './judgement.ts';
import { isRsitId, RSIT, RSIT_IDS, rsitClasses } from './rsit.ts';
import { annexOf, isSectorId, SECTOR_IDS, SectorId, sectorLabel } from './sectors.ts';
import { isExerciseState, isStateCode, STATE_CODES, StateCode, stateName } from './states.ts';
import { taxonomy } from './taxonomy.ts';

test('RSIT 1003 has eleven classes and 39 types', () => {
  assert.equal(RSIT_IDS.length, 39);
  assert.equal(rsitClasses().size, 11);
});

test('our RSIT ids are those of its published machine-readable form', { skip: absent('csirt') }, () => {
  const text = referenceText('csirt/rsit/rsit2attck__machinetag.json');
  const { values } = JSON.parse(text.replaceAll(/,(\s*[\]}])/g, '$1')) as {
    values: { predicate: string; entry: { value: string }[] }[];
  };
  const published = values.flatMap(({ predicate, entry }) => entry.map(({ value }) => `${predicate}/${value}`));
  assert.deepEqual([...RSIT_IDS].sort(), published.sort());
});

test('our RSIT labels are those of version 1003, letter case apart', { skip: absent('csirt') }, () => {
  const rows = referenceText('csirt/rsit/humanv1.md')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().toLowerCase()));
  const published = new Set(rows.map((cells) => cells[2]));
  for (const id of RSIT_IDS) assert.ok(published.has(RSIT[id].label.toLowerCase()), RSIT[id].label);
});

test('an id made of an inherited name is no RSIT type and no sector', () => {
  for (const name of ['toString', '__proto__', 'constructor', 'energy/toString', 'availability', '']) {
    assert.ok(!isRsitId(name), name);
    assert.ok(!isSectorId(name), name);
  }
});

test('the NIS2 tree has eleven sectors of Annex I and seven of Annex II', () => {
  const tops = SECTOR_IDS.filter((id) => !id.includes('/') && id !== 'other');
  assert.deepEqual(
    [tops.filter((id) => annexOf(id) === 'I').length, tops.filter((id) => annexOf(id) === 'II').length],
    [11, 7],
  );
});

test('a subsector is labelled with its sector, and an unknown one is shown as it came', () => {
  assert.equal(sectorLabel('energy/electricity'), 'Energy – Electricity');
  assert.equal(sectorLabel('energy/fusion'), 'Energy – fusion');
  assert.equal(sectorLabel('mining'), 'mining');
  assert.ok(!fits(SectorId, 'energy/fusion'));
});

test('the 249 assigned ISO 3166-1 codes are known', { skip: absent('countries') }, () => {
  const published = JSON.parse(referenceText('countries/iso3166-all.json')) as { 'alpha-2': string }[];
  assert.deepEqual([...STATE_CODES].sort(), published.map((entry) => entry['alpha-2']).sort());
});

test('XA to XZ stand for states in exercises, other unassigned codes for nothing', () => {
  for (const code of ['XA', 'XV', 'XZ', 'DE']) assert.ok(isStateCode(code) && fits(StateCode, code), code);
  for (const code of ['AA', 'ZZ', 'QM', 'UK', 'EU', 'de', 'D', 'DEU', 'X1', ' DE']) {
    assert.ok(!isStateCode(code) && !fits(StateCode, code), code);
  }
});

test('XK is no exercise code: it is in use for Kosovo, and named so', () => {
  assert.ok(isStateCode('XK') && fits(StateCode, 'XK') && !isExerciseState('XK'));
  assert.ok(isExerciseState('XJ') && isExerciseState('XL'));
  assert.equal(stateName('XK', 'en'), 'Kosovo');
});

test('a state is named in the reader’s language, and an exercise state by its code', () => {
  assert.equal(stateName('DE', 'fr'), 'Allemagne');
  assert.equal(stateName('XV', 'en'), 'XV');
});

test('technique ids are checked by their form: enterprise and ICS, sub-techniques after a dot', () => {
  for (const id of ['T1110', 'T1110.003', 'T0883']) assert.ok(fits(TechniqueId, id), id);
  for (const id of ['T111', 'T11100', 'T1110.3', 'TA0001', 't1110', 'T1110.0031', 'T1110 ', 'S0001']) {
    assert.ok(!fits(TechniqueId, id), id);
  }
  assert.deepEqual(['T0883', 'T1110.003', 'T0001', 'x'].map(attackDomain), [
    'ics',
    'enterprise',
    undefined,
    undefined,
  ]);
});

test('every technique id of the published ATT&CK collections has the form we accept', {
  skip: absent('attack-stix'),
}, () => {
  for (const [file, domain] of [
    ['ics-attack-18.1.json.gz', 'ics'],
    ['enterprise-attack-state-groups-subset.json.gz', 'enterprise'],
  ] as const) {
    const { objects } = JSON.parse(referenceText(`attack-stix/${file}`)) as {
      objects: { type: string; external_references?: { external_id?: string }[] }[];
    };
    const ids = objects
      .filter((one) => one.type === 'attack-pattern')
      .map((one) => one.external_references?.[0]?.external_id ?? '');
    assert.ok(ids.length > 50);
    for (const id of ids) assert.ok(fits(TechniqueId, id) && attackDomain(id) === domain, id);
  }
});

test('CVE ids have a year from 1999 and four to nineteen digits', () => {
  for (const id of ['CVE-1999-0001', 'CVE-2024-1234567']) assert.ok(fits(CveId, id), id);
  for (const id of [
    'CVE-1998-0001',
    'CVE-2024-123',
    'cve-2024-1234',
    'CVE-2024-12345678901234567890',
    'CVE-2024-1234 ',
  ]) {
    assert.ok(!fits(CveId, id), id);
  }
});

test('CVE ids are found in prose, each once and in upper case', () => {
  assert.deepEqual(cvesIn('cve-2012-4681;CVE-2013-2423, CVE-2012-4681 and CVE-12-1'), [
    'CVE-2012-4681',
    'CVE-2013-2423',
  ]);
});

test('a percentage on the edge of two ICD 203 bands belongs to the upper one', () => {
  assert.deepEqual([1, 5, 19.9, 20, 45, 55, 80, 95, 99].map(likelihoodOf), [
    ...['almost-no-chance', 'very-unlikely', 'very-unlikely', 'unlikely', 'roughly-even', 'likely', 'very-likely'],
    ...['almost-certain', 'almost-certain'],
  ]);
});

test('certainty and impossibility have no band, nor has what is no percentage', () => {
  for (const percent of [0, 0.99, 99.01, 100, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(likelihoodOf(percent), undefined, String(percent));
  }
});

test('the likelihood bands touch and leave no gap', () => {
  const bands = Object.values(LIKELIHOODS);
  for (const [position, band] of bands.entries()) {
    if (position > 0) assert.equal(band.fromPercent, bands[position - 1]!.toPercent);
  }
});

test('death comes before danger, danger before everything else, and "none" last', () => {
  const sorted = [...HARM_IDS].sort(gravestFirst);
  assert.deepEqual([sorted[0], sorted[1], sorted.at(-1)], ['loss-of-life', 'danger-to-life', 'none']);
  assert.ok(HARMS[sorted[2]!].gravity < HARMS['danger-to-life'].gravity);
});

test('the published lists name their sources and the ATT&CK notice', () => {
  const lists = taxonomy();
  assert.match(lists.techniques, /MITRE/);
  assert.match(lists.incidentTypes.source, /1003/);
  assert.match(lists.severity.source, /US views/);
});
