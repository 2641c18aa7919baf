import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IncidentCode } from '#incidents/codes.ts';
import type { Hold } from '#incidents/notices/hold-view.ts';
import type { PartyFacts, RuleState } from '#incidents/rule-state.ts';
import { decide } from '#incidents/rules.ts';
import { SILENT, type Target, type Thread } from '#incidents/thread.ts';
import type { RuleContext } from '#ledger/contract.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';

export const HOSPITAL = 'did:web:hospital.veldmark.example';
export const UTILITY = 'did:web:grid.veldmark.example';
export const CSIRT = 'did:web:csirt.veldmark.example';
export const NEIGHBOUR = 'did:web:cyber.arvenia.example';
export const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
export const OTHER_CASE = '4a3c2b1a-0000-4000-8000-000000000002';
const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');

const PARTIES: Readonly<Record<string, PartyFacts>> = {
  [HOSPITAL]: { kind: 'operator', territory: 'XV', authority: CSIRT },
  [UTILITY]: { kind: 'operator', territory: 'XV', authority: CSIRT },
  [CSIRT]: { kind: 'csirt', territory: 'XV', authority: null },
  [NEIGHBOUR]: { kind: 'csirt', territory: 'XA', authority: null },
  'did:web:vendor.example': { kind: 'vendor', territory: 'XA', authority: null },
  'did:web:forum.example': { kind: 'regional-body', territory: 'XN', authority: null },
};

export const REPORTED: Thread = { opened: true, withdrawn: false, closed: false, spoken: true };
export const CLOSED: Thread = { ...REPORTED, closed: true };
export const TAKEN_BACK: Thread = { opened: false, withdrawn: true, closed: false, spoken: true };

export const SUBSTANCE = { danger_to_life: 'no', malicious: 'suspected', affected_states: ['XV', 'XA'] };

export function digest(letter: string): string {
  return letter.repeat(43);
}

export function target(letter: string, issuer: string, more: Partial<Target> = {}): Target {
  return { digest: digest(letter), case: CASE, issuer, type: 'incident-alert', withdrawn: false, ...more };
}

type Given = {
  readonly issuer?: string;
  readonly openedBy?: string;
  readonly addressed?: boolean;
  readonly thread?: Thread;
  readonly targets?: readonly Target[];
  readonly approvers?: readonly string[];
  readonly holds?: readonly Hold[];
  readonly markings?: Draft['markings'];
  readonly linkedTlp?: RuleState['linkedTlp'];
};

function state(given: Given): RuleState {
  const targets = given.targets ?? [];
  const { openedBy, addressed = false } = given;
  return {
    issuer: PARTIES[given.issuer ?? HOSPITAL],
    case: openedBy === undefined ? undefined : { openedBy, addressed },
    thread: given.thread ?? SILENT,
    targets: new Map(targets.map((one) => [one.digest, one])),
    targetIssuers: new Map(
      targets.flatMap((one) => (PARTIES[one.issuer] ? [[one.issuer, PARTIES[one.issuer]!]] : [])),
    ),
    holds: given.holds ?? [],
    linkedTlp: given.linkedTlp ?? null,
  };
}

export function verdictOf(given: Given, type: string, claims: Readonly<Record<string, JsonValue>>) {
  const issuer = given.issuer ?? HOSPITAL;
  const { markings = {} } = given;
  const draft: Draft = { type, issuer, case: CASE, claims, markings };
  const context: RuleContext = {
    actor: { kind: 'person', party: issuer, person: `${issuer}#1` },
    at: NOW,
    roles: new Set(),
    approvers: new Map((given.approvers ?? []).map((person) => [person, new Set(['approver'])])),
  };
  return decide(state(given), draft, context);
}

/** Given what was said before, when this is to be said, then it is accepted or refused with this code. */
export type Row = readonly [string, Given, string, Readonly<Record<string, JsonValue>>, IncidentCode | 'yes'];

/** One test a row, titled by its claim. */
export function judge(table: readonly Row[]): void {
  for (const [title, given, type, claims, due] of table) {
    test(title, () => {
      const outcome = verdictOf(given, type, claims);
      assert.equal(outcome.ok ? 'yes' : outcome.refusal.code, due);
      if (!outcome.ok) assert.match(outcome.refusal.sentence, /^[^\n]{12,}[.]$/);
      assert.deepEqual(verdictOf(given, type, claims), outcome, 'the same question has the same answer');
    });
  }
}
