import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsBy } from '#obligations/regimes/condition.ts';
import { ENTITY_SIZES, FINDER_FACTS, type FinderFact } from '#obligations/regimes/finder-facts.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import type { Condition } from '#obligations/regimes/regime.ts';
import { findDuties, openFacts, type RegimeAnswer } from './finder.ts';
import { readQuestion } from './finder-input.ts';
import { answerJson, countdownWords, reasonWords } from './finder-words.ts';
import { decide, type Facts, type FactValue } from './verdict.ts';

const loaded = loadRulebook({ fictional: { EU: ['XV'] } });
assert.ok(loaded.ok);
const rulebook = loaded.value;
const { groups } = rulebook;

function ask(
  facts: Readonly<Record<string, unknown>>,
  moments: Readonly<Record<string, unknown>> = {},
  zone = 'UTC',
) {
  const question = readQuestion({ facts, moments, zone });
  assert.ok(question.ok, JSON.stringify(question));
  return { answers: findDuties(question.value, rulebook), facts: question.value.facts };
}

function of(answers: readonly RegimeAnswer[], id: string): RegimeAnswer {
  const found = answers.find(({ regime }) => regime.id === id);
  assert.ok(found !== undefined, id);
  return found;
}

const HOSPITAL = { state: 'XV', sectors: ['health'], size: 'large', significant: 'yes', personal_data: 'yes' };

test('a hospital in a member state of the exercise learns of NIS2 and GDPR, with hours in UTC and at home', () => {
  const { answers } = ask(
    { ...HOSPITAL, financial_entity: 'no' },
    { awareness: '2026-11-29T08:00Z' },
    'Europe/Oslo',
  );
  const nis2 = of(answers, 'eu-nis2');
  assert.equal(nis2.applies, 'applies');
  const early = answerJson(nis2, { facts: {}, zone: 'Europe/Oslo', stateName: String }).stages[0]!;
  assert.equal(early.dueAt, '2026-11-30T08:00:00Z');
  assert.match(early.dueLocal ?? '', /^Mon, 30 Nov 2026, 09:00 \(Europe\/Oslo\)$/);
  assert.equal(early.lenientEnd, '2026-11-30T09:00:00Z');
  assert.equal(early.citation, 'Art. 23(4)(a)');
  assert.equal(of(answers, 'eu-gdpr').stages[0]?.due?.end.toString(), '2026-12-02T08:00:00Z');
  assert.equal(of(answers, 'us-sec-8k').applies, 'may-apply');
});

test('what is not known leaves a regime open and names the question that decides', () => {
  const { answers } = ask({ state: 'DE', sectors: 'health', size: 'large', financial_entity: 'no' });
  const nis2 = of(answers, 'nis2-de');
  assert.equal(nis2.applies, 'may-apply');
  assert.deepEqual(nis2.missing, ['significant']);
  assert.equal(openFacts(answers)[0] !== undefined, true);
  assert.equal(of(ask({ state: 'DE', significant: 'no' }).answers, 'nis2-de').applies, 'does-not-apply');
});

test('what does not apply says why, in words', () => {
  const { answers, facts } = ask({ state: 'CH', sectors: ['banking'], financial_entity: true });
  const { applies, reasons } = of(answers, 'eu-nis2');
  assert.equal(applies, 'does-not-apply');
  const words = reasons.map((reason) =>
    reasonWords(reason, facts, (code) => (code === 'CH' ? 'Switzerland' : code)),
  );
  assert.ok(
    words.includes('In which state are you established? You answered Switzerland; it is about EU.'),
    words.join(),
  );
  assert.ok(
    words.some((text) => text.endsWith('You answered yes.')),
    words.join(),
  );
});

test('DORA takes the place of NIS2 for a financial entity', () => {
  const { answers } = ask({ ...HOSPITAL, sectors: ['banking'], financial_entity: 'yes' });
  assert.equal(of(answers, 'eu-nis2').applies, 'does-not-apply');
  assert.equal(of(answers, 'eu-dora').applies, 'applies');
});

test('a law that is not in force gives no due time, whatever is stated', () => {
  const { answers } = ask(
    { state: 'US', critical_entity: 'yes', ransom_paid: 'yes' },
    { 'reasonable-belief': '2026-11-02T12:00Z', 'payment-made': '2026-11-02T12:00Z' },
  );
  const circia = of(answers, 'us-circia');
  assert.equal(circia.applies, 'applies');
  assert.equal(circia.binding, false);
  assert.ok(circia.stages.every(({ noClock }) => noClock === 'not-in-force'));
  const json = answerJson(circia, { facts: {}, zone: 'UTC', stateName: String });
  assert.ok(json.stages.every(({ dueAt, countdown }) => dueAt === null && !countdown));
});

test('stages of one regime are told apart by their own facts', () => {
  const { answers } = ask(
    { ...HOSPITAL, trust_service: 'yes', financial_entity: 'no' },
    { awareness: '2026-11-29T08:00Z' },
  );
  const { stages } = of(answers, 'eu-nis2');
  const byId = (id: string) => stages.find(({ stage }) => stage.id === id)!;
  assert.equal(byId('notification').applies, 'does-not-apply');
  assert.equal(byId('notification-trust-services').applies, 'applies');
  assert.equal(byId('notification-trust-services').due?.end.toString(), '2026-11-30T08:00:00Z');
  const unknown = of(ask({ ...HOSPITAL, financial_entity: 'no' }).answers, 'eu-nis2').stages;
  assert.equal(unknown.find(({ stage }) => stage.id === 'notification')?.applies, 'may-apply');
});

test('days counted by holidays that are not complete say so', () => {
  const { answers } = ask(
    { state: 'BR', personal_data: 'yes', processor: 'no' },
    { awareness: '2026-11-19T15:00Z' },
  );
  const [notice] = of(answers, 'br-anpd').stages;
  assert.equal(notice?.due?.end.toString(), '2026-11-26T02:59:59.999Z');
  assert.match(notice?.holidays?.note ?? '', /states and towns/);
  const bank = ask({ state: 'US', listed_in_us: 'yes' }, { determination: '2026-11-25T15:00Z' }).answers;
  const filing = of(bank, 'us-sec-8k').stages.find(({ stage }) => stage.id === '8-k');
  assert.equal(filing?.holidays, null, 'the federal calendar is complete and read');
  const hours = of(ask(HOSPITAL).answers, 'eu-nis2').stages.find(({ stage }) => stage.id === 'early-warning');
  assert.equal(hours?.holidays, null, 'hours run through holidays');
});

test('input that nobody can mean is refused at its place', () => {
  const cases = [
    [{ colour: 'red' }, {}, 'UTC', 'fact-unknown', 'colour'],
    [{ state: 'ZZ' }, {}, 'UTC', 'fact-value-unknown', 'state'],
    [{ state: 'DE FR' }, {}, 'UTC', 'fact-value-unknown', 'state'],
    [{ service_states: 'DE QQ' }, {}, 'UTC', 'fact-value-unknown', 'service_states'],
    [{ sectors: ['magic'] }, {}, 'UTC', 'fact-value-unknown', 'sectors'],
    [{ significant: 'perhaps' }, {}, 'UTC', 'fact-value-unknown', 'significant'],
    [{ size: 'huge' }, {}, 'UTC', 'fact-value-unknown', 'size'],
    [{}, { suspicion: '2026-01-01T00:00Z' }, 'UTC', 'moment-unknown', 'suspicion'],
    [{}, { awareness: 'yesterday' }, 'UTC', 'moment-malformed', 'awareness'],
    [{}, { awareness: '2026-02-30T10:00' }, 'UTC', 'moment-malformed', 'awareness'],
    [{}, { awareness: 7 }, 'UTC', 'moment-malformed', 'awareness'],
    [{}, {}, 'Mars/Olympus', 'zone-unknown', 'zone'],
    [{}, {}, '+01:00', 'zone-unknown', 'zone'],
  ] as const;
  for (const [facts, moments, zone, code, place] of cases) {
    const read = readQuestion({ facts, moments, zone });
    assert.ok(!read.ok, JSON.stringify([facts, moments, zone]));
    assert.deepEqual([read.refusal.code, read.refusal.place], [code, place]);
  }
});

test('a local time that the clocks show twice is the earlier one', () => {
  const read = readQuestion({ facts: {}, moments: { awareness: '2026-10-25T02:30' }, zone: 'Europe/Berlin' });
  assert.ok(read.ok);
  assert.equal(read.value.known.moments.get('awareness')?.toString(), '2026-10-25T00:30:00Z');
});

test('a countdown is in words', () => {
  const now = Temporal.Instant.from('2026-11-29T08:00:00Z');
  const words = (text: string) => countdownWords(Temporal.Instant.from(text), now);
  assert.equal(words('2026-12-01T09:30:00Z'), 'in 2 days 1 hour');
  assert.equal(words('2026-11-29T08:41:00Z'), 'in 41 minutes');
  assert.equal(words('2026-11-29T08:00:30Z'), 'in less than a minute');
  assert.equal(words('2026-11-29T03:00:00Z'), '5 hours ago');
});

const VALUES: Readonly<Record<string, fc.Arbitrary<FactValue>>> = {
  boolean: fc.boolean(),
  date: fc.constantFrom('2025-01-31', '2026-10-17', '2027-02-28'),
  state: fc.constantFrom('DE', 'CH', 'US', 'XV', 'BR'),
  states: fc.subarray(['DE', 'CH', 'US', 'IN', 'AU'], { minLength: 1 }),
  sectors: fc.subarray(['health', 'energy/gas', 'banking', 'other'], { minLength: 1 }),
};
const factsArbitrary = fc.record(
  Object.fromEntries(
    Object.entries(FINDER_FACTS).map(([fact, { values }]) => [
      fact,
      typeof values === 'string' ? VALUES[values]! : fc.constantFrom(...ENTITY_SIZES),
    ]),
  ),
) as fc.Arbitrary<Facts>;
const names = Object.keys(FINDER_FACTS) as FinderFact[];

test('an answer that is settled stays as it is when more becomes known, and an open one names what is missing', () => {
  fc.assert(
    fc.property(factsArbitrary, fc.subarray(names), (whole, hidden) => {
      const part = Object.fromEntries(
        Object.entries(whole).filter(([fact]) => !hidden.includes(fact as FinderFact)),
      );
      for (const { applies } of rulebook.regimes.all) {
        const before = decide(applies, part as Facts, groups);
        const after = decide(applies, whole, groups);
        assert.notEqual(after.holds, null);
        if (before.holds !== null) assert.equal(before.holds, after.holds);
        else {
          assert.ok(before.missing.length > 0);
          assert.ok(before.missing.every((fact) => hidden.includes(fact)));
        }
      }
    }),
  );
});

test('with every fact known, three values are the two of ordinary logic', () => {
  const plain = (condition: Condition, facts: Facts): boolean => {
    if ('all' in condition) return condition.all.every((each) => plain(each, facts));
    if ('any' in condition) return condition.any.some((each) => plain(each, facts));
    if ('not' in condition) return !plain(condition.not, facts);
    const value = facts[condition.fact as FinderFact];
    if ('is' in condition) return value === condition.is;
    const wanted = condition.in.flatMap((name) => [name, ...(groups.get(name) ?? [])]);
    const given = typeof value === 'string' ? [value] : (value as readonly string[]);
    return given.some((one) => wanted.includes(one) || wanted.includes(one.split('/')[0]!));
  };
  fc.assert(
    fc.property(factsArbitrary, (facts) => {
      for (const { applies } of rulebook.regimes.all) {
        assert.equal(decide(applies, facts, groups).holds, plain(applies, facts));
      }
    }),
  );
});

test('a sector answered without its part leaves open a law that is about one part, and asks again', () => {
  const grid = { state: 'CY', critical_entity: 'yes' };
  const nccs = (sectors: readonly string[]) => of(ask({ ...grid, sectors }).answers, 'eu-nccs');
  assert.equal(nccs(['energy']).applies, 'may-apply');
  assert.deepEqual(nccs(['energy']).missing, ['sectors']);
  assert.equal(nccs(['energy/electricity']).applies, 'applies');
  assert.equal(nccs(['energy/gas']).applies, 'does-not-apply');
  assert.equal(nccs(['energy', 'energy/electricity']).applies, 'applies');
});

test('a part of a sector is the sector for a clock as it is for the finder', () => {
  const digital = { fact: 'sectors', in: ['energy'] } as const;
  assert.equal(holdsBy(digital, { sectors: ['energy/gas'] }, rulebook.groups), true);
  assert.equal(holdsBy(digital, { sectors: ['energy'] }, rulebook.groups), true);
  assert.equal(holdsBy(digital, { sectors: ['energyless'] }, rulebook.groups), false);
});
