/** Who may say what about duties, given what was said before. What arrives from elsewhere is never judged here. */

import type { Rule, RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import { issuerUnknown } from '#parties/standing.ts';
import type { Draft } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { isZone } from './clocks/claim-reading.ts';
import type { ObligationCode } from './codes.ts';
import type { Regimes } from './regimes/load-regimes.ts';
import { loadStates, type RuleState, targetOf } from './rule-state.ts';
import { OBLIGATION_TYPES } from './statements.ts';
import { isBefore } from './timeline.ts';

/** Clocks of two machines differ a little; more than this is a moment that has not come yet. */
const FUTURE_TOLERANCE_MINUTES = 5;

export type Verdict = Outcome<null, ObligationCode>;
type Question = {
  readonly state: RuleState;
  readonly draft: Draft;
  readonly context: RuleContext;
  readonly regimes: Regimes;
};
type Check = (question: Question) => Verdict;

/** Which checks each type passes, in order. Roles stand in `acts.ts`. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  'regime-applies': [textIsOurs, rolesExist, zoneKnown, denialExplained, pointsAtOwn('replaces'), deciderMandated],
  'clock-event': [regimeKnown, momentGiven, notInFuture('at'), pointsAtOwn('corrects'), deciderMandated],
  'duty-filing': [stageKnown, notInFuture('filed_at'), pointsAtOwn('corrects')],
  'duty-change': [stageKnown, mayChange, untilGiven, notPast('until', 'until-already-past')],
  'report-request': [stageKnown, isCompetent, notPast('due', 'due-already-past')],
  promise: [notToItself, notPast('due', 'due-already-past')],
  'promise-kept': [pointsAtOwn('promise')],
};

/** One rule a type. `decide` is pure: the state, the draft and the context in, yes or a coded refusal out. */
export function obligationRules(regimes: Regimes): readonly Rule<RuleState>[] {
  return OBLIGATION_TYPES.map((type) => ({
    type: type.name,
    load: loadStates,
    decide: (state, draft, context) => decide({ state, draft, context, regimes }),
  }));
}

export function decide(question: Question): Verdict {
  return firstRefusal([partyKnown, ...(CHECKS[question.draft.type] ?? [])], question);
}

function partyKnown({ state, draft }: Question): Verdict {
  return state.known ? accept(null) : issuerUnknown(draft);
}

/** New clocks start under the text that holds now; a correction may keep the one it started under. */
function textIsOurs({ draft, regimes }: Question): Verdict {
  const { regime: id, version, regime_hash: hash, replaces } = draft.claims;
  const current = regimes.current(word(id));
  if (current === undefined) return regimeUnknown(id);
  const pinned = regimes.version(word(id), Number(version));
  if (pinned === undefined) {
    return refuse(
      'regime-not-known',
      phrase`This node has no version ${word(version)} of "${word(id)}"; it has ${current.version}.`,
      'version',
    );
  }
  if (regimes.hash(pinned.id, pinned.version) !== hash) {
    return refuse(
      'regime-text-differs',
      phrase`The hash is not that of version ${word(version)} of "${word(id)}" on this node; read it again.`,
      'regime_hash',
    );
  }
  if (pinned.version === current.version || replaces !== undefined) return accept(null);
  return refuse(
    'regime-superseded',
    phrase`Version ${word(version)} of "${word(id)}" was replaced; declare under version ${current.version}.`,
    'version',
  );
}

function regimeUnknown(id: unknown): Verdict {
  return refuse(
    'regime-not-known',
    phrase`No regime is called "${word(id)}" here; look it up under duties.`,
    'regime',
  );
}

function rolesExist({ draft, regimes }: Question): Verdict {
  const regime = regimes.version(word(draft.claims.regime), Number(draft.claims.version));
  const roles = new Set(regime?.stages.flatMap((stage) => stage.addressees.map(({ role }) => role)));
  const named = (draft.claims.addressees ?? []) as readonly { readonly role: string }[];
  const strange = named.find(({ role }) => !roles.has(role));
  if (strange === undefined) return accept(null);
  return refuse(
    'addressee-role-unknown',
    phrase`That regime tells no "${strange.role}"; it knows ${[...roles].join(', ')}.`,
    'addressees',
  );
}

function zoneKnown({ draft }: Question): Verdict {
  const zone = draft.claims.time_zone;
  if (zone === undefined || isZone(word(zone))) return accept(null);
  return refuse(
    'zone-not-known',
    phrase`No time zone is called "${word(zone)}"; write it as Europe/Paris.`,
    'time_zone',
  );
}

function denialExplained({ draft }: Question): Verdict {
  if (draft.claims.applies === true || draft.claims.reason !== undefined) return accept(null);
  return refuse('reason-needed', 'Say why the regime does not apply to you.', 'reason');
}

function regimeKnown({ draft, regimes }: Question): Verdict {
  const { regime } = draft.claims;
  return regime === undefined || regimes.current(word(regime)) !== undefined
    ? accept(null)
    : regimeUnknown(regime);
}

/** Any version counts: cases keep the one they started under. */
function stageKnown({ draft, regimes }: Question): Verdict {
  const { regime: id, stage } = draft.claims;
  const texts = regimes.versions(word(id));
  if (texts.length === 0) return regimeUnknown(id);
  const stages = new Set(texts.flatMap((text) => text.stages.map((one) => one.id)));
  if (stages.has(word(stage))) return accept(null);
  return refuse(
    'stage-not-known',
    phrase`"${word(id)}" has no stage "${word(stage)}"; it has ${[...stages].join(', ')}.`,
    'stage',
  );
}

function momentGiven({ draft }: Question): Verdict {
  if (draft.claims.at !== undefined || draft.claims.corrects !== undefined) return accept(null);
  return refuse(
    'moment-missing',
    'Say when it was, or name the statement that you correct to say that it never was.',
    'at',
  );
}

function notInFuture(claim: string): Check {
  return ({ draft, context }) => {
    const at = instantIn(draft, claim);
    if (at === undefined) return accept(null);
    if (at === null) return impossible(claim);
    if (!isBefore(context.at.add({ minutes: FUTURE_TOLERANCE_MINUTES }), at)) return accept(null);
    return refuse('time-in-the-future', 'That moment has not come yet: state what has happened.', claim);
  };
}

function notPast(claim: string, code: 'until-already-past' | 'due-already-past'): Check {
  return ({ draft, context }) => {
    const at = instantIn(draft, claim);
    if (at === undefined) return accept(null);
    if (at === null) return impossible(claim);
    if (isBefore(context.at, at)) return accept(null);
    return refuse(code, 'That time has passed already: name one that is still to come.', claim);
  };
}

/** Undefined where nothing is given; null for the 30th of February. */
function instantIn(draft: Draft, claim: string): Temporal.Instant | null | undefined {
  const value = draft.claims[claim];
  return value === undefined ? undefined : (instantFrom(value) ?? null);
}

function impossible(claim: string): Verdict {
  return refuse('time-impossible', 'No such day or hour exists: write it as 2026-03-01T14:30:00Z.', claim);
}

/** Its own earlier word, of the same type, in the same case, and about the same thing. */
function pointsAtOwn(claim: string): Check {
  return ({ draft, state }) => {
    const digest = targetOf(draft);
    if (draft.claims[claim] === undefined || digest === undefined) return accept(null);
    const target = state.targets.get(digest);
    if (target === undefined) {
      return refuse(
        'reference-not-known',
        phrase`No such statement ${digest} is held here; check the digest.`,
        claim,
      );
    }
    if (target.case !== draft.case) {
      return refuse(
        'reference-in-another-case',
        phrase`${digest} stands in case ${target.case}; speak in that case.`,
        claim,
      );
    }
    if (target.issuer !== draft.issuer) {
      return refuse('reference-not-own', phrase`That was said by ${target.issuer}; only it can change it.`, claim);
    }
    const type = draft.type === 'promise-kept' ? 'promise' : draft.type;
    const about = ABOUT[draft.type];
    const same = about === undefined || target.claims[about] === draft.claims[about];
    if (target.type === type && same) return accept(null);
    return refuse(
      'reference-of-another-kind',
      phrase`${digest} says something else: name the statement you mean.`,
      claim,
    );
  };
}

/** What a correction must leave as it was. */
const ABOUT: Readonly<Record<string, string>> = { 'regime-applies': 'regime', 'clock-event': 'moment' };

/** A person of the party: whoever signs in, or a colleague with a mandate in force. */
function deciderMandated({ draft, state, context }: Question): Verdict {
  const person = word(draft.claims.decided_by);
  if (!person.startsWith(`${draft.issuer}#`)) {
    return refuse(
      'decider-not-of-party',
      phrase`${person} is no person of ${draft.issuer}; name who decided among you.`,
      'decided_by',
    );
  }
  const { actor, at } = context;
  if (actor.kind === 'key' || (actor.kind === 'person' && actor.person === person)) return accept(null);
  const inForce = state.mandates.some(({ from, until }) => !isBefore(at, from) && isBefore(at, until));
  if (inForce) return accept(null);
  return refuse(
    'decider-not-mandated',
    phrase`${person} holds no mandate of ${draft.issuer} now; name somebody who does.`,
    'decided_by',
  );
}

function mayChange(question: Question): Verdict {
  const { draft } = question;
  if (draft.claims.bearer !== draft.issuer) return isCompetent(question);
  if (draft.claims.change !== 'not-applicable') {
    return refuse(
      'not-for-bearer',
      'Nobody puts off or lifts a duty of its own: ask your competent authority.',
      'change',
    );
  }
  if (draft.claims.reason !== undefined) return accept(null);
  return refuse('reason-needed', 'Say why the duty does not apply to you.', 'reason');
}

function isCompetent({ draft, state }: Question): Verdict {
  if (state.competent) return accept(null);
  return refuse(
    'not-competent',
    phrase`${draft.issuer} is not the authority of ${word(draft.claims.bearer)}, nor one of its state.`,
    'bearer',
  );
}

function untilGiven({ draft }: Question): Verdict {
  const needed = draft.claims.change === 'extended' || draft.claims.change === 'suspended';
  if (!needed || draft.claims.until !== undefined) return accept(null);
  return refuse('until-missing', 'Say until when; a change without end would bury the duty.', 'until');
}

function notToItself({ draft }: Question): Verdict {
  if (draft.claims.to !== draft.issuer) return accept(null);
  return refuse('promise-to-oneself', 'Name another party, or nobody: then it is promised to all.', 'to');
}

/** A claim in a sentence; its schema says that it is a text or a number. */
function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
