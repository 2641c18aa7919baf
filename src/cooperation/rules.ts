import { conflictKind } from '#ledger/conflict-key.ts';
import type { Rule, RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, phrase, refuse } from '#outcome.ts';
import { textIn } from '#parties/draft-claims.ts';
import { issuerUnknown } from '#parties/standing.ts';
import type { PartyKind } from '#parties/statements.ts';
import type { Draft } from '#statement/draft.ts';
import { checkContent } from './content.ts';
import { CLOSINGS, LINKS } from './links.ts';
import { loadStates, type RuleState, type Said } from './rule-state.ts';
import { COOPERATION_TYPES } from './statements.ts';
import { consentsAndTeams, joinsTeam, matchFits, mayReport, offerFits, teamGoverned } from './team-rules.ts';
import type { Verdict } from './verdict.ts';

type Check = (state: RuleState, draft: Draft, context: RuleContext) => Verdict;

/** They speak between states without being one: they match teams and offer them. */
const BETWEEN_STATES: readonly PartyKind[] = ['regional-body'];

const SPEAKS: readonly Check[] = [authorityOnly, personNamed];
const ASKS_STATE: readonly Check[] = [...SPEAKS, addressed, recipientIsAuthority];
const ANSWERS: readonly Check[] = [...SPEAKS, answersKnown, byWhomItMay, addressed, toTheOtherSide, roomKept];

/** Which checks each type passes, in order. Roles and approvals stand in `acts.ts`, what contradicts itself in `content.ts`. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  'territory-notice': [...ASKS_STATE, stateIsAddressees, noOperationSuffers],
  'territory-acknowledgement': [...ANSWERS, stillOpen, notRepeated],
  'territory-supplement': [...ANSWERS, stillOpen, acknowledgedFirst],
  'territory-step': [...ANSWERS, stillOpen],
  'territory-closure': [...ANSWERS, stillOpen],
  'territory-decision': SPEAKS,
  'deconfliction-reply': [personNamed],
  'consultation-request': ASKS_STATE,
  'consultation-reply': [...ANSWERS, notRepeated],
  'contact-record': [...SPEAKS, addressed],
  'preservation-request': [...ASKS_STATE, policeChannel],
  'preservation-reply': [...ANSWERS, notRepeated],
  'assistance-request': ASKS_STATE,
  'assistance-reply': [...ANSWERS, stillOpen, notRepeated],
  'assistance-closed': [...ANSWERS, stillOpen],
  'joint-team': [...SPEAKS, teamGoverned],
  'joint-team-accession': [...SPEAKS, answersKnown, joinsTeam, notRepeated],
  'joint-team-end': [...SPEAKS, answersKnown, joinsTeam, notRepeated],
  'team-request': [speaksOrMatches, personNamed, addressed],
  'team-offer': [speaksOrMatches, personNamed, addressed, offerFits, notRepeated],
  'team-match': [speaksOrMatches, personNamed, addressed, answersKnown, matchFits],
  'host-consent': [...SPEAKS, answersKnown, addressed, consentsAndTeams, notRepeated],
  'team-deployment': [...SPEAKS, answersKnown, addressed, consentsAndTeams, notRepeated],
  'team-report': [...SPEAKS, answersKnown, addressed, mayReport],
};

const threadOf = conflictKind<[caseId: string]>('cooperation');

/** One rule a type. `decide` is pure: the state, the draft and the context in, yes or a coded refusal out. */
export function cooperationRules(): readonly Rule<RuleState>[] {
  return COOPERATION_TYPES.map(({ name }) => ({
    type: name,
    conflictKeys: (draft: Draft) => [threadOf(draft.case)],
    load: loadStates,
    decide,
  }));
}

export function decide(state: RuleState, draft: Draft, context: RuleContext): Verdict {
  if (state.issuer === undefined) return issuerUnknown(draft);
  const verdict = firstRefusal(CHECKS[draft.type] ?? [], state, draft, context);
  return verdict.ok ? checkContent(draft, context.at) : verdict;
}

function authorityOnly(state: RuleState, draft: Draft): Verdict {
  if (state.issuer?.mandated === true) return accept(null);
  return refuse(
    'not-mandated-authority',
    phrase`${draft.issuer} does not speak for its state: ask its authority to say this.`,
    'issuer',
  );
}

function speaksOrMatches(state: RuleState, draft: Draft): Verdict {
  return BETWEEN_STATES.some((kind) => kind === state.issuer?.kind) ? accept(null) : authorityOnly(state, draft);
}

/** A state speaks through persons: the one that is named wrote it or approved it. */
function personNamed(_state: RuleState, draft: Draft, { actor, approvers }: RuleContext): Verdict {
  const named = textIn(draft, 'person') ?? '';
  if (!named.startsWith(`${draft.issuer}#`)) {
    return refuse('person-not-named', 'Name the person of your own authority who answers for this.', 'person');
  }
  const signed = actor.kind === 'person' && actor.person === named;
  if (actor.kind === 'key' || signed || approvers.has(named)) return accept(null);
  return refuse(
    'person-not-named',
    'The person named has neither written nor approved this: let them approve it, or name who did.',
    'person',
  );
}

function addressed(state: RuleState, draft: Draft): Verdict {
  const to = textIn(draft, 'to') ?? textIn(draft, 'with_party');
  const place = draft.claims.to === undefined ? 'with_party' : 'to';
  if (state.recipient === undefined) {
    return refuse('recipient-unknown', phrase`Nothing is known here of ${to}: confirm it as a peer first.`, place);
  }
  if (to !== draft.issuer && state.recipient.territory !== state.issuer?.territory) return accept(null);
  return refuse('not-another-state', phrase`${to} is of your own state; this is said between states.`, place);
}

function recipientIsAuthority(state: RuleState, draft: Draft): Verdict {
  if (state.recipient?.mandated === true) return accept(null);
  return refuse(
    'recipient-not-authority',
    phrase`${textIn(draft, 'to')} does not speak for its state; address the authority that does.`,
    'to',
  );
}

function stateIsAddressees(state: RuleState, draft: Draft): Verdict {
  if (draft.claims.to_state === state.recipient?.territory) return accept(null);
  return refuse(
    'state-mismatch',
    phrase`The addressee speaks for ${state.recipient?.territory}, not for ${textIn(draft, 'to_state')}.`,
    'to_state',
  );
}

/** A hold or a counterpart's word delays a notice until it ends; each party's latest word counts. */
function noOperationSuffers(state: RuleState, _draft: Draft, { at }: RuleContext): Verdict {
  const latest = new Map<string, Said>();
  for (const one of state.delays) {
    if (one.type === 'deconfliction-reply') latest.set(one.issuer, one);
    else if (one.answer === 'release' || one.answer === 'step') latest.set(`${one.issuer} ${one.digest}`, one);
  }
  const standing = [...latest.values()].find(
    ({ answer, until }) => answer !== 'clear' && until !== null && Temporal.Instant.compare(until, at) > 0,
  );
  if (standing === undefined) return accept(null);
  const until = standing.until?.toString({ smallestUnit: 'minute' });
  return standing.type === 'deconfliction-reply'
    ? refuse(
        'operation-asks-delay',
        phrase`${standing.issuer} asks to wait until ${until}: speak with it first.`,
        'to',
      )
    : refuse('notice-held', phrase`A hold by ${standing.issuer} lasts until ${until}.`, 'to');
}

function policeChannel(_state: RuleState, draft: Draft): Verdict {
  if (draft.claims.channel === 'police') return accept(null);
  return refuse('wrong-channel', 'Data are preserved on a request through the police 24/7 channel.', 'channel');
}

function answersKnown(state: RuleState, draft: Draft): Verdict {
  const link = LINKS[draft.type];
  if (link === undefined) return accept(null);
  const digest = textIn(draft, link.claim);
  const { target } = state;
  if (target === undefined) {
    return refuse('reference-not-known', phrase`No statement ${digest} of this kind is held here.`, link.claim);
  }
  if (target.type !== link.of) {
    return refuse(
      'reference-of-another-type',
      phrase`A ${draft.type} answers a ${link.of}; ${digest} is a ${target.type}.`,
      link.claim,
    );
  }
  if (target.case === draft.case) return accept(null);
  return refuse(
    'reference-in-another-case',
    phrase`That was said in case ${target.case}; answer it there.`,
    link.claim,
  );
}

function byWhomItMay(state: RuleState, draft: Draft): Verdict {
  const link = LINKS[draft.type];
  const { target } = state;
  if (link === undefined || target === undefined) return accept(null);
  const asked = target.to === draft.issuer;
  const asker = target.issuer === draft.issuer;
  if (link.by === 'asked' && !asked) {
    return refuse('not-asked', phrase`${target.to ?? 'Another party'} was asked; only it answers.`, link.claim);
  }
  if (link.by === 'asker' && !asker) {
    return refuse('not-your-request', phrase`${target.issuer} said that; only it can follow it up.`, link.claim);
  }
  if (link.by === 'either' && !asked && !asker) {
    return refuse('not-asked', 'Only the two parties of a notice close it.', link.claim);
  }
  return accept(null);
}

/** An answer goes to whoever asked, and what follows a request to whoever was asked. */
function toTheOtherSide({ target }: RuleState, draft: Draft): Verdict {
  const other = target?.issuer === draft.issuer ? target.to : target?.issuer;
  if (target === undefined || draft.claims.to === other) return accept(null);
  return refuse('answer-to-another', phrase`This goes to ${other}, the other side of what it answers.`, 'to');
}

function roomKept({ target }: RuleState, draft: Draft): Verdict {
  const room = target?.channel ?? null;
  if (room === null || room === draft.claims.channel || draft.claims.crossing !== undefined) return accept(null);
  return refuse(
    'crossing-not-recorded',
    phrase`It was said in the channel ${room}: answer there, or say why this leaves it.`,
    'crossing',
  );
}

function stillOpen({ target, answers }: RuleState, draft: Draft): Verdict {
  const closing = answers.find(
    ({ type, issuer }) => CLOSINGS.includes(type) && (issuer === target?.issuer || issuer === target?.to),
  );
  if (closing === undefined) return accept(null);
  return refuse(
    'thread-closed',
    phrase`${closing.issuer} closed this: ask anew if it goes on.`,
    LINKS[draft.type]?.claim ?? 'case',
  );
}

function acknowledgedFirst({ target, answers }: RuleState): Verdict {
  if (answers.some(({ type, issuer }) => type === 'territory-acknowledgement' && issuer === target?.to)) {
    return accept(null);
  }
  return refuse(
    'not-acknowledged',
    'More indicators follow once the notice is acknowledged; until then the notice stands alone.',
    'notice',
  );
}

function notRepeated({ answers }: RuleState, draft: Draft): Verdict {
  const link = LINKS[draft.type];
  const last = answers.findLast(({ type, issuer }) => type === draft.type && issuer === draft.issuer);
  if (link === undefined || last === undefined || link.repeats === 'freely') return accept(null);
  const now = draft.claims.answer ?? draft.claims.consent;
  if (link.repeats === 'changing' && last.answer !== now) return accept(null);
  return refuse('already-answered', 'You have said this already: it stands in the thread.', link.claim);
}
