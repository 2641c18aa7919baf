import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { incidentAlert, incidentReport, nearMiss } from '#incidents/statements/report.ts';
import { checkDraft } from '#statement/check.ts';
import { NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { absent, referenceText } from '#testing/reference-data.ts';
import { isRsitId } from '#vocabulary/rsit.ts';
import { isSectorId } from '#vocabulary/sectors.ts';
import { rsitOf, rsitOfVariety } from './action-rsit.ts';
import { claimsOf } from './claims.ts';
import { sectorOfIndustry } from './industry-sector.ts';
import { verisRecord } from './testing/veris-record.ts';
import { beganAt, hoursOf, noticedAt } from './timeline-times.ts';

const CASE = '4a3c2b1a-0000-4000-8000-000000000001';

function mapped(more: Readonly<Record<string, unknown>> = {}) {
  const outcome = claimsOf(verisRecord(more));
  assert.ok(outcome.ok);
  return outcome.value;
}

test('one record becomes claims that alert and report both take', () => {
  const { alert, report } = mapped();
  const issuer = 'did:web:a.example';
  for (const [type, claims] of [
    [incidentAlert, alert],
    [incidentReport, report],
  ] as const) {
    const checked = checkDraft(type, { type: type.name, issuer, case: CASE, claims });
    assert.ok(checked.ok, checked.ok ? '' : `${checked.refusal.place}: ${checked.refusal.sentence}`);
  }
});

test('victim, action, attribute and timeline are carried over as documented', () => {
  const { report } = mapped();
  assert.equal(report.victim_name, 'Valley Water');
  assert.deepEqual(report.affected_states, ['GB']);
  assert.deepEqual(report.sectors, ['drinking-water']);
  assert.equal(report.incident_type, 'intrusions/unprivileged-account-compromise');
  assert.equal(report.malicious, 'yes');
  assert.equal(report.occurred_at, '2024-05-03');
  assert.equal(report.noticed_at, '2024-05-07');
  assert.equal(report.confidence, 'moderate');
  assert.deepEqual(report.cves, ['CVE-2024-1234']);
  assert.deepEqual(report.effects, [
    { kind: 'personal-data-exposed', order: 'direct', people: { at_most: 500 } },
    { kind: 'supply-interrupted', order: 'direct', hours: 48 },
  ]);
});

test('the alert does not name the victim', () => {
  assert.ok(!JSON.stringify(mapped({ summary: 'x' }).alert).includes('Valley Water'));
});

test('who did it is not carried over, only the kind of actor: no country, name or motive', () => {
  const { report } = mapped({
    actor: {
      external: { variety: ['Nation-state'], country: ['CN'], name: ['APT Nobody'], motive: ['Espionage'] },
    },
  });
  assert.deepEqual(report.actor_kinds, ['state']);
  assert.ok(!/CN|Nobody|Espionage/.test(JSON.stringify(report)));
});

test('sources keep their addresses and are marked as not confirmed by anybody here', () => {
  assert.deepEqual(mapped().report.sources, [
    {
      title: 'https://news.example/valves',
      publisher: 'news.example',
      url: 'https://news.example/valves',
      confirmed: false,
    },
    {
      title: 'https://press.example/station',
      publisher: 'press.example',
      url: 'https://press.example/station',
      confirmed: false,
    },
  ]);
});

test('references that are no web addresses are named as not carried', () => {
  const { report, notCarried } = mapped({ reference: 'The Valley Gazette, page 3; javascript:alert(1)' });
  assert.equal(report.sources, undefined);
  assert.ok(notCarried.includes('reference'));
});

test('what VERIS does not know is stated as not known yet', () => {
  const { alert } = mapped({
    victim: { country: ['Unknown'], industry: '000' },
    action: undefined,
    attribute: undefined,
    timeline: { incident: {} },
  });
  for (const name of [
    'affected_states',
    'sectors',
    'incident_type',
    'malicious',
    'noticed_at',
    'occurred_at',
    'effects',
  ]) {
    assert.deepEqual(alert[name], NOT_KNOWN_YET, name);
  }
});

test('a near miss stays a near miss, and a false positive is no incident', () => {
  const miss = mapped({ security_incident: 'Near miss' });
  assert.ok(miss.nearMiss);
  assert.ok(
    checkDraft(nearMiss, { type: 'near-miss', issuer: 'did:web:a.example', case: CASE, claims: miss.report }).ok,
  );
  const positive = claimsOf(verisRecord({ security_incident: 'False positive' }));
  assert.equal(!positive.ok && positive.refusal.code, 'veris-false-positive');
});

test('a suspected intrusion is suspected, an error is not malicious', () => {
  assert.equal(mapped({ security_incident: 'Suspected' }).alert.malicious, 'suspected');
  assert.equal(mapped({ action: { error: { variety: ['Loss'] } } }).alert.malicious, 'no');
  assert.equal(mapped({ action: { environmental: { variety: ['Flood'] } } }).alert.malicious, 'no');
});

test('text longer than a claim holds is cut where it says so, never through a character', () => {
  const { report, notCarried } = mapped({ summary: '\u{1f4a7}'.repeat(3_000) });
  const description = report.description as string;
  assert.ok(description.length <= 4_000 && description.endsWith('[…]'));
  assert.ok(description.isWellFormed());
  assert.ok(notCarried.includes('summary (cut)'));
});

test('indicators are recognised by their form, defanged or not, and others are left out', () => {
  const { report } = mapped({
    ioc: [
      { indicator: 'evil[.]example' },
      { indicator: '192.0.2.9', comment: 'seen' },
      { indicator: 'D41D8CD98F00B204E9800998ECF8427E' },
      { indicator: 'a red car' },
    ],
  });
  assert.deepEqual(report.indicators, [
    { kind: 'domain', value: 'evil.example' },
    { kind: 'ipv4', value: '192.0.2.9' },
    { kind: 'md5', value: 'd41d8cd98f00b204e9800998ecf8427e' },
  ]);
});

const ACTIONS: readonly (readonly [object, object | undefined, string])[] = [
  [
    { malware: { variety: ['Ransomware', 'C2'] }, hacking: { variety: ['Exploit vuln'] } },
    undefined,
    'information-content-security/unauthorised-information-modification',
  ],
  [{ malware: { variety: ['Destroy data'] } }, undefined, 'availability/sabotage'],
  [{ hacking: { variety: ['DoS'] } }, undefined, 'availability/dos'],
  [{ hacking: { variety: ['SQLi'] } }, undefined, 'intrusions/application-compromise'],
  [
    { hacking: { variety: ['Unknown'], vector: ['Web application'] } },
    undefined,
    'intrusions/application-compromise',
  ],
  [{ hacking: { variety: ['Unknown'] } }, undefined, 'intrusions/system-compromise'],
  [
    { hacking: { variety: ['Unknown'] } },
    { integrity: { variety: ['Defacement'] } },
    'information-content-security/unauthorised-information-modification',
  ],
  [{ malware: { variety: ['Backdoor'] } }, undefined, 'malicious-code/infected-system'],
  [{ social: { variety: ['Phishing'] } }, undefined, 'fraud/phishing'],
  [{ physical: { variety: ['Theft'] } }, undefined, 'information-content-security/data-loss'],
  [{ error: { variety: ['Misconfiguration'] } }, undefined, 'availability/misconfiguration'],
  [
    { error: { variety: ['Misconfiguration'] } },
    { confidentiality: { data_disclosure: 'Yes' } },
    'information-content-security/data-leak',
  ],
  [{ environmental: { variety: ['Flood'] } }, undefined, 'availability/outage'],
  [
    { misuse: { variety: ['Something new'] } },
    undefined,
    'information-content-security/unauthorised-information-access',
  ],
];

for (const [action, attribute, due] of ACTIONS) {
  test(`${JSON.stringify(action)}${attribute === undefined ? '' : ` with ${JSON.stringify(attribute)}`} is ${due}`, () => {
    assert.equal(rsitOf(verisRecord({ action, attribute: attribute ?? {} })), due);
  });
}

test('a variety nobody mapped is named as not carried, and the kind of action still gives a type', () => {
  const { notCarried, alert } = mapped({ action: { hacking: { variety: ['Telepathy'] } } });
  assert.ok(notCarried.includes('action.hacking.variety.Telepathy'));
  assert.ok(isRsitId(alert.incident_type));
});

test('every action variety of the official VERIS to ATT&CK mapping has an RSIT type here', {
  skip: absent('incidents-veris'),
}, () => {
  const text = referenceText('incidents-veris/veris-1.4.1_attack-19.1-enterprise.csv');
  const rows = parse(text, { columns: true }) as { capability_id: string }[];
  const varieties = new Set(
    rows.map((row) => row.capability_id).filter((id) => /^action\.\w+\.variety\./.test(id)),
  );
  assert.ok(varieties.size > 80);
  for (const id of varieties) {
    const [, kind = '', , ...name] = id.split('.');
    const variety = name.join('.');
    if (variety === 'Other' || variety === 'Unknown') continue;
    assert.ok(rsitOfVariety(kind, variety) !== undefined, id);
  }
});

test('every action variety of the VERIS 1.4 enumeration has an RSIT type here', {
  skip: absent('incidents-veris'),
}, () => {
  const { action } = JSON.parse(referenceText('incidents-veris/schema/verisc-enum.json')) as {
    action: Record<string, { variety?: string[] }>;
  };
  for (const [kind, { variety = [] }] of Object.entries(action)) {
    for (const name of variety) {
      if (name !== 'Other' && name !== 'Unknown')
        assert.ok(rsitOfVariety(kind, name) !== undefined, `${kind}.${name}`);
    }
  }
});

const SECTORS: readonly (readonly [string | undefined, string | undefined])[] = [
  ['221122', 'energy/electricity'],
  ['22', 'energy'],
  ['622110', 'health'],
  ['624190', 'other'],
  ['922120', 'public-administration'],
  ['334511', 'manufacturing/electronics'],
  ['517410', 'digital-infrastructure'],
  ['541511', 'ict-services'],
  ['61', 'other'],
  ['000', undefined],
  ['Unknown', undefined],
  ['', undefined],
  [undefined, undefined],
  ['2', undefined],
  ['22113x', undefined],
  ['1234567', undefined],
];

for (const [industry, due] of SECTORS) {
  test(`NAICS ${industry} is ${due ?? 'not known yet'}`, () => {
    assert.equal(sectorOfIndustry(industry), due);
    if (due !== undefined) assert.ok(isSectorId(due));
  });
}

const TIMES: readonly (readonly [object, object | undefined, string | undefined, string | undefined])[] = [
  [{ year: 2024 }, undefined, '2024', undefined],
  [{ year: 2024 }, { unit: 'Years', value: 2 }, '2024', '2026'],
  [{ year: 2024 }, { unit: 'Months', value: 2 }, '2024', undefined],
  [{ year: 2024, month: 12 }, { unit: 'Months', value: 2 }, '2024-12', '2025-02'],
  [{ year: 2024, month: 12 }, { unit: 'Days', value: 2 }, '2024-12', undefined],
  [{ year: 2024, month: 12, day: 31 }, { unit: 'Days', value: 1 }, '2024-12-31', '2025-01-01'],
  [{ year: 2024, month: 12, day: 31 }, { unit: 'Weeks', value: 1 }, '2024-12-31', '2025-01'],
  [{ year: 2024, month: 12, day: 31 }, { unit: 'Minutes' }, '2024-12-31', '2024-12-31'],
  [{ year: 2024, month: 12, day: 31 }, { unit: 'Hours', value: 5 }, '2024-12-31', '2024-12-31'],
  [{ year: 2024, month: 12, day: 31 }, { unit: 'Hours', value: 50 }, '2024-12-31', undefined],
  [{ year: 2024, month: 2, day: 30 }, { unit: 'Days', value: 1 }, '2024-02', undefined],
  [{ year: 2024 }, { unit: 'Never' }, '2024', undefined],
  [{ year: 2024, month: 1, day: 1 }, { unit: 'Days', value: 1e9 }, '2024-01-01', undefined],
  [{}, { unit: 'Days', value: 1 }, undefined, undefined],
];

for (const [incident, discovery, began, noticed] of TIMES) {
  test(`${JSON.stringify(incident)} discovered after ${JSON.stringify(discovery)}: began ${began}, noticed ${noticed}`, () => {
    const record = verisRecord({ timeline: { incident, ...(discovery === undefined ? {} : { discovery }) } });
    assert.equal(beganAt(record), began);
    assert.equal(noticedAt(record), noticed);
  });
}

test('a duration becomes hours, and one without a number or a known unit none', () => {
  assert.equal(hoursOf({ unit: 'Minutes', value: 90 }), 1.5);
  assert.equal(hoursOf({ unit: 'Weeks', value: 1 }), 168);
  for (const duration of [undefined, { unit: 'Days' }, { unit: 'Never', value: 1 }, { value: 1 }]) {
    assert.equal(hoursOf(duration), undefined);
  }
});
