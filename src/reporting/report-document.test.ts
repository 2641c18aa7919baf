import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Shown } from '#ledger/contract.ts';
import { STAGE_FACTS, type StageFact } from '#obligations/regimes/facts.ts';
import { accept } from '#outcome.ts';
import type { PrintDocument } from '#print/document.ts';
import { createPrinter } from '#print/printer.ts';
import { inLanguage } from '#speaking';
import type { Claim, JsonValue } from '#statement/draft.ts';
import { NOT_APPLICABLE, NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { catalogue } from '#texts/catalogue.ts';
import { LANGUAGES } from '#texts/languages.ts';
import { HARM_IDS } from '#vocabulary/harm.ts';
import { OTHER_SECTOR, SECTORS } from '#vocabulary/sectors.ts';
import { reportDocument } from './report-document.ts';
import { reportJson } from './report-json.ts';
import { reportPdf } from './report-pdf.ts';
import { readReport } from './report-seen.ts';
import { claimOfFact, regulatoryReport } from './statements.ts';
import { TEST_BOOK } from './testing/test-regimes.ts';
import { valueText } from './value-text.ts';

const HOSPITAL = 'did:web:hospital.veldmark.example';
const names = { party: (did: string) => `Name of ${did}`, states: { XV: 'Veldmark' } };

const FRAME = {
  regime: 'veld-security',
  version: 1,
  stage: 'notification',
  addressees: [{ role: 'competent-authority', name: 'The authority' }],
};
const FACTS: Readonly<Record<string, JsonValue>> = {
  victim_name: 'Sankt Orla "Hospital" #panic()',
  contact: { name: 'Ilse', phone: '+999 12' },
  malicious: 'suspected',
  effects: [{ kind: 'care-delayed', people: { best: 1200 }, hours: 5 }],
  users_affected: { estimate: 1200 },
  incident_type: NOT_KNOWN_YET,
  description: 'x'.repeat(4000),
  indicators: [{ kind: 'ipv4', value: '192.0.2.7' }],
  affected_states: ['XV', 'FR'],
  aware_at: '2026-03-01T08:00Z',
};

function shownReport(claims: Readonly<Record<string, JsonValue>>): Shown {
  const all = Object.entries(claims).map(([name, value]): [string, Claim] => [
    name,
    { name, value, marking: regulatoryReport.claims[name]!.marking },
  ]);
  return {
    digest: 'd'.repeat(43),
    issuer: HOSPITAL,
    type: regulatoryReport.name,
    vct: regulatoryReport.vct,
    realm: 'exercise:test',
    origin: 'own',
    log: 'node.veldmark.example/log',
    logIndex: 1234,
    arrival: 1,
    recordedAt: Temporal.Instant.from('2026-03-01T14:05:00Z'),
    claims: new Map(all),
    withheld: false,
    erased: 0,
    presentation: 'a.b.c~',
  };
}

function report(claims: Readonly<Record<string, JsonValue>> = { ...FRAME, ...FACTS }) {
  const read = readReport(shownReport(claims), TEST_BOOK);
  assert.ok(read.ok);
  return read.value;
}

const printer = createPrinter();
after(() => printer[Symbol.asyncDispose]());

test('what is no report, or stands under a text not held here, is refused', () => {
  const refusal = (shown: Shown | null) => {
    const read = readReport(shown, TEST_BOOK);
    return read.ok ? 'read' : read.refusal.code;
  };
  assert.equal(refusal(null), 'report-not-known');
  assert.equal(refusal({ ...shownReport(FRAME), type: 'incident-alert' }), 'report-not-known');
  assert.equal(refusal(shownReport({ ...FRAME, version: 9 })), 'report-not-known');
  assert.equal(refusal(shownReport({ ...FRAME, stage: 'nowhere' })), 'report-not-known');
  assert.equal(refusal(shownReport({})), 'report-not-known');
});

test('a fact that was not given or not shown is said to be absent, in the order the law asks', () => {
  const { facts } = report({ ...FRAME, malicious: 'yes' });
  assert.deepEqual(facts.map(({ fact, standing }) => `${fact} ${standing ?? 'absent'}`).slice(0, 3), [
    'victim_name absent',
    'contact absent',
    'malicious value',
  ]);
});

test('the JSON carries the law, every fact with how it stands, and the signed statement', () => {
  const json = reportJson(report());
  assert.equal(json.regime.title, 'Veldmark Network Security Act');
  assert.equal(json.stage.citation, 'Art. 23(4)(b)');
  assert.equal(json.statement, 'a.b.c~');
  const fact = (name: string) => json.facts.find((one) => one.fact === name);
  assert.deepEqual([fact('users_affected')?.standing, fact('users_affected')?.value], ['estimate', 1200]);
  assert.deepEqual([fact('incident_type')?.standing, fact('incident_type')?.value], ['not-known-yet', null]);
  assert.equal(fact('contact')?.tlp, 'amber+strict');
  assert.deepEqual(JSON.parse(JSON.stringify(json)), json);
});

test('every fact, kind of harm, sector and need has its words in the catalogue, and the catalogue has no others', () => {
  const family = (room: string, prefix: string) =>
    Object.keys(catalogue('en', room)).flatMap((key) =>
      key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
    );
  assert.deepEqual(family('reporting', 'fact.').sort(), Object.keys(STAGE_FACTS).sort());
  assert.deepEqual(family('taxonomy', 'harms.').sort(), [...HARM_IDS].sort());
  assert.deepEqual(family('taxonomy', 'sectors.').sort(), [...Object.keys(SECTORS), OTHER_SECTOR].sort());
  for (const [fact, label] of Object.entries(STAGE_FACTS)) {
    assert.equal(
      catalogue('en', 'reporting')[`fact.${fact}`]!.toLowerCase().slice(0, 8),
      label.toLowerCase().slice(0, 8),
    );
  }
});

for (const language of LANGUAGES) {
  test(`a report in ${language} has every field of its stage, in that language, and says what a print is worth`, () => {
    const document = reportDocument(report(), language, names, false);
    const rows = document.blocks.flatMap((block) => (block.kind === 'rows' ? block.rows : []));
    for (const { fact } of report().facts) {
      assert.ok(
        rows.some(({ label }) => label === catalogue(language, 'reporting')[`fact.${fact}`]),
        fact,
      );
    }
    assert.equal(document.foot, catalogue(language, 'reporting').foot);
    const estimate = rows.find(({ label }) => label === catalogue(language, 'reporting')['fact.users_affected']);
    assert.equal(estimate?.remark, catalogue(language, 'reporting')['standing.estimate']);
  });

  test(`a report in ${language} is printed, or refused for want of a font by name`, async () => {
    const printed = await reportPdf(printer, report(), language, names);
    if (printed.ok) return assert.ok(printed.value.pdf.length > 10_000);
    assert.equal(printed.refusal.code, 'print-font-missing');
    assert.ok(language === 'zh' || language === 'ar', `${language}: ${printed.refusal.sentence}`);
  });
}

test('a print speaks its own language throughout, whatever the pages of its reader speak', async () => {
  const printed: PrintDocument[] = [];
  const printer = {
    print: (document: PrintDocument) => {
      printed.push(document);
      return Promise.resolve(accept({ pdf: new Uint8Array(), coded: [] }));
    },
  };
  const seen = report({ ...FRAME, incident_type: 'availability/sabotage', affected_states: ['FR', 'ES'] });
  await inLanguage('zh', () => reportPdf(printer, seen, 'ar', names));
  const text = JSON.stringify(printed[0]!.blocks);
  assert.ok(text.includes(catalogue('ar', 'taxonomy')['rsit.availability/sabotage.label']!), text);
  assert.ok(text.includes('فرنسا (FR) وإسبانيا (ES)'), text);
  assert.doesNotMatch(text, /\p{Script=Han}/u);
});

test('a value that does not fit its fact is written as it came, and no value is lost', () => {
  const words = { language: 'en', stateName: (code: string) => code } as const;
  const written = (fact: StageFact, value: JsonValue) => JSON.stringify(valueText(fact, value, words));
  assert.match(written('effects', { strange: [1] }), /strange/);
  assert.match(written('malicious', 'perhaps'), /perhaps/);
  assert.match(written('sectors', ['energy/electricity']), /Energy – Electricity/);
  assert.match(written('aware_at', '2026-03'), /2026-03/);
  assert.match(written('aware_at', '2026-03-01'), /1 March 2026"/);
  assert.match(written('classified_at', { at: '2026-03-01T08:00Z', by: 'M. Weber' }), /08:00 UTC, by M\. Weber/);
  assert.match(written('duration_hours', 1), /1 hour"/);
});

test('"does not apply" and "not known yet" are printed as words, never as an empty field', () => {
  const document = reportDocument(
    report({ ...FRAME, malicious: NOT_KNOWN_YET, victim_name: NOT_APPLICABLE }),
    'en',
    names,
    false,
  );
  const rows = document.blocks.flatMap((block) => (block.kind === 'rows' ? block.rows : []));
  for (const row of rows) assert.ok(row.values.length > 0 || row.remark !== undefined, JSON.stringify(row.label));
  assert.equal(claimOfFact('stage'), 'standing');
});
