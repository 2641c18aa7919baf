import type { RuleContext } from '#ledger/contract.ts';
import { accept, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { Verdict } from './release-state.ts';

export type RecallState = {
  /** Who signed the target; undefined when it is not held. */
  readonly targetIssuer: string | undefined;
  /** Did the recalling party give the target to anybody? */
  readonly passedOn: boolean;
  /** Did the recalling party recall it before? */
  readonly recalled: boolean;
};

/** Called back by whoever said it, or by a holder, as far as that holder passed it on. */
export function decideRecall(state: RecallState, draft: Draft, _context: RuleContext): Verdict {
  if (state.targetIssuer === undefined) {
    return refuse('target-not-held', 'You do not hold this statement, so you cannot call it back.', 'target');
  }
  if (state.targetIssuer !== draft.issuer && !state.passedOn) {
    return refuse(
      'recall-not-yours',
      phrase`Only ${state.targetIssuer}, or a holder that passed it on, calls this back.`,
      'target',
    );
  }
  if (!state.recalled) return accept(null);
  return refuse('already-recalled', 'You called this statement back already.', 'target');
}

export type RecallReportState = {
  /** Was the recall given to the reporting party? */
  readonly given: boolean;
};

/** The node counts for its party; nobody else can know. */
export function decideRecallReport(state: RecallReportState, _draft: Draft, _context: RuleContext): Verdict {
  if (state.given) return accept(null);
  return refuse('recall-not-received', 'No recall of that kind was given to this party.', 'recall');
}

export type ConsentState = {
  readonly targetIssuer: string | undefined;
  /** The target's claim `victim_party`, where the consenting party sees it. */
  readonly victim: string | undefined;
};

/** Whoever was hit consents for itself: the speaker of the statement, or the victim that it names. */
export function decideConsent(state: ConsentState, draft: Draft, _context: RuleContext): Verdict {
  if (state.targetIssuer === undefined) {
    return refuse('target-not-held', 'You do not hold this statement, so you cannot speak of it.', 'target');
  }
  if (draft.issuer !== state.targetIssuer && draft.issuer !== state.victim) {
    return refuse(
      'consent-not-yours',
      'Only the victim that a statement names, or its speaker, consents.',
      'target',
    );
  }
  if (draft.claims.scope !== 'named-parties' || draft.claims.to !== undefined) return accept(null);
  return refuse('consent-does-not-cover', 'Name the parties to whom you consent to be named.', 'to');
}
