import type { RuleCode } from '#federation/codes.ts';
import type { Hold } from '#incidents/notices/hold-view.ts';
import type { Outcome } from '#outcome.ts';
import type { PartyKind } from '#parties/statements.ts';
import type { Claim } from '#statement/draft.ts';
import type { AgreementState } from './agreement-rule.ts';

export type Verdict = Outcome<null, RuleCode>;

/** What is known of a party on either side of a release. */
export type PartyStanding = { readonly kind: PartyKind; readonly territory: string };

/** The statement to be given, with the claims that the releasing party may itself see. */
export type HeldTarget = {
  readonly issuer: string;
  readonly type: string;
  readonly claims: ReadonlyMap<string, Claim>;
};

export type ConsentGiven = {
  readonly issuer: string;
  readonly target: string;
  /** Who signed the statement that the consent is about; undefined when that is not held. */
  readonly targetIssuer: string | undefined;
  readonly scope: string;
  readonly recipients: readonly string[];
  readonly claims: readonly string[];
};

/** What the answer rests on, read before the rule decides. */
export type ReleaseState = {
  readonly target: HeldTarget | undefined;
  readonly issuer: PartyStanding | undefined;
  readonly recipient: PartyStanding | undefined;
  /** Kind of the party that signed the target. */
  readonly originator: PartyStanding | undefined;
  /** The authorities mandated to speak for the issuer's state across its border. */
  readonly mandated: readonly string[];
  readonly consent: ConsentGiven | undefined;
  /** Channels in which the issuer was given the target; empty for its own statements. */
  readonly receivedThrough: readonly string[];
  /**
   * For a recall, withdrawal or correction: what the issuer gave the recipient of the statement that it changes.
   * Undefined when the recipient holds nothing of that.
   */
  readonly follows: { readonly claims: 'all' | readonly string[] } | undefined;
  /** Holds in the case of the target that bind the issuer. */
  readonly holds: readonly Hold[];
  readonly agreement: AgreementState;
};
