/** The terms that bind a release: of the agreement it names, of the room it is made in, of what it passes on. */

import type { RuleCode } from '#federation/codes.ts';
import { textOf } from '#federation/draft-text.ts';
import { keptBack } from '#federation/given-claims.ts';
import type { RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, refuse } from '#outcome.ts';
import { type AgreementTerms, isMember } from '#parties/agreement-terms.ts';
import { MAX_RETENTION_DAYS } from '#parties/statements.ts';
import type { Claim, Draft } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Traits } from '#statement/traits.ts';

type Verdict = Outcome<null, RuleCode>;

/** Under what an earlier release gave this statement to the party that now wants to give it on. */
export type GivenUnder = {
  readonly agreement: string;
  /** Undefined where the text is not held here. */
  readonly terms: AgreementTerms | undefined;
  readonly deleteBy: Temporal.Instant | null;
};

export type AgreementState = {
  /** The text the release names, where it is held. */
  readonly under: AgreementTerms | undefined;
  /** The text that the releasing party has bound itself to in this case, as a member of a joint team. */
  readonly room: string | null;
  readonly givenUnder: readonly GivenUnder[];
};

export const NO_AGREEMENT: AgreementState = { under: undefined, room: null, givenUnder: [] };

type Target = {
  readonly issuer: string;
  readonly type: string;
  readonly claims: ReadonlyMap<string, Claim>;
};

/** What some statements never tell outside the party or the state that made them, whatever else is agreed. */
export function staysAtHome(target: Target, given: readonly string[], crosses: boolean, traits: Traits): Verdict {
  const { stays } = traits.type(target.type);
  if (stays === 'party') {
    return refuse(
      'never-released',
      'A decision not to notify is private: it is never given to anybody outside your party.',
      'target',
    );
  }
  if (crosses && stays === 'state') {
    return refuse('stays-in-state', 'What a counterpart said about its operations stays in your state.', 'target');
  }
  const kept = keptBack(traits, target.type, target.claims, given);
  const own = given.find((name) => kept.get(name) === 'party');
  if (own !== undefined) {
    return refuse('never-released', `"${own}" is never given to anybody outside your party: leave it out.`, own);
  }
  const inside = given.find((name) => kept.get(name) === 'state');
  if (crosses && inside !== undefined) {
    return refuse('stays-in-state', `"${inside}" tells what your own services are at: leave it out.`, inside);
  }
  const spoken = given.find((name) => kept.get(name) === 'off-the-record');
  if (spoken === undefined) return accept(null);
  return refuse(
    'off-the-record',
    `The contact was off the record: only that it took place may be given, not "${spoken}".`,
    spoken,
  );
}

/** Names of agreements are in each sentence, so that whoever is refused can look the term up. */
export function agreementKept(
  state: AgreementState,
  target: Target,
  given: readonly string[],
  draft: Draft,
  context: RuleContext,
): Verdict {
  const wanted = textOf(draft, 'under');
  if (state.room !== null && wanted !== state.room) {
    return refuse(
      'room-needs-agreement',
      `In this joint team things are given under its own agreement alone: name ${state.room} as the one it goes under.`,
      'under',
    );
  }
  if (wanted === '') return onwardKept(state, draft, context);
  const { under } = state;
  if (under === undefined) {
    return refuse('agreement-not-held', 'The agreement you name is not held here: check its digest.', 'under');
  }
  const checks = [inForce, bothMembers, typeAllowed, channelAllowed, usesPermitted, retentionSet];
  const verdict = firstRefusal(checks, under, target, draft, context, given);
  return verdict.ok ? onwardKept(state, draft, context) : verdict;
}

type TermCheck = (
  terms: AgreementTerms,
  target: Target,
  draft: Draft,
  context: RuleContext,
  given: readonly string[],
) => Verdict;

const inForce: TermCheck = (terms, _target, _draft, { at }) => {
  const ended = terms.validUntil !== null && Temporal.Instant.compare(terms.validUntil, at) <= 0;
  if (terms.current && !ended) return accept(null);
  const because = ended
    ? `ended at ${terms.validUntil?.toString()}`
    : 'has a newer text, which is another statement';
  return refuse('agreement-not-in-force', `"${terms.name}" ${because}: nothing can be given under it.`, 'under');
};

const bothMembers: TermCheck = (terms, _target, draft, { at }) => {
  const outside = [draft.issuer, textOf(draft, 'to')].find((party) => !isMember(terms, party, at));
  if (outside === undefined) return accept(null);
  return refuse(
    'agreement-not-joined',
    `${outside} is no member of "${terms.name}" now; it has to accede.`,
    'under',
  );
};

const typeAllowed: TermCheck = (terms, target) => {
  if (terms.types === null || terms.types.includes(target.type)) return accept(null);
  return refuse(
    'agreement-type',
    `"${terms.name}" covers ${terms.types.join(', ')}; a ${target.type} is not among them.`,
    'target',
  );
};

const channelAllowed: TermCheck = (terms, _target, draft) => {
  const channel = textOf(draft, 'channel');
  if (terms.channels === null || terms.channels.includes(channel)) return accept(null);
  return refuse(
    'agreement-channel',
    `"${terms.name}" holds in the channel ${terms.channels.join(' or ')}, not in ${channel}.`,
    'channel',
  );
};

/** Neither the agreement nor the marking of a claim may be exceeded by what the release allows. */
const usesPermitted: TermCheck = (terms, target, draft, _context, given) => {
  const uses = Array.isArray(draft.claims.uses) ? draft.claims.uses.map(String) : [];
  const beyond = uses.find((use) => !terms.permits.includes(use));
  if (beyond !== undefined) {
    return refuse(
      'agreement-use',
      `"${terms.name}" permits ${terms.permits.join(', ') || 'no use'}; "${beyond}" is not among them.`,
      'uses',
    );
  }
  for (const name of given) {
    const permitted = target.claims.get(name)?.marking.uses ?? [];
    const more = uses.find((use) => !permitted.some((one) => one === use));
    if (more !== undefined && target.issuer !== draft.issuer) {
      return refuse(
        'agreement-use',
        `"${name}" was not given to you for ${more}, and "${terms.name}" does not widen that: ask its originator.`,
        'uses',
      );
    }
  }
  return accept(null);
};

const retentionSet: TermCheck = (terms, _target, draft, { at }) => {
  if (terms.retentionDays === null) return accept(null);
  // A foreign text may name more days than there are.
  const latest = at.add({ hours: Math.min(terms.retentionDays, MAX_RETENTION_DAYS) * 24 });
  const until = instantFrom(draft.claims.delete_by);
  if (until !== undefined && Temporal.Instant.compare(until, latest) <= 0) return accept(null);
  return refuse(
    'agreement-retention',
    `"${terms.name}" lets things be kept for ${terms.retentionDays} days: say in "delete_by" a time before ${latest.toString({ smallestUnit: 'second' })}.`,
    'delete_by',
  );
};

/** What was received under an agreement goes on only as that agreement says, whatever the new release names. */
function onwardKept({ givenUnder }: AgreementState, draft: Draft, { at }: RuleContext): Verdict {
  for (const { agreement, terms, deleteBy } of givenUnder) {
    const name = terms === undefined ? agreement : `"${terms.name}"`;
    if (deleteBy !== null && Temporal.Instant.compare(deleteBy, at) <= 0) {
      return refuse(
        'agreement-retention',
        `You were given this under ${name} until ${deleteBy.toString()}; it cannot be given on after that.`,
        'target',
      );
    }
    const to = textOf(draft, 'to');
    const onward = terms?.onward ?? null;
    const allowed =
      onward === null ||
      (onward === 'members' && terms !== undefined && isMember(terms, to, at)) ||
      (onward === 'with-consent' && draft.claims.consent !== undefined);
    if (!allowed) {
      return refuse(
        'agreement-onward',
        `${name} lets it be passed on to ${ONWARD_WORDS[onward]}, not to ${to}.`,
        'to',
      );
    }
  }
  return accept(null);
}

const ONWARD_WORDS = {
  nobody: 'nobody',
  members: 'its members',
  'with-consent': 'others only with the consent of who said it',
} as const;
