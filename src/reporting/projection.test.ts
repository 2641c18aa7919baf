import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StageFact } from '#obligations/regimes/facts.ts';
import { checkDraft } from '#statement/check.ts';
import type { JsonValue } from '#statement/draft.ts';
import { marking, TLP_ORDER, type Tlp } from '#statement/marking.ts';
import { show } from '#statement/show.ts';
import { NOT_APPLICABLE, NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { FACT_NAMES } from './fact-claims.ts';
import type { Fact, Facts } from './facts-of-case.ts';
import { project, reportDraft, unknownForMissing } from './projection.ts';
import { factOfClaim, regulatoryReport } from './statements.ts';
import { stageOf, TEST_REGIMES } from './testing/test-regimes.ts';

const HOSPITAL = 'did:web:hospital.veldmark.example';
const CSIRT = 'did:web:csirt.veldmark.example';
const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
const AT = Temporal.Instant.from('2026-03-01T08:00:00Z');
const address = {
  issuer: HOSPITAL,
  case: CASE,
  addressees: [{ role: 'competent-authority', name: 'The authority', party: CSIRT }],
};

function fact(name: StageFact, value: JsonValue, tlp: Tlp = 'amber'): [StageFact, Fact] {
  const source = { digest: 'a'.repeat(43), type: 'incident-report', at: AT };
  return [name, { name, value, marking: marking(tlp), source }];
}

function factsOf(...facts: readonly [StageFact, Fact][]): Facts {
  return new Map(facts);
}

function stateOf(projection: ReturnType<typeof project>, name: StageFact) {
  return projection.fields.find((field) => field.fact === name)?.state;
}

test('a stage asks for its own facts in its own order, and says what is missing', () => {
  const seen = project(
    factsOf(fact('malicious', 'yes'), fact('root_cause', 'x')),
    stageOf('veld-security', 'early-warning'),
  );
  assert.deepEqual(
    seen.fields.map((field) => field.fact),
    ['victim_name', 'contact', 'malicious', 'cross_border', 'affected_states'],
  );
  assert.deepEqual(seen.blocking, ['victim_name', 'contact', 'cross_border']);
  assert.equal(stateOf(seen, 'affected_states'), 'open');
  assert.deepEqual(seen.notAsked, ['root_cause']);
});

test('"not known yet" answers an early stage and not the final one; "does not apply" answers both', () => {
  const early = project(factsOf(fact('malicious', NOT_KNOWN_YET)), stageOf('veld-security', 'early-warning'));
  assert.equal(stateOf(early, 'malicious'), 'filled');
  const final = project(
    factsOf(
      fact('root_cause', NOT_KNOWN_YET),
      fact('mitigation', NOT_APPLICABLE),
      fact('techniques', NOT_KNOWN_YET),
    ),
    stageOf('veld-security', 'final'),
  );
  assert.equal(stateOf(final, 'root_cause'), 'not-final');
  assert.equal(stateOf(final, 'mitigation'), 'filled');
  assert.equal(stateOf(final, 'techniques'), 'filled', 'what is asked "if known" may stay unknown for ever');
});

test('an estimate goes before the final report, and is refused by it', () => {
  const facts = factsOf(fact('users_affected', { estimate: 900 }));
  assert.equal(stateOf(project(facts, stageOf('veld-security', 'notification')), 'users_affected'), 'filled');
  assert.equal(stateOf(project(facts, stageOf('veld-security', 'final')), 'users_affected'), 'not-final');
});

test('what is typed goes before what was said, and the profile fills only what nobody said', () => {
  const facts = factsOf(fact('malicious', 'yes'));
  const seen = project(facts, stageOf('veld-security', 'early-warning'), {
    typed: { malicious: 'no' },
    profile: { victim_name: 'Sankt Orla', malicious: 'suspected' },
  });
  const field = (name: string) => seen.fields.find((one) => one.fact === name);
  assert.deepEqual([field('malicious')?.value, field('malicious')?.origin], ['no', { from: 'typed' }]);
  assert.deepEqual(
    [field('victim_name')?.value, field('victim_name')?.origin],
    ['Sankt Orla', { from: 'profile' }],
  );
});

test('a fact for named persons reaches no authority until somebody types what it may have', () => {
  const stage = stageOf('veld-security', 'notification');
  const facts = factsOf(
    fact('description', 'The doctor’s name is …', 'red'),
    fact('aware_at', '2026-03-01', 'red'),
  );
  const seen = project(facts, stage);
  assert.equal(stateOf(seen, 'description'), 'missing');
  assert.equal(stateOf(seen, 'aware_at'), 'withheld');
  assert.equal(reportDraft(seen, address).claims.description, undefined);
  const typed = project(facts, stage, { typed: { description: 'Servers stopped.' } });
  const draft = reportDraft(typed, address);
  assert.equal(draft.claims.description, 'Servers stopped.');
  assert.equal(draft.markings?.description, undefined, 'amber+strict is the report’s own label for it');
});

test('a fact said under a stricter label keeps it in the report', () => {
  const seen = project(
    factsOf(fact('malicious', 'yes', 'amber+strict')),
    stageOf('veld-security', 'early-warning'),
  );
  assert.deepEqual(reportDraft(seen, address).markings, { malicious: { tlp: 'amber+strict' } });
});

test('one click answers every missing field by "not known yet", and no other', () => {
  const facts = factsOf(fact('malicious', 'yes'), fact('contact', { phone: '+999' }, 'red'));
  const unknown = unknownForMissing(project(facts, stageOf('veld-security', 'early-warning')));
  assert.deepEqual(unknown, { victim_name: NOT_KNOWN_YET, cross_border: NOT_KNOWN_YET });
});

const VALUES: readonly JsonValue[] = [NOT_KNOWN_YET, NOT_APPLICABLE, { estimate: NOT_KNOWN_YET as JsonValue }];
const arbitraryFacts = fc
  .array(
    fc.record({
      name: fc.constantFrom(...FACT_NAMES),
      value: fc.constantFrom(...VALUES),
      tlp: fc.constantFrom(...TLP_ORDER),
    }),
    { maxLength: 60 },
  )
  .map((facts) => factsOf(...facts.map(({ name, value, tlp }) => fact(name, value, tlp))));
const arbitraryStage = fc.constantFrom(
  ...TEST_REGIMES.flatMap(({ id, stages }) => stages.map((stage) => stageOf(id, stage.id))),
);

test('a report never carries a fact that its stage does not ask for', () => {
  fc.assert(
    fc.property(arbitraryFacts, arbitraryStage, (facts, of) => {
      const asked = new Set<string>(of.stage.needs.map((need) => need.fact));
      const { claims } = reportDraft(project(facts, of), address);
      for (const name of Object.keys(claims)) {
        const carried = factOfClaim(name);
        assert.ok(carried === undefined || asked.has(carried), `${name} was not asked for`);
      }
    }),
  );
});

test('its addressee gets every fact of a report by the release, and nobody else gets any: none is stricter or freer', () => {
  fc.assert(
    fc.property(arbitraryFacts, arbitraryStage, (facts, of) => {
      const draft = reportDraft(project(facts, of), address);
      const carried = Object.keys(draft.claims).filter((name) => factOfClaim(name) !== undefined);
      const disclosures = carried.map((name) => {
        const own = regulatoryReport.claims[name]!.marking;
        return { claim: { name, value: draft.claims[name]!, marking: { ...own, ...draft.markings?.[name] } } };
      });
      const held = { issuer: HOSPITAL, issuerCommunities: ['all'], disclosures };
      const viewer = { party: CSIRT, person: null, servedBy: [], communities: ['all'] };
      const given = show({ ...held, releases: [{ to: CSIRT, claims: 'all' }] }, viewer);
      assert.equal(given.withheld, 0);
      const others = show({ ...held, releases: [] }, viewer);
      assert.equal(others.disclosures.length, 0);
      for (const { claim } of disclosures) {
        const source = facts.get(factOfClaim(claim.name) as StageFact);
        const order = (tlp: Tlp) => TLP_ORDER.indexOf(tlp);
        assert.ok(order(claim.marking.tlp) >= order(source!.marking.tlp), `${claim.name} was loosened`);
      }
    }),
  );
});

test('a report made by the projection has the shape of its type', () => {
  const facts = factsOf(
    fact('victim_name', 'Sankt Orla'),
    fact('contact', { phone: '+999 1' }),
    fact('malicious', { estimate: 'suspected' }),
    fact('affected_states', ['XV'], 'amber+strict'),
  );
  const seen = project(facts, stageOf('veld-security', 'early-warning'), {
    typed: { cross_border: NOT_KNOWN_YET },
  });
  const checked = checkDraft(regulatoryReport, reportDraft(seen, { ...address, preliminary: true }));
  assert.equal(checked.ok ? 'yes' : `${checked.refusal.place}: ${checked.refusal.sentence}`, 'yes');
});
