import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleContext } from '#ledger/contract.ts';
import type { JsonValue } from '#statement/draft.ts';
import { NOT_APPLICABLE, NOT_KNOWN_YET } from '#statement/statement-type.ts';
import type { RuleCode } from './codes.ts';
import { decideReport, type ReportState } from './rules.ts';
import { stageOf } from './testing/test-regimes.ts';
import { decideWithdrawal } from './withdrawal-rule.ts';

const HOSPITAL = 'did:web:hospital.veldmark.example';
const CSIRT = 'did:web:csirt.veldmark.example';
const OTHER = 'did:web:other.example';
const context: RuleContext = {
  actor: { kind: 'person', party: HOSPITAL, person: `${HOSPITAL}#1` },
  at: Temporal.Instant.from('2026-03-01T12:00:00Z'),
  roles: new Set(['reporter']),
  approvers: new Map(),
};

const DECLARED = { version: 1, applies: true, addressees: new Map([['competent-authority', CSIRT]]) };

function state(stage: string, more: Partial<ReportState> = {}): ReportState {
  return {
    declaration: DECLARED,
    stage: stageOf('veld-security', stage),
    ownAuthority: undefined,
    correctsOwn: false,
    ...more,
  };
}

const EARLY = {
  regime: 'veld-security',
  version: 1,
  stage: 'early-warning',
  addressees: [{ role: 'competent-authority', name: 'The authority', party: CSIRT }],
  victim_name: 'Sankt Orla',
  contact: { phone: '+999 1' },
  malicious: 'suspected',
  cross_border: NOT_KNOWN_YET,
};
const FINAL = {
  ...EARLY,
  stage: 'final',
  description: 'x',
  root_cause: 'y',
  mitigation: NOT_APPLICABLE,
  users_affected: 1200,
};
const { contact: _contact, malicious: _malicious, cross_border: _border, ...FINAL_FACTS } = FINAL;

const OTHERS = 'o'.repeat(43);
const MINE = 'm'.repeat(43);
const TAKEN = 't'.repeat(43);

for (const [title, withdraws, expected] of [
  ['a party takes its own report back', [MINE], 'yes'],
  ['a report of another party, or that is not there, is refused in the same words', [OTHERS], 'report-not-own'],
  ['one strange report among own ones refuses all', [MINE, OTHERS], 'report-not-own'],
  ['a report is taken back once', [TAKEN], 'report-withdrawn'],
] as const) {
  test(title, () => {
    const known = { own: new Set([MINE, TAKEN]), withdrawn: new Set([TAKEN]) };
    const draft = {
      type: 'report-withdrawal',
      issuer: HOSPITAL,
      case: 'c',
      claims: { withdraws: [...withdraws], reason: 'duplicate' },
    };
    const verdict = decideWithdrawal(known, draft);
    assert.equal(verdict.ok ? 'yes' : verdict.refusal.code, expected);
  });
}

type Row = readonly [string, ReportState, Readonly<Record<string, JsonValue>>, RuleCode | 'yes'];

const TABLE: readonly Row[] = [
  ['an early warning with "not known yet" is taken', state('early-warning'), EARLY, 'yes'],
  [
    'a report that was taken back is corrected by nothing',
    state('early-warning', { correctsOwn: true, correctsWithdrawn: true }),
    { ...EARLY, corrects: 't'.repeat(43) },
    'report-withdrawn',
  ],
  [
    'a report needs the regime declared first',
    state('early-warning', { declaration: undefined }),
    EARLY,
    'regime-not-declared',
  ],
  [
    'a report under a regime declared not to apply is refused',
    state('early-warning', { declaration: { ...DECLARED, applies: false } }),
    EARLY,
    'regime-not-applicable',
  ],
  [
    'a report under another version than the declared one is refused',
    state('early-warning'),
    { ...EARLY, version: 2 },
    'regime-version-other',
  ],
  [
    'a stage that the pinned version has not is refused',
    state('early-warning', { stage: undefined }),
    EARLY,
    'stage-not-known',
  ],
  [
    'a role that the stage does not name is refused',
    state('early-warning'),
    { ...EARLY, addressees: [{ role: 'public', name: 'All' }] },
    'addressee-not-of-stage',
  ],
  [
    'a party that was not declared for the role is refused',
    state('early-warning'),
    { ...EARLY, addressees: [{ role: 'competent-authority', name: 'X', party: OTHER }] },
    'addressee-not-declared',
  ],
  [
    'one’s own authority stands for a role for which nobody was declared',
    state('early-warning', {
      declaration: { ...DECLARED, addressees: new Map() },
      ownAuthority: { party: CSIRT, kind: 'csirt' },
    }),
    EARLY,
    'yes',
  ],
  [
    'a party is refused where nobody was declared and no authority is one’s own',
    state('early-warning', { declaration: { ...DECLARED, addressees: new Map() } }),
    EARLY,
    'addressee-not-declared',
  ],
  [
    'a fact that the stage does not ask for is refused',
    state('early-warning'),
    { ...EARLY, root_cause: 'x' },
    'fact-not-asked',
  ],
  [
    'how it stands now is a fact, and refused where nobody asks',
    state('early-warning'),
    { ...EARLY, standing: 'contained' },
    'fact-not-asked',
  ],
  [
    'a fact that must be answered and is absent is refused',
    state('early-warning'),
    { ...EARLY, contact: undefined as never },
    'fact-missing',
  ],
  ['a final report with every value is taken', state('final'), FINAL_FACTS, 'yes'],
  [
    'a final report takes no estimate',
    state('final'),
    { ...FINAL_FACTS, users_affected: { estimate: 1200 } },
    'fact-not-final',
  ],
  [
    'a final report takes no "not known yet" where an answer must be',
    state('final'),
    { ...FINAL_FACTS, root_cause: NOT_KNOWN_YET },
    'fact-not-final',
  ],
  [
    'a final report may leave unknown what is asked if known',
    state('final'),
    { ...FINAL_FACTS, techniques: NOT_KNOWN_YET },
    'yes',
  ],
  [
    'even what is asked if known is no estimate in the end',
    state('final'),
    { ...FINAL_FACTS, techniques: { estimate: ['T1110'] } },
    'fact-not-final',
  ],
  [
    'a report of somebody else is not corrected',
    state('early-warning'),
    { ...EARLY, corrects: 'a'.repeat(43) },
    'report-not-own',
  ],
  [
    'one’s own report of the stage is corrected',
    state('early-warning', { correctsOwn: true }),
    { ...EARLY, corrects: 'a'.repeat(43) },
    'yes',
  ],
  [
    'a time that lies ahead is refused',
    state('final'),
    { ...FINAL_FACTS, classified_at: { at: '2026-03-02' } },
    'time-in-the-future',
  ],
  [
    'a day that does not exist is refused',
    state('final'),
    { ...FINAL_FACTS, classified_at: { at: '2026-02-30' } },
    'time-malformed',
  ],
];

for (const [title, given, claims, due] of TABLE) {
  test(title, () => {
    const said = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
    const draft = {
      type: 'regulatory-report',
      issuer: HOSPITAL,
      case: '4a3c2b1a-0000-4000-8000-000000000001',
      claims: said,
    };
    const outcome = decideReport(given, draft, context);
    assert.equal(outcome.ok ? 'yes' : outcome.refusal.code, due);
    if (!outcome.ok) assert.match(outcome.refusal.sentence, /^[^\n]{12,}[.]$/);
  });
}
