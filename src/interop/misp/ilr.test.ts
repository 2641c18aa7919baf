import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Shown } from '#ledger/contract.ts';
import { readReport } from '#reporting/report-seen.ts';
import { regulatoryReport } from '#reporting/statements.ts';
import { TEST_BOOK } from '#reporting/testing/test-regimes.ts';
import type { JsonValue } from '#statement/draft.ts';
import { NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { absent, referenceText } from '#testing/reference-data.ts';
import { ilrEvent } from './ilr-export.ts';
import { factsFromIlr } from './ilr-import.ts';
import { ILR_IMPACT, ILR_INCIDENT } from './ilr-templates.ts';

const FRAME = {
  regime: 'veld-security',
  version: 1,
  stage: 'everything',
  addressees: [{ role: 'competent-authority', name: 'The authority' }],
};
const EVERYTHING = [
  ...['victim_name', 'contact', 'noticed_at', 'description', 'malicious', 'area', 'functioning', 'effects'],
  ...['mitigation', 'root_cause', 'lessons', 'service', 'duration_hours', 'users_affected', 'users_share'],
];
const FULL: Readonly<Record<string, JsonValue>> = {
  victim_name: 'Sankt Orla',
  contact: { name: 'Ilse', phone: '+999 1', email: 'ilse@example' },
  noticed_at: '2026-03-01T08:00Z',
  description: 'Servers stopped.',
  malicious: 'yes',
  area: 'North',
  functioning: 'On paper',
  effects: [{ kind: 'emergency-unreachable' }],
  mitigation: 'Isolated',
  root_cause: 'A password',
  lessons: 'Backups',
  service: 'Emergency ward',
  duration_hours: 2.5,
  users_affected: { estimate: 1200 },
  users_share: 40,
};

/** A stage that asks for everything the objects can say. */
const book: typeof TEST_BOOK = {
  version(id, version) {
    const regime = TEST_BOOK.version(id, version);
    const [first] = regime?.stages ?? [];
    if (regime === undefined || first === undefined) return undefined;
    const needs = EVERYTHING.map((fact) => ({ fact, need: 'if-known' as const }));
    return { ...regime, stages: [{ ...first, id: 'everything', needs }] };
  },
};

function event(facts: Readonly<Record<string, JsonValue>>) {
  const claims = Object.entries({ ...FRAME, ...facts }).map(
    ([name, value]) => [name, { name, value, marking: regulatoryReport.claims[name]!.marking }] as const,
  );
  const shown = {
    digest: 'd'.repeat(43),
    type: regulatoryReport.name,
    recordedAt: Temporal.Instant.from('2026-03-01T14:05:00Z'),
    claims: new Map(claims),
  } as unknown as Shown;
  const report = readReport(shown, book);
  assert.ok(report.ok);
  return ilrEvent(report.value).Event;
}

for (const template of [ILR_INCIDENT, ILR_IMPACT]) {
  const skip = absent('misp-objects');
  test(`every attribute we write stands in the published template ${template.name}, with its type`, {
    skip,
  }, () => {
    const published = JSON.parse(referenceText(`misp-objects/${template.name}.json`));
    assert.equal(published.uuid, template.uuid);
    assert.equal(String(published.version), template.version);
    assert.equal(published['meta-category'], template.category);
    for (const [name, type] of Object.entries(template.attributes)) {
      assert.equal(published.attributes[name]?.['misp-attribute'], type, name);
    }
    for (const required of published.required ?? []) assert.ok(required in template.attributes, required);
  });

  test(`values from a closed list of ${template.name} are on that list`, { skip }, () => {
    const published = JSON.parse(referenceText(`misp-objects/${template.name}.json`));
    const written = event(FULL).Object.find(({ name }) => name === template.name)!;
    for (const { object_relation: name, value } of written.Attribute) {
      const list = published.attributes[name].values_list;
      if (list !== undefined) assert.ok(list.includes(value), `${name}: ${value}`);
    }
  });
}

test('an object has its required attributes, or is not written', () => {
  const impact = (facts: Readonly<Record<string, JsonValue>>) =>
    event(facts).Object.find(({ name }) => name === ILR_IMPACT.name);
  assert.ok(impact(FULL)?.Attribute.some(({ object_relation: name }) => name === 'service'));
  const { service: _service, ...without } = FULL;
  assert.equal(impact(without), undefined);
});

test('what is exported comes back as the same facts, estimates as estimates', () => {
  const back = factsFromIlr(JSON.parse(JSON.stringify({ Event: event(FULL) })));
  assert.ok(back.ok);
  assert.deepEqual(back.value.notCarried, []);
  assert.deepEqual(back.value.facts, { ...FULL, noticed_at: '2026-03-01T08:00:00Z' });
});

test('"not known yet" leaves its attribute out, and a month is no instant', () => {
  const { Object: objects } = event({ victim_name: NOT_KNOWN_YET, noticed_at: '2026-03', malicious: 'suspected' });
  assert.deepEqual(objects[0]!.Attribute, []);
});

test('the event carries the strictest label of what is in it', () => {
  assert.deepEqual(event({ malicious: 'yes' }).Tag, [{ name: 'tlp:amber' }]);
  assert.deepEqual(event(FULL).Tag, [{ name: 'tlp:amber+strict' }]);
});

test('the same report is the same event, down to its UUIDs', () => {
  assert.deepEqual(event(FULL), event(FULL));
});

test('what says something that no fact takes is named and left', () => {
  const attribute = (relation: string, value: string) => ({ object_relation: relation, type: 'text', value });
  const read = factsFromIlr({
    name: 'ilr-notification-incident',
    Attribute: [
      attribute('cause-initiale-incident', 'Erreur humaine'),
      attribute('impact-servicesw-urgence', 'Non'),
      attribute('zone-impactee', 'North'),
      attribute('zone-impactee', 'South'),
      attribute('date-incident', 'yesterday'),
      attribute('description-incident', 'x'.repeat(5_000)),
    ],
  });
  assert.ok(read.ok);
  assert.deepEqual(read.value.facts, { area: 'North' });
  assert.deepEqual(read.value.notCarried, [
    'cause-initiale-incident',
    'date-incident',
    'description-incident',
    'impact-servicesw-urgence',
    'zone-impactee',
  ]);
});

test('whatever a file holds, reading it answers with facts or a refusal, and every fact has its shape', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const read = factsFromIlr(value);
      if (!read.ok) assert.equal(read.refusal.code, 'not-a-misp-object');
    }),
  );
});
