import type { Rule, RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import { issuerUnknown } from '#parties/standing.ts';
import type { PartyKind } from '#parties/statements.ts';
import type { Draft } from '#statement/draft.ts';
import { stricterTlp } from '#statement/marking.ts';
import type { ContentCode, RuleCode } from './codes.ts';
import { checkContent } from './content.ts';
import { boundedHold, endsOwn, keptClose, notHeldBack } from './notices/hold-rules.ts';
import { HOLDING_KINDS } from './notices/hold-view.ts';
import { loadStates, type PartyFactsSource, type RuleState, targetsOf } from './rule-state.ts';
import { INCIDENT_TYPES, VICTIM_CLAIMS } from './statements.ts';

export type Verdict = Outcome<null, RuleCode | ContentCode>;
type Check = (state: RuleState, draft: Draft, context: RuleContext) => Verdict;

const AUTHORITIES = HOLDING_KINDS;
/** They may speak in any case they hold: telling one another about it is what the platform is for. */
const SPEAK_ANYWHERE: readonly PartyKind[] = [...AUTHORITIES, 'regional-body'];
/** A hold ends by another that hides as well as it does; a withdrawal of it would not. */
const UNCHANGEABLE: readonly string[] = ['incident-withdrawal', 'case-link', 'hold'];

/** Which checks each type passes, in order. Roles and approvals that always hold stand in `acts.ts`. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  'incident-alert': [ownCase, threadOpen, ownAuthority],
  'incident-report': [relayOrOwnCase, threadOpen, ownAuthority],
  'incident-update': [hasReported, threadOpen, ownAuthority, relayAllowed],
  'incident-final': [hasReported, threadOpen, ownAuthority, relayAllowed],
  'incident-correction': [changesOwn],
  'incident-withdrawal': [changesOwn, duplicateNamed],
  'near-miss': [ownCase],
  'case-link': [ownCase, notToItself, noLooserThanLinked],
  'victim-notice': [onlyKinds(AUTHORITIES), callBackComplete, pointsAtKnown, notHeldBack],
  'affected-party-notice': [ownCase, notHeldBack],
  'vendor-notice': [ownCase],
  'public-warning': [onlyKinds(SPEAK_ANYWHERE), notHeldBack],
  hold: [onlyKinds(AUTHORITIES), boundedHold, keptClose, pointsAtKnown, endsOwn],
};

/** One rule a type. `decide` is pure: the state, the draft and the context in, yes or a coded refusal out. */
export function incidentRules(factsOf: PartyFactsSource): readonly Rule<RuleState>[] {
  return INCIDENT_TYPES.map((type) => ({
    type: type.name,
    load: (reads, drafts) => loadStates(reads, drafts, factsOf),
    decide,
  }));
}

export function decide(state: RuleState, draft: Draft, context: RuleContext): Verdict {
  const checks = CHECKS[draft.type] ?? [];
  return firstRefusal([
    () => partyKnown(state, draft),
    ...checks.map((check) => () => check(state, draft, context)),
    () => checkContent(draft, context.at),
  ]);
}

function partyKnown(state: RuleState, draft: Draft): Verdict {
  return state.issuer === undefined ? issuerUnknown(draft) : accept(null);
}

function onlyKinds(kinds: readonly PartyKind[]): Check {
  return (state, draft) => {
    if (state.issuer !== undefined && kinds.includes(state.issuer.kind)) return accept(null);
    return refuse(
      'kind-may-not-author',
      phrase`Only a ${kinds.join(' or ')} states a ${draft.type}; ask your competent authority to do it.`,
    );
  };
}

/** A case of one's own, one in which one was addressed, or any for an authority. Others' cases are linked, not entered. */
function ownCase(state: RuleState): Verdict {
  const entered = state.case === undefined || state.thread.spoken || state.case.addressed;
  if (entered || (state.issuer !== undefined && SPEAK_ANYWHERE.includes(state.issuer.kind))) return accept(null);
  return refuse(
    'case-of-another',
    'Others opened this case. Report in a case of your own, and link the two.',
    'case',
  );
}

function hasReported(state: RuleState): Verdict {
  if (state.thread.opened) return accept(null);
  if (state.thread.withdrawn) {
    return refuse('thread-withdrawn', 'You withdrew your report in this case; make a new alert if it did happen.');
  }
  return refuse(
    'nothing-reported-yet',
    'You have not reported in this case yet: begin with an alert or a report.',
  );
}

function threadOpen(state: RuleState): Verdict {
  if (!state.thread.closed) return accept(null);
  return refuse(
    'thread-closed',
    'Your final report closed this case for you: correct it, or withdraw it and go on.',
  );
}

/** An operator reports to its own authority; telling other states is that authority's decision. */
function ownAuthority(state: RuleState, draft: Draft): Verdict {
  const to = draft.claims.reported_to;
  if (to === undefined || state.issuer?.kind !== 'operator' || to === state.issuer.authority) return accept(null);
  return refuse(
    'not-own-authority',
    phrase`You report to ${state.issuer.authority ?? 'your own authority, which your profile does not name yet'}; it decides who else is told.`,
    'reported_to',
  );
}

function relayOrOwnCase(state: RuleState, draft: Draft, context: RuleContext): Verdict {
  return draft.claims.based_on === undefined ? ownCase(state) : relayAllowed(state, draft, context);
}

/** Whoever passes on what others said: its own authority, two persons, and no victim named without a reason. */
function relayAllowed(state: RuleState, draft: Draft, context: RuleContext): Verdict {
  if (draft.claims.based_on === undefined) return accept(null);
  const passed = [...state.targets.values()].filter(({ digest }) =>
    listed(draft.claims.based_on).includes(digest),
  );
  return firstRefusal([
    () => onlyKinds(SPEAK_ANYWHERE)(state, draft, context),
    () => pointsAtKnown(state, draft),
    () => {
      if (passed.every((target) => target.issuer !== draft.issuer)) return accept(null);
      return refuse(
        'relay-of-own-statement',
        'A relay rests on what others said: update your own report instead.',
        'based_on',
      );
    },
    () =>
      mandated(
        state,
        draft,
        passed.map((target) => target.issuer),
      ),
    () => victimHidden(draft),
    () => {
      if (context.approvers.size > 0) return accept(null);
      return refuse(
        'second-person-needed',
        'A second person with the mandate approves what is relayed.',
        'approvals',
      );
    },
  ]);
}

function mandated(state: RuleState, draft: Draft, issuers: readonly string[]): Verdict {
  const foreign = issuers.find((issuer) => {
    const facts = state.targetIssuers.get(issuer);
    return facts?.kind === 'operator' && facts.authority !== draft.issuer;
  });
  if (foreign === undefined) return accept(null);
  const authority = state.targetIssuers.get(foreign)?.authority ?? 'its own authority';
  return refuse('not-own-authority', phrase`Only ${authority} relays what ${foreign} reported.`, 'based_on');
}

function victimHidden(draft: Draft): Verdict {
  const named = VICTIM_CLAIMS.find((name) => draft.claims[name] !== undefined);
  if (named === undefined || draft.claims.victim_named_because !== undefined) return accept(null);
  return refuse(
    'relay-names-victim',
    phrase`Leave out "${named}", or say in "victim_named_because" which consent or law allows it.`,
    named,
  );
}

/** Corrections and withdrawals belong to whoever said the thing; of others' statements nothing is told, not even that. */
function changesOwn(state: RuleState, draft: Draft): Verdict {
  const claim = draft.type === 'incident-withdrawal' ? 'withdraws' : 'corrects';
  const named = listed(draft.claims[claim]).map(String);
  const strange = named.find((digest) => state.targets.get(digest)?.issuer !== draft.issuer);
  if (strange !== undefined) return notKnown(strange);
  const known = pointsAtKnown(state, draft);
  if (!known.ok) return known;
  for (const digest of named) {
    const target = state.targets.get(digest);
    if (target === undefined) continue;
    if (UNCHANGEABLE.includes(target.type)) {
      return refuse(
        'reference-not-changeable',
        phrase`A ${target.type} is not changed: state what holds now anew.`,
        claim,
      );
    }
    if (target.withdrawn) return refuse('already-withdrawn', 'That statement is withdrawn already.', claim);
  }
  return accept(null);
}

function pointsAtKnown(state: RuleState, draft: Draft): Verdict {
  for (const digest of targetsOf(draft)) {
    const target = state.targets.get(digest);
    // Whose statement a digest of the log is, and in which case it stands, is learned from no refusal.
    if (target === undefined || (target.case !== draft.case && target.issuer !== draft.issuer)) {
      return notKnown(digest);
    }
    if (target.case !== draft.case) {
      return refuse(
        'reference-in-another-case',
        phrase`${digest} stands in case ${target.case}; speak in that case.`,
        digest,
      );
    }
  }
  return accept(null);
}

function notKnown(digest: string): Verdict {
  return refuse(
    'reference-not-known',
    phrase`No incident statement ${digest} that this could name stands in this case; check the digest.`,
    digest,
  );
}

function duplicateNamed(_state: RuleState, draft: Draft): Verdict {
  const { reason, duplicate_of: stays } = draft.claims;
  if ((reason === 'duplicate') !== (stays !== undefined)) {
    return refuse(
      'duplicate-not-named',
      'A duplicate names the statement that stays; a false alarm names none.',
      'duplicate_of',
    );
  }
  if (stays === undefined || !listed(draft.claims.withdraws).includes(stays)) return accept(null);
  return refuse(
    'duplicate-of-itself',
    'The statement that stays cannot be among those withdrawn.',
    'duplicate_of',
  );
}

function notToItself(_state: RuleState, draft: Draft): Verdict {
  if (draft.claims.other_case !== draft.case) return accept(null);
  return refuse('link-to-itself', 'A link joins two different cases.', 'other_case');
}

/** A case is named no more freely by a link than by what was said in it. */
function noLooserThanLinked({ linkedTlp }: RuleState, draft: Draft): Verdict {
  const wanted = draft.markings?.other_case?.tlp ?? 'amber';
  if (stricterTlp(wanted, linkedTlp ?? 'amber') === wanted) return accept(null);
  return refuse(
    'link-looser-than-case',
    phrase`Nothing in that case names it under TLP:${wanted.toUpperCase()}: mark the link no more freely than what was said there.`,
    'other_case',
  );
}

function callBackComplete(_state: RuleState, draft: Draft): Verdict {
  const given = ['called_back_at', 'called_back_by', 'words_matched'].filter(
    (name) => draft.claims[name] !== undefined,
  );
  if (given.length === 0 || (given.length === 3 && draft.claims.follows !== undefined)) return accept(null);
  return refuse(
    'call-back-incomplete',
    'A call-back is stated whole: which notice, when, who answered, and whether the words matched.',
    'follows',
  );
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
