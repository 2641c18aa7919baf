import type { RuleContext } from '#ledger/contract.ts';
import { accept, phrase, refuse } from '#outcome.ts';
import { isMember } from '#parties/agreement-terms.ts';
import { textIn } from '#parties/draft-claims.ts';
import type { Draft } from '#statement/draft.ts';
import type { RuleState, Said } from './rule-state.ts';
import type { Verdict } from './verdict.ts';

/** A joint team stands under an agreement in force to which each of its members, its lead among them, belongs. */
export function teamGoverned(state: RuleState, draft: Draft, { at }: RuleContext): Verdict {
  const { agreement } = state;
  const members = Array.isArray(draft.claims.members) ? draft.claims.members.map(String) : [];
  if (!members.includes(draft.issuer) || !members.includes(textIn(draft, 'lead') ?? '')) {
    return refuse(
      'lead-not-member',
      'Whoever founds a team and whoever leads it are among its members.',
      'members',
    );
  }
  if (agreement === undefined) {
    return refuse('agreement-not-held', 'The agreement that governs the team is not held here.', 'governed_by');
  }
  const ended = agreement.validUntil !== null && Temporal.Instant.compare(agreement.validUntil, at) <= 0;
  if (!agreement.current || ended) {
    return refuse(
      'agreement-not-in-force',
      phrase`"${agreement.name}" is not in force: agree anew first.`,
      'governed_by',
    );
  }
  const outside = members.find((member) => !isMember(agreement, member, at));
  if (outside === undefined) return accept(null);
  return refuse('agreement-not-joined', phrase`${outside} has not joined "${agreement.name}".`, 'members');
}

/** Joining and leaving: by those the team names, before it ends, under the same agreement. */
export function joinsTeam({ target, answers, agreement }: RuleState, draft: Draft, { at }: RuleContext): Verdict {
  if (target === undefined) return accept(null);
  if (!target.parties.includes(draft.issuer)) {
    return refuse('team-not-joined', phrase`The team does not name ${draft.issuer} as a member.`, 'team');
  }
  const dissolved = answers.some(({ type, issuer }) => type === 'joint-team-end' && issuer === target.issuer);
  const over = target.until !== null && Temporal.Instant.compare(target.until, at) <= 0;
  if (dissolved || over) return refuse('team-over', 'The team has ended: found a new one.', 'team');
  if (draft.type === 'joint-team-end') return accept(null);
  if (draft.claims.governed_by !== target.other) {
    return refuse(
      'agreement-not-held',
      'The team stands under another agreement; accept that one.',
      'governed_by',
    );
  }
  if (agreement !== undefined && isMember(agreement, draft.issuer, at)) return accept(null);
  return refuse('agreement-not-joined', 'Accede to the agreement that governs the team first.', 'governed_by');
}

/** An offer stands by itself, or answers a request in the same case. */
export function offerFits({ target }: RuleState, draft: Draft): Verdict {
  if (draft.claims.request === undefined) return accept(null);
  if (target?.type !== 'team-request') {
    return refuse('reference-not-known', 'The request that this offer answers is not held here.', 'request');
  }
  if (target.case !== draft.case) {
    return refuse(
      'reference-in-another-case',
      phrase`That was asked in case ${target.case}; offer there.`,
      'request',
    );
  }
  if (target.issuer !== draft.issuer) return accept(null);
  return refuse('not-asked', 'A state does not send a team to itself.', 'request');
}

/** Whoever was asked, or asked, matches; the host asked and the sender offered. */
export function matchFits({ target, second }: RuleState, draft: Draft): Verdict {
  if (target === undefined) return accept(null);
  if (second?.type !== 'team-offer') {
    return refuse('reference-not-known', 'The offer of this match is not held here.', 'offer');
  }
  if (draft.claims.host !== target.issuer || draft.claims.sender !== second.issuer) {
    return refuse(
      'match-wrong',
      phrase`${target.issuer} asked and ${second.issuer} offered: name these two.`,
      'host',
    );
  }
  if ([target.issuer, target.to].includes(draft.issuer)) return accept(null);
  return refuse('not-asked', 'Only whoever asked for a team, or was asked for one, makes the match.', 'request');
}

/** Host and sender of the match that the draft is about. */
function pairOf(target: Said | undefined): {
  readonly host: string | undefined;
  readonly sender: string | undefined;
} {
  const [host, sender] = target?.parties ?? [];
  return { host, sender };
}

/** The host's latest word about the match. */
function consentOf({ target, answers }: RuleState): Said | undefined {
  const { host } = pairOf(target);
  return answers.findLast(({ type, issuer }) => type === 'host-consent' && issuer === host);
}

/** The host says yes, no, or that it is over; the sender comes only while the host's latest word is yes. */
export function consentsAndTeams(state: RuleState, draft: Draft, { at }: RuleContext): Verdict {
  const { host, sender } = pairOf(state.target);
  const latest = consentOf(state);
  if (draft.type === 'host-consent') {
    if (draft.issuer !== host) return refuse('not-asked', phrase`${host} is the host; only it consents.`, 'match');
    if (draft.claims.consent !== 'ended' || latest?.answer === 'granted') return accept(null);
    return refuse('host-not-consenting', 'There is no consent that could end.', 'consent');
  }
  if (draft.issuer !== sender)
    return refuse('not-asked', phrase`${sender} sends the team; only it deploys it.`, 'match');
  const named = latest?.digest === draft.claims.consent;
  const over = latest !== undefined && latest.until !== null && Temporal.Instant.compare(latest.until, at) <= 0;
  if (latest?.answer === 'granted' && named && !over) return accept(null);
  return refuse(
    'host-not-consenting',
    'No team works without the consent of its host, in force: wait for it, and name it.',
    'consent',
  );
}

/** Once the host has ended its consent, only the last report is due. */
export function mayReport(state: RuleState, draft: Draft): Verdict {
  const { sender } = pairOf(state.target);
  const deployed = state.answers.some(({ type, issuer }) => type === 'team-deployment' && issuer === sender);
  if (draft.issuer !== sender || !deployed) {
    return refuse('not-asked', 'A report comes from the party whose team was deployed.', 'match');
  }
  const last = state.answers.some(({ type, answer }) => type === 'team-report' && answer === 'true');
  if (last) return refuse('team-left', 'The last report of this team stands already.', 'match');
  if (consentOf(state)?.answer === 'granted' || draft.claims.final === true) return accept(null);
  return refuse('host-not-consenting', 'The host has ended its consent: leave, and report once more.', 'final');
}
