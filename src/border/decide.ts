import type { SignedIn } from '#http/contract.ts';
import type { Appended, Ledger } from '#ledger/contract.ts';
import { accept, type Outcome } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { BorderState } from './border-reads.ts';
import type { DECISIONS } from './statements.ts';

export type Wanted = {
  readonly state: string;
  readonly decision: (typeof DECISIONS)[number];
  readonly reason?: string;
};

type Person = Extract<SignedIn['actor'], { kind: 'person' }>;

/**
 * States what a person decided about one state of a case, with the reasons they were shown. What is decided already
 * and asked again the same is not said twice.
 */
export async function decideState(
  ledger: Pick<Ledger, 'submit'>,
  person: Person,
  caseId: string,
  proposed: BorderState,
  { decision, reason }: Wanted,
): Promise<Outcome<Appended | null>> {
  const { state, authority, reasons, decided } = proposed;
  if (decided?.decision === decision && (decided.reason ?? '') === (reason ?? '')) return accept(null);
  const claims: Record<string, JsonValue> = {
    state,
    decision,
    decided_by: person.person,
    ...(authority === null ? {} : { to: authority }),
    ...(reasons.length === 0 ? {} : { reasons: reasons as unknown as JsonValue }),
    ...(reason === undefined || reason === '' ? {} : { reason }),
    ...(decided === null ? {} : { replaces: decided.digest }),
  };
  return ledger.submit({
    kind: 'draft',
    actor: person,
    draft: { type: 'border-decision', issuer: person.party, case: caseId, claims },
    jobKey: decisionKey(caseId, state, decision, decided?.digest ?? null),
  });
}

/** The same click sent twice replaces the same earlier decision, so it has one effect. */
export function decisionKey(caseId: string, state: string, decision: string, replaces: string | null): string {
  return `border/${caseId}/${state}/${decision}/${replaces ?? 'first'}`;
}
