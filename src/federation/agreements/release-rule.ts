import { textOf } from '#federation/draft-text.ts';
import { mayFollow, victimNamedBy } from '#federation/given-claims.ts';
import type { RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, refuse } from '#outcome.ts';
import { issuerUnknown } from '#parties/standing.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { NO_TRAITS, type Traits } from '#statement/traits.ts';
import { agreementKept, staysAtHome } from './agreement-rule.ts';
import { hidingKept, notHeldBack } from './release-holds.ts';
import type { HeldTarget, ReleaseState, Verdict } from './release-state.ts';

/** Labels that end with their first receiver unless the originator agrees to more. */
const NOT_TO_BE_PASSED_ON = new Set(['amber', 'amber+strict', 'red']);
const NEEDED_PERSONS = 2;
type Check = (state: ReleaseState, draft: Draft, context: RuleContext) => Verdict;

/** May this party give this statement to that party now? Pure; a node by itself may only follow up a change. */
export function decideRelease(state: ReleaseState, draft: Draft, context: RuleContext): Verdict {
  return firstRefusal(context.actor.kind === 'node' ? AUTOMATIC : BY_PERSONS, state, draft, context);
}

const BY_PERSONS: readonly Check[] = [
  partiesKnown,
  targetHeld,
  hidingOfTarget,
  notHeldBack,
  keptAtHome,
  consentFits,
  victimHidden,
  flagRight,
  originatorAgrees,
  borderCrossed,
  channelKept,
  termsKept,
];
// A withdrawal reaches its holders whatever was agreed meanwhile; what stays at home never left in the first place.
const AUTOMATIC: readonly Check[] = [partiesKnown, followsUp, targetHeld, hidingOfTarget, keptAtHome, flagRight];

function partiesKnown(state: ReleaseState, draft: Draft): Verdict {
  if (draft.claims.to === draft.issuer) {
    return refuse('release-to-itself', 'A party holds what it says already; release it to another one.', 'to');
  }
  if (state.issuer === undefined) return issuerUnknown(draft);
  if (state.recipient !== undefined) return accept(null);
  return refuse(
    'recipient-unknown',
    `Nothing is known here of ${textOf(draft, 'to')}. Confirm it as a peer, or as a guest.`,
    'to',
  );
}

function targetHeld(state: ReleaseState, draft: Draft): Verdict {
  if (state.target === undefined) {
    return refuse('target-not-held', 'You do not hold this statement, so you cannot give it.', 'target');
  }
  const { claims } = state.target;
  const missing = namesOf(draft, state.target).find((name) => !claims.has(name));
  if (missing === undefined) return accept(null);
  return refuse('claim-not-held', `You do not hold the claim "${missing}" of this statement.`, missing);
}

function hidingOfTarget({ target }: ReleaseState, draft: Draft): Verdict {
  return target === undefined ? accept(null) : hidingKept(target, namesOf(draft, target), textOf(draft, 'to'));
}

/**
 * "all" becomes the list of what its author may see now, so that nothing it comes to see later, and nothing that only
 * others on its node hold, is given with it. Names of claims for persons of others only are not told to the recipient.
 */
export function completeRelease({ target }: ReleaseState, draft: Draft): Draft {
  if (target === undefined || draft.claims.claims !== 'all') return draft;
  const to = textOf(draft, 'to');
  const given = [...target.claims.values()].filter(
    ({ marking }) => marking.tlp !== 'red' || marking.audience.some((person) => person.startsWith(`${to}#`)),
  );
  return { ...draft, claims: { ...draft.claims, claims: given.map(({ name }) => name).sort() } };
}

function namesOf(draft: Draft, target: HeldTarget): readonly string[] {
  const { claims } = draft.claims;
  return Array.isArray(claims) ? claims.map(String) : [...target.claims.keys()];
}

/**
 * What names its one addressee and carries nothing of an incident, or is open to the whole realm and about nobody: whoever
 * says it has decided with it who gets it, so the node hands it over without asking a second time.
 */
function isGivenBySaying({ target }: ReleaseState, draft: Draft, { traits = NO_TRAITS }: RuleContext): boolean {
  if (target === undefined || target.issuer !== draft.issuer) return false;
  const { givenBySaying } = traits.type(target.type);
  if (givenBySaying !== 'addressee') return givenBySaying === 'peers';
  return [...target.claims].some(
    ([name, { value }]) => traits.claim(target.type, name).addresses === true && value === draft.claims.to,
  );
}

function followsUp(state: ReleaseState, draft: Draft, context: RuleContext): Verdict {
  if (isGivenBySaying(state, draft, context)) return accept(null);
  const { follows } = state;
  if (follows === undefined) {
    return refuse(
      'not-automatic',
      'A person releases: a node by itself only passes changes on to holders.',
      'target',
    );
  }
  const names = Array.isArray(draft.claims.claims) ? draft.claims.claims.map(String) : undefined;
  const may = mayFollow(context.traits ?? NO_TRAITS, state.target?.type ?? '', follows.claims);
  const beyond = names?.find((name) => !may(name));
  if (names !== undefined && beyond === undefined) return accept(null);
  const place = beyond ?? 'claims';
  return refuse(
    'not-automatic',
    `A change carries no more than what it changes did; "${place}" needs a person.`,
    place,
  );
}

/** The claims given that tell who was hit. An operator's own statement does so by its signature alone. */
function victimClaims(
  { target, originator }: ReleaseState,
  draft: Draft,
  context: RuleContext,
): readonly string[] {
  if (target === undefined) return [];
  const named = victimNamedBy(context.traits ?? NO_TRAITS, target.type, namesOf(draft, target));
  return originator?.kind === 'operator' ? [...named, 'issuer'] : named;
}

function crosses(state: ReleaseState): boolean {
  return state.issuer?.territory !== state.recipient?.territory;
}

/** Who was hit, where the statement names it as a party. */
function victimParties({ type, claims }: HeldTarget, traits: Traits): readonly JsonValue[] {
  return [...claims.values()].flatMap(({ name, value }) => {
    const { names, addresses } = traits.claim(type, name);
    return names === 'victim' && addresses !== undefined ? [value] : [];
  });
}

function consentFits(state: ReleaseState, draft: Draft, { traits = NO_TRAITS }: RuleContext): Verdict {
  if (draft.claims.consent === undefined) return accept(null);
  const { consent, target } = state;
  if (consent === undefined)
    return refuse('consent-not-held', 'The consent you name is not held here.', 'consent');
  const speakers = target === undefined ? [] : [target.issuer, ...victimParties(target, traits)];
  const restsOn = listed(target?.claims.get('based_on')?.value);
  const about = consent.target === draft.claims.target || restsOn.includes(consent.target);
  const byVictim =
    speakers.includes(consent.issuer) ||
    (restsOn.includes(consent.target) && consent.issuer === consent.targetIssuer);
  const reaches =
    consent.scope === 'public' ||
    consent.scope === 'affected-states' ||
    consent.recipients.includes(textOf(draft, 'to'));
  if (about && byVictim && reaches) return accept(null);
  return refuse(
    'consent-does-not-cover',
    'The consent you name does not cover this statement and this recipient.',
    'consent',
  );
}

/** What the release says of the victim must be so. */
function flagRight(state: ReleaseState, draft: Draft, context: RuleContext): Verdict {
  const named = victimClaims(state, draft, context);
  if ((named.length === 0) === draft.claims.hides_victim) return accept(null);
  const sentence =
    named.length === 0
      ? 'No claim given names the victim: say that it is hidden.'
      : `This release names the victim (${named.join(', ')}): say so, or leave that out.`;
  return refuse('victim-flag-wrong', sentence, 'hides_victim');
}

/** Without the victim's identity, unless it consents or a cited law allows it. */
function victimHidden(state: ReleaseState, draft: Draft, context: RuleContext): Verdict {
  const named = victimClaims(state, draft, context);
  if (named.length === 0 || !crosses(state) || draft.claims.basis !== undefined) return accept(null);
  const consented = state.consent?.claims ?? [];
  const open = named.find((name) => name !== 'issuer' && !consented.includes(name));
  if (state.consent !== undefined && open === undefined) return accept(null);
  if (named.includes('issuer') && state.consent === undefined) {
    return refuse(
      'relay-own-statement',
      "An operator's own statement names it. State what neighbours need in a report of your own, or cite consent or law.",
      'target',
    );
  }
  return refuse(
    'victim-not-hidden',
    `"${open}" names the victim: leave it out, or cite its consent or a law.`,
    open,
  );
}

/** What others said goes on only as far as their label allows, their consent reaches, or a law says. */
function originatorAgrees(state: ReleaseState, draft: Draft): Verdict {
  const { target } = state;
  if (target === undefined || target.issuer === draft.issuer) return accept(null);
  if (draft.claims.consent !== undefined || draft.claims.basis !== undefined) return accept(null);
  const closed = namesOf(draft, target).find((name) =>
    NOT_TO_BE_PASSED_ON.has(target.claims.get(name)?.marking.tlp ?? ''),
  );
  if (closed === undefined) return accept(null);
  const label = target.claims.get(closed)?.marking.tlp;
  return refuse(
    'originator-consent-needed',
    `"${closed}" is marked TLP:${label?.toUpperCase()} by ${target.issuer}: ask for its consent, or cite the law that allows it.`,
    closed,
  );
}

function borderCrossed(state: ReleaseState, draft: Draft, context: RuleContext): Verdict {
  if (!crosses(state)) return accept(null);
  // A regional body stands between states: what it says itself it may give them, and nothing that others said.
  const between = state.issuer?.kind === 'regional-body' && state.target?.issuer === draft.issuer;
  if (!between && !state.mandated.includes(draft.issuer)) {
    const whom = state.mandated.join(' or ') || 'the mandated authority of your state';
    return refuse('not-mandated-authority', `Across a border only ${whom} releases; report to it.`, 'to');
  }
  const persons = new Set(context.approvers.keys());
  if (context.actor.kind === 'person') persons.add(context.actor.person);
  if (persons.size >= NEEDED_PERSONS) return accept(null);
  return refuse(
    'second-person-needed',
    'A release across a border needs the approval of a second person.',
    'approvals',
  );
}

/** The rooms it may be in are those it was received through, and for what says its own room, that one. */
function channelKept(state: ReleaseState, draft: Draft): Verdict {
  const own = state.target?.claims.get('channel')?.value;
  const rooms = state.receivedThrough.length === 0 && typeof own === 'string' ? [own] : state.receivedThrough;
  if (rooms.length === 0 || rooms.includes(textOf(draft, 'channel'))) return accept(null);
  if (draft.claims.crossing !== undefined) return accept(null);
  return refuse(
    'crossing-not-recorded',
    `This belongs to the channel ${rooms.join(', ')}: say why it may leave it.`,
    'crossing',
  );
}

function keptAtHome(state: ReleaseState, draft: Draft, { traits = NO_TRAITS }: RuleContext): Verdict {
  const { target } = state;
  return target === undefined ? accept(null) : staysAtHome(target, namesOf(draft, target), crosses(state), traits);
}

function termsKept(state: ReleaseState, draft: Draft, context: RuleContext): Verdict {
  const { target, agreement } = state;
  if (target === undefined) return accept(null);
  return agreementKept(agreement, target, namesOf(draft, target), draft, context);
}

function listed(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
