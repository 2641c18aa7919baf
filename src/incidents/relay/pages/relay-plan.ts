import { changesIn, withdrawnBy } from '#incidents/case/standing.ts';
import type { FlowCode } from '#incidents/codes.ts';
import {
  type LeftOut,
  type RelayingAuthority,
  type RelayProposal,
  reasonToLeaveOut,
  recipientsOf,
} from '#incidents/relay/relay.ts';
import { INCIDENT_TRAITS, OPENING_TYPES, VICTIM_CLAIMS } from '#incidents/statements.ts';
import type { Ledger, Shown } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { alongOf, recipientAlong, sendsExactly } from '#parties/workspace/along.ts';
import { type Seen, submitWithAlong } from '#parties/workspace/approval.ts';
import { type Along, readDraft, type Workspace, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { type ErrorText, refusalText } from '#web/parts/errors.ts';

/** Claims that tell where a statement belongs; a receiver needs them whatever else is withheld. */
const WHERE_IT_BELONGS = ['iat', 'case', 'number', 'case_number'] as const;

/** What a relay gives to whom: a report yet to be signed, or a statement of one's own that stands already. */
export type RelayPlan = {
  /** Null where the draft itself is the report that is to be given. */
  readonly target: string | null;
  readonly recipients: readonly string[];
  readonly claims: readonly string[];
};

export type Plannable = Omit<RelayProposal, 'draft'> & { readonly draft: Draft; readonly target: string | null };

/**
 * An authority's own standing report (written down from a telephone call, say), as it could be given to other states:
 * nothing new is signed, and who called, who was hit and text that might tell are left out.
 */
export function proposeOwn(
  shown: readonly Shown[],
  authority: RelayingAuthority,
  caseId: string,
): Outcome<Plannable, FlowCode> {
  const withdrawn = withdrawnBy(changesIn(shown));
  const own = shown.findLast(
    ({ issuer, type, digest }) =>
      issuer === authority.party && OPENING_TYPES.includes(type) && !withdrawn.has(digest),
  );
  if (own === undefined) {
    return refuse(
      'nothing-to-relay',
      'Nobody has reported to you in this case, or what was reported is withdrawn.',
    );
  }
  const leftOut: LeftOut[] = [];
  const claims: Record<string, JsonValue> = {};
  const secret = INCIDENT_TRAITS.tradeSecrets(own.type, own.claims);
  for (const claim of own.claims.values()) {
    if ((WHERE_IT_BELONGS as readonly string[]).includes(claim.name)) continue;
    const because = reasonToLeaveOut(claim, secret);
    if (because === undefined) claims[claim.name] = claim.value;
    else leftOut.push({ claim: claim.name, because });
  }
  const states = Array.isArray(claims.affected_states) ? claims.affected_states.map(String) : [];
  return accept({
    draft: { type: own.type, issuer: own.issuer, case: caseId, claims },
    target: own.digest,
    releasedClaims: Object.keys(claims),
    leftOut,
    recipients: recipientsOf(states, authority),
    statesNotKnownYet: !Array.isArray(claims.affected_states),
  });
}

/**
 * The plan that a workspace draft carries, undefined when it is no relay: what goes along with the draft, and so is
 * approved with it, is exactly what the plan says.
 */
export function planOf(draft: Plannedly): RelayPlan | undefined {
  const plan = draft.progress?.relay as unknown as RelayPlan | undefined;
  if (plan === undefined || !Array.isArray(plan.recipients) || !Array.isArray(plan.claims)) return undefined;
  return sendsExactly(draft, plan, (to) => releaseDraft(draft, plan, plan.target, to)) ? plan : undefined;
}

type Plannedly = Pick<WorkspaceDraft, 'progress' | 'along' | 'claims' | 'party' | 'case'>;

/** The releases of a relay that go along with its draft. */
export function relaysAlong(
  draft: Pick<WorkspaceDraft, 'party' | 'case'>,
  plan: RelayPlan,
): readonly Along[] | undefined {
  return alongOf(plan, (to) => releaseDraft(draft, plan, plan.target, to));
}

/** The release of one recipient's part, as the ledger takes it; without a target, of what the draft becomes. */
export function releaseDraft(
  draft: Pick<WorkspaceDraft, 'party' | 'case'>,
  plan: RelayPlan,
  target: string | null,
  to: string,
): Draft {
  const names = [...WHERE_IT_BELONGS, ...plan.claims];
  const claims = {
    ...(target === null ? {} : { target }),
    to,
    claims: names,
    channel: 'csirt',
    hides_victim: !names.some((name) => VICTIM_CLAIMS.includes(name)),
  };
  return { type: 'release', issuer: draft.party, case: draft.case, claims };
}

export type Sent = {
  readonly target: string;
  /** Recipients whose release the ledger refused, with its sentence; sending again tries them again. */
  readonly refused: ReadonlyMap<string, ErrorText>;
};

/**
 * Signs an approved relay and gives it to each recipient, in the name of whoever proposed it and with the approvals it
 * got.
 */
export async function sendRelay(workspace: Workspace, ledger: Ledger, seen: Seen): Promise<Outcome<Sent>> {
  const read = await readDraft(workspace, seen.id);
  if (!read.ok) return read;
  const draft = read.value;
  const plan = planOf(draft);
  if (plan === undefined || draft.proposedBy === null) {
    return refuse('nothing-to-relay', 'This draft is no relay that was proposed.');
  }
  const actor = { kind: 'person', person: draft.proposedBy, party: draft.party } as const;
  const sent = await submitWithAlong(workspace, ledger, actor, seen);
  if (!sent.ok) return sent;
  const refused = [...sent.value.refused].map(
    ([at, refusal]) => [recipientAlong(draft, at), refusalText(refusal)] as const,
  );
  return accept({ target: plan.target ?? sent.value.signed.digest, refused: new Map(refused) });
}
