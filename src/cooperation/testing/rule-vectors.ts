import { readFileSync } from 'node:fs';
import type { RuleState, Said, Standing } from '#cooperation/rule-state.ts';
import type { AgreementTerms } from '#parties/agreement-terms.ts';
import { textIn } from '#parties/draft-claims.ts';
import type { Draft } from '#statement/draft.ts';

type SaidVector = Partial<Omit<Said, 'until'>> &
  Pick<Said, 'digest' | 'case' | 'issuer' | 'type'> & { until?: string };
type AgreementVector = {
  readonly name: string;
  readonly current: boolean;
  readonly validUntil?: string;
  readonly members: Readonly<Record<string, string | null>>;
};

export type RuleCase = {
  readonly title: string;
  readonly type: string;
  /** Who says it; where absent, whoever the valid claims were written for. */
  readonly by?: string;
  readonly with?: Draft['claims'];
  readonly without?: readonly string[];
  readonly approvers?: readonly string[];
  readonly given?: {
    readonly target?: SaidVector;
    readonly second?: SaidVector;
    readonly answers?: readonly SaidVector[];
    readonly delays?: readonly SaidVector[];
    readonly agreement?: AgreementVector;
  };
  readonly due: string;
};

export type RuleVectors = {
  readonly now: string;
  readonly case: string;
  readonly parties: Readonly<Record<string, Standing>>;
  readonly valid: Readonly<Record<string, Draft['claims']>>;
  readonly cases: readonly RuleCase[];
};

export const VECTORS: RuleVectors = JSON.parse(
  readFileSync(new URL('../../../vectors/cooperation/rules.json', import.meta.url), 'utf8'),
);

export function draftOf(vector: RuleCase): Draft {
  const base = VECTORS.valid[vector.type] ?? {};
  const claims = Object.entries({ ...base, ...vector.with }).filter(([name]) => !vector.without?.includes(name));
  const issuer = vector.by ?? (typeof base.person === 'string' ? base.person : '').split('#', 1)[0]!;
  return { type: vector.type, issuer, case: VECTORS.case, claims: Object.fromEntries(claims) };
}

export function stateOf(vector: RuleCase, draft: Draft): RuleState {
  const { given = {} } = vector;
  const to = textIn(draft, 'to') ?? textIn(draft, 'with_party') ?? '';
  return {
    issuer: VECTORS.parties[draft.issuer],
    recipient: VECTORS.parties[to],
    target: given.target && said(given.target),
    second: given.second && said(given.second),
    answers: (given.answers ?? []).map(said),
    delays: (given.delays ?? []).map(said),
    agreement: given.agreement && terms(given.agreement),
  };
}

function said(vector: SaidVector): Said {
  const { until, ...rest } = vector;
  const blank = { channel: null, to: null, about: null, answer: null, parties: [], other: null };
  return { ...blank, ...rest, until: until === undefined ? null : Temporal.Instant.from(until) };
}

function terms({ members, validUntil, ...rest }: AgreementVector): AgreementTerms {
  const instant = (text: string | null | undefined) =>
    typeof text === 'string' ? Temporal.Instant.from(text) : null;
  return {
    ...rest,
    digest: 'G'.repeat(43),
    community: '00000000-0000-4000-8000-000000000009',
    validUntil: instant(validUntil),
    members: new Map(Object.entries(members).map(([party, until]) => [party, instant(until)])),
    permits: ['mitigation'],
    onward: null,
    retentionDays: null,
    channels: null,
    types: null,
  };
}
