/** The clocks of one stage in one context: each occasion on which it opened, for each addressee. */

import { holdsBy } from '#obligations/regimes/condition.ts';
import { isBinding } from '#obligations/regimes/due.ts';
import type { Moment, Stage } from '#obligations/regimes/regime.ts';
import {
  current,
  earliest,
  isBefore,
  later,
  mapped,
  merged,
  NEVER,
  type Timeline,
} from '#obligations/timeline.ts';
import {
  anchorTimeline,
  asksFor,
  type ClocksOf,
  fits,
  limitTimeline,
  rootsOf,
  rootTimeline,
  saidTimeline,
  saidTo,
} from './anchors.ts';
import type { EventHead, Said } from './case-event.ts';
import { instant } from './claim-reading.ts';
import {
  beginningIn,
  type Clock,
  type Context,
  endOf,
  type Occasion,
  partiesNamed,
  stageOf,
} from './clock-context.ts';
import { dueReading, historyOf } from './due-reading.ts';
import { changedDue, changesFor, excusedBy, foundNotApplicable, heldBy } from './duty-changes.ts';
import { type Fulfilment, fulfilmentOf } from './fulfilment.ts';
import { obligationId } from './obligation.ts';
import { turnsOf } from './turns.ts';

/** Each of these opens its stage anew; of the others a later word is about the same moment. */
const RECURRING: readonly Moment[] = [
  'new-information',
  'payment-made',
  'request',
  'report-received',
  'near-miss',
  'threat-learnt',
];

export const clocksOf: ClocksOf = (context, id) => {
  const known = context.clocks.get(id);
  if (known !== undefined) return known;
  const stage = stageOf(context, id);
  if (stage === undefined) return [];
  context.clocks.set(id, []);
  const clocks = clocksOfStage(context, stage);
  context.clocks.set(id, clocks);
  return clocks;
};

function clocksOfStage(context: Context, stage: Stage): readonly Clock[] {
  const facts = context.declaration?.facts ?? {};
  if (stage.bearer === 'named' && !isNamed(context, stage)) return [];
  if (stage.only_if !== undefined && !holdsBy(stage.only_if, facts, context.reckoning.groups)) return [];
  return occasionsOf(context, stage).flatMap((opened) => {
    const occasion = begun(context, stage, opened);
    if (!comesWhen(context, stage, occasion)) return [];
    return stage.addressees.map((addressee) => {
      const party = partyFor(context, occasion, addressee.role);
      return clockOf(context, stage, occasion, { role: addressee.role, party });
    });
  });
}

/** One statement may name some parties for one stage and others for another. */
function isNamed({ trigger, bearer }: Context, { named_in: claim }: Stage): boolean {
  return trigger !== null && partiesNamed(trigger, claim).has(bearer);
}

/** Does this statement open the stage by itself? */
export function isOpenedBy({ id, opens }: Stage, regime: string, event: Said): boolean {
  return 'said' in opens && opens.said === event.type && fits(event, opens) && asksFor(event, regime, id);
}

function occasionsOf(context: Context, stage: Stage): readonly Occasion[] {
  const { opens } = stage;
  const plain = { event: null, root: null, turn: null };
  const suffix = context.to === null ? '' : `/${context.to}`;
  const sole = context.trigger === null ? 'once' : `${context.trigger.digest}${suffix}`;
  if ('every' in opens) return turnsOf(context, stage, opens, clocksOf);
  if ('moment' in opens && RECURRING.includes(opens.moment)) {
    const roots = rootsOf(context, opens.moment);
    if (roots.length > 0) {
      return roots.map((root) => ({
        ...plain,
        key: root.first,
        opened: rootTimeline(context.index, root),
        root,
      }));
    }
  }
  if ('said' in opens) {
    const { trigger, regime } = context;
    const own = trigger !== null && isOpenedBy(stage, regime.id, trigger) ? [trigger] : [];
    const events = trigger === null ? saidTo(context, opens, stage.id) : own;
    if (events.length > 0) {
      return events.map((event) => ({
        ...plain,
        key: `${event.digest}${suffix}`,
        opened: saidTimeline(context, event, opens.at),
        event,
      }));
    }
    return trigger === null ? [{ ...plain, key: sole, opened: NEVER }] : [];
  }
  return [{ ...plain, key: sole, opened: anchorTimeline(context, null, opens, clocksOf) }];
}

/** What came before the duties began opens nothing, nor does a report that was filed about it; turns begin with them. */
function begun(context: Context, stage: Stage, occasion: Occasion): Occasion {
  const begins = stage.bearer === 'declarer' ? beginningIn(context)?.at : undefined;
  if (begins === undefined || begins === null) return occasion;
  if (occasion.turn !== null && occasion.ends === undefined)
    return { ...occasion, opened: mapped(occasion.opened, (at) => later(at, begins)) };
  const { opens } = stage;
  const follows = 'filed' in opens && clocksOf(context, opens.filed).some(({ tooEarly }) => tooEarly);
  const opened = occasion.opened.map((step) =>
    step.at !== null && (follows || isBefore(step.at, begins)) ? { ...step, at: null } : step,
  );
  return { ...occasion, opened, tooEarly: current(occasion.opened) !== null && current(opened) === null };
}

/** Until the event has come, "not after" holds and "after" does not. */
function comesWhen(context: Context, stage: Stage, occasion: Occasion): boolean {
  if (stage.when === undefined) return true;
  const { event, is, limit } = stage.when;
  const came = current(anchorTimeline(context, occasion, event, clocksOf));
  const end = current(limitTimeline(context, occasion, limit, clocksOf));
  const isAfter = came !== null && end !== null && isBefore(end, came);
  return isAfter === (is === 'after');
}

function partyFor(context: Context, occasion: Occasion, role: string): string | null {
  const declared = context.declaration?.addressees.get(role);
  if (declared !== undefined) return declared;
  const event = occasion.event ?? context.trigger;
  if (role === 'speaker') return event?.by ?? null;
  if (role === 'receiver') return context.to;
  return occasion.event?.type === 'report-request' ? occasion.event.by : null;
}

type Addressee = { readonly role: string; readonly party: string | null };

function clockOf(context: Context, stage: Stage, occasion: Occasion, addressee: Addressee): Clock {
  const { regime, bearer, declaration } = context;
  const triggeredAt = current(occasion.opened);
  const restsOn = supports(context, occasion);
  const changes = changesFor(context, stage, addressee, restsOn);
  const beginning = stage.bearer === 'declarer' ? beginningIn(context) : undefined;
  const isAsked = beginning !== undefined && beginning.asks !== null;
  const due = isAsked ? NEVER : changedDue(plainDue(context, stage, occasion), changes);
  const fulfilment = fulfilmentOf(context, stage, occasion, addressee, {
    openedAt: triggeredAt,
    dueAt: current(due),
  });
  if (fulfilment !== undefined && triggeredAt !== null && isBefore(fulfilment.at, triggeredAt)) {
    context.index.conflicts.push({
      code: 'filed-before-trigger',
      digest: fulfilment.by,
      by: bearer,
      about: restsOn[0] ?? null,
    });
  }
  const closure = closureOf(context, stage, occasion);
  const denied = declaration !== null && !declaration.applies ? (declaration.reason ?? '') : null;
  const reading = dueReading(context, stage, occasion, current(due), {
    clocksOf,
    named: [
      occasion.event?.due ?? null,
      occasion.event === null ? null : dueIn(stage, occasion.event),
      ...changes.changes.map(({ change, until }) => (change === 'extended' ? until : null)),
      ...changes.holds.map(({ until }) => until),
    ],
  });
  return {
    due,
    metSince: fulfilment?.since ?? null,
    tooEarly: occasion.tooEarly === true,
    obligation: {
      id: obligationId({
        case: context.case,
        regime: regime.id,
        stage: stage.id,
        bearer,
        role: addressee.role,
        occasion: occasion.key,
      }),
      case: context.case,
      regime: regime.id,
      version: regime.version,
      stage: stage.id,
      kind: regime.kind,
      bearer,
      role: addressee.role,
      addressee: addressee.party,
      what: null,
      restsOn,
      triggeredAt,
      dueAt: current(due),
      ...reading,
      begins: beginning === undefined ? null : { ...beginning, tooEarly: occasion.tooEarly === true },
      effect: stage.effect ?? null,
      countdown: isBinding(regime) && reading.sureness.confidence !== 'R' && current(due) !== null,
      history: historyOf(due),
      ...metFields(fulfilment),
      held: heldBy(changes),
      excused: excusedBy(changes),
      notApplicable: denied ?? foundNotApplicable(changes),
      closedBy: closure?.digest ?? null,
      closedAt: closure?.recordedAt ?? null,
    },
  };
}

/** The earliest limit, once the stage has opened; where the statement asks for an answer by a time, that one too. */
function plainDue(context: Context, stage: Stage, occasion: Occasion): Timeline {
  const limits = stage.limits.map((limit) => limitTimeline(context, occasion, limit, clocksOf));
  if (occasion.ends !== undefined) limits.push(occasion.ends);
  else if (occasion.turn !== null && 'every' in stage.opens) {
    const from = current(occasion.opened)!;
    limits.push([{ ...occasion.opened[0]!, at: endOf(context, from, stage.opens.every) }]);
  }
  const { event } = occasion;
  for (const at of event === null ? [] : [event.due, dueIn(stage, event)]) {
    if (at !== null) limits.push([{ since: event!.recordedAt, at, because: event!.digest, reason: 'triggered' }]);
  }
  return merged([occasion.opened, ...limits], ([opened, ...ends]) => (opened === null ? null : earliest(ends)));
}

/** By when, as the statement that opened it says in the claim that the stage names. */
function dueIn({ due_in: claim }: Stage, event: Said): Temporal.Instant | null {
  return claim === undefined ? null : instant(event.values.get(claim));
}

/** What opened it first, then what else it rests on. */
function supports(context: Context, occasion: Occasion): readonly string[] {
  const { declaration, trigger } = context;
  const moments = occasion.opened.map(({ because }) => because).filter((digest) => digest !== '');
  const named = [occasion.event?.digest, ...moments, declaration?.digest, trigger?.digest];
  return [...new Set(named.filter((digest) => digest !== undefined))];
}

function metFields(fulfilment: Fulfilment | undefined) {
  return {
    metAt: fulfilment?.at ?? null,
    metBy: fulfilment?.by ?? null,
    metElsewhere: fulfilment?.elsewhere ?? false,
  };
}

/** Its trigger was taken back or replaced; or the declaration; or everything that the bearer had reported in the case. */
function closureOf(context: Context, stage: Stage, occasion: Occasion): EventHead | undefined {
  const { index, declaration } = context;
  const event = occasion.event ?? context.trigger;
  const found = [
    event === null ? undefined : index.withdrawalOf(event),
    event === null ? undefined : replacementOf(context, stage, event),
    declaration === null ? undefined : index.withdrawalOf(declaration),
    reportsTakenBack(context),
  ];
  let first: EventHead | undefined;
  for (const one of found) {
    if (one !== undefined && (first === undefined || isBefore(one.recordedAt, first.recordedAt))) first = one;
  }
  return first;
}

/** A state need not be told of what its teller no longer says. What was begun after that is about something else. */
function reportsTakenBack({ index, declaration, trigger, bearer }: Context): EventHead | undefined {
  if (declaration === null && trigger?.by !== bearer) return undefined;
  const taken = index.allWithdrawn(bearer);
  const isLater = taken !== undefined && (trigger === null || !isBefore(taken.recordedAt, trigger.recordedAt));
  return isLater ? taken : undefined;
}

/**
 * Its speaker decided otherwise. A new word that opens the stage again for somebody named leaves the earlier clock as
 * it was, since deciding twice gives nobody more time.
 */
function replacementOf(context: Context, stage: Stage, event: Said): EventHead | undefined {
  const { index, regime, to } = context;
  return index
    .referring(event.by, event.type, 'replaces', event.digest)
    .find((later) => to === null || !isOpenedBy(stage, regime.id, later));
}
