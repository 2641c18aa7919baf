import { Value } from 'typebox/value';
import { Regime, type Stage } from '#obligations/regimes/regime.ts';
import type { RegimeBook, StageOf } from '#reporting/regime-book.ts';

const AUTHORITY = { role: 'competent-authority', name: 'The competent authority of the state', kind: 'csirt' };
const AUTHORITY_ELSEWHERE = { role: 'financial-authority', name: 'The financial supervisor' };

function stage(
  id: string,
  name: string,
  citation: string,
  needs: Stage['needs'],
  more: Partial<Stage> = {},
): Stage {
  return {
    id,
    name,
    citation,
    confidence: 'S',
    bearer: 'declarer',
    addressees: [AUTHORITY],
    opens: { moment: 'awareness' },
    limits: [{ within: { value: 24, unit: 'hour' }, of: { moment: 'awareness' } }],
    met_by: { filing: true },
    needs,
    ...more,
  };
}

function must(...facts: readonly string[]): Stage['needs'] {
  return facts.map((fact) => ({ fact, need: 'must' as const }));
}

function known(...facts: readonly string[]): Stage['needs'] {
  return facts.map((fact) => ({ fact, need: 'if-known' as const }));
}

/** Two laws of a state of the exercise: one told to a party here, one to an authority that is none. */
export const TEST_REGIMES: readonly Regime[] = [
  {
    id: 'veld-security',
    version: 1,
    valid_from: '2025-01-01',
    kind: 'law',
    title: 'Veldmark Network Security Act',
    instrument: 'Act 12 of 2024 (exercise)',
    jurisdiction: 'XV',
    status: 'in-force',
    status_confidence: 'S',
    obligated: 'Essential entities.',
    threshold: 'A significant incident.',
    applies: { fact: 'state', in: ['XV'] },
    calendar: 'plain',
    stages: [
      stage('early-warning', 'Early warning', 'Art. 23(4)(a)', [
        ...must('victim_name', 'contact', 'malicious', 'cross_border'),
        ...known('affected_states'),
      ]),
      stage('notification', 'Incident notification', 'Art. 23(4)(b)', [
        ...must(
          'victim_name',
          'contact',
          'malicious',
          'effects',
          'users_affected',
          'incident_type',
          'description',
        ),
        ...known('indicators', 'affected_states', 'aware_at'),
      ]),
      stage('final', 'Final report', 'Art. 23(4)(d)', [
        ...must('victim_name', 'description', 'root_cause', 'mitigation', 'users_affected'),
        ...known('techniques', 'authorities_informed', 'classified_at'),
      ]),
    ],
    notes: [],
    sources: ['written for the tests'],
    checked_on: '2026-01-01',
    confidence: 'S',
  },
  {
    id: 'veld-finance',
    version: 2,
    valid_from: '2025-01-01',
    kind: 'law',
    title: 'Veldmark Financial Resilience Act',
    instrument: 'Act 3 of 2025 (exercise)',
    jurisdiction: 'XV',
    status: 'in-force',
    status_confidence: 'S',
    obligated: 'Financial entities.',
    threshold: 'A major incident.',
    applies: { fact: 'state', in: ['XV'] },
    calendar: 'plain',
    stages: [
      stage(
        'initial',
        'Initial notification',
        'Art. 19(4)(a)',
        [...must('victim_name', 'entity_identifier', 'classification_criteria'), ...known('authorities_informed')],
        { addressees: [AUTHORITY_ELSEWHERE] },
      ),
    ],
    notes: [],
    sources: ['written for the tests'],
    checked_on: '2026-01-01',
    confidence: 'S',
  },
];

// A regime that the schema does not take would prove nothing about those that ship.
for (const regime of TEST_REGIMES) Value.Parse(Regime, regime);

export const TEST_BOOK: RegimeBook = {
  version: (id, version) => TEST_REGIMES.find((one) => one.id === id && one.version === version),
};

export function stageOf(regimeId: string, stageId: string): StageOf {
  const regime = TEST_REGIMES.find(({ id }) => id === regimeId)!;
  return { regime, stage: regime.stages.find(({ id }) => id === stageId)! };
}
