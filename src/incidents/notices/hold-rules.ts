import type { RuleCode } from '#incidents/codes.ts';
import type { RuleState } from '#incidents/rule-state.ts';
import type { RuleContext } from '#ledger/contract.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import { HIDDEN_FROM } from '#statement/show.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { heldSentence, holdingBack, longestHold, MAX_HOLD_DAYS } from './hold-view.ts';

type Verdict = Outcome<null, RuleCode | 'time-malformed'>;

const STRICT: readonly Marking['tlp'][] = ['amber+strict', 'red'];
/** Names under which each type can be held. What follows up a notice that was given already is not held. */
const HELD_AS: Readonly<Record<string, readonly string[]>> = {
  'victim-notice': ['victim-notice'],
  'affected-party-notice': ['affected-party-notice'],
  'public-warning': ['public-warning', 'publication'],
};

/** A notice does not say which statement it rests on, so a hold on notices holds all of that kind in the case. */
export function notHeldBack(state: RuleState, draft: Draft, context: RuleContext): Verdict {
  if (draft.claims.follows !== undefined) return accept(null);
  const inCase = state.holds.map((hold) => ({ ...hold, target: undefined }));
  const hold = holdingBack(inCase, HELD_AS[draft.type] ?? [], undefined, context.at);
  return hold === undefined ? accept(null) : refuse('held-until', heldSentence(hold));
}

/** No claim of a hold is for more than the parties it is given to; which those are, a release decides. */
export function keptClose(_state: RuleState, draft: Draft): Verdict {
  const loose = Object.entries(draft.markings ?? {}).find(
    ([, { tlp }]) => tlp !== undefined && !STRICT.includes(tlp),
  );
  if (loose === undefined) return accept(null);
  return refuse(
    'hold-marked-too-open',
    'A hold is marked TLP:AMBER+STRICT or TLP:RED: give it to each party that must keep it.',
    loose[0],
  );
}

/** The end of a hold reaches those who were given the hold, and hides from the others as the hold did. */
export function endsOwn(state: RuleState, draft: Draft): Verdict {
  if (draft.claims.ends === undefined) return accept(null);
  const ended = state.holds.find(({ digest }) => digest === draft.claims.ends);
  if (ended === undefined || ended.issuer !== draft.issuer) {
    return refuse('hold-not-yours', 'That is no hold of yours that is still in force.', 'ends');
  }
  const hidden = new Set(named(draft.claims[HIDDEN_FROM]));
  if (hidden.symmetricDifference(new Set(ended.hiddenFrom)).size === 0) return accept(null);
  const sentence = 'The end of a hold is hidden from the same parties as the hold.';
  return refuse('hold-end-hides-others', sentence, HIDDEN_FROM);
}

export function boundedHold(_state: RuleState, draft: Draft, context: RuleContext): Verdict {
  const until = readTime(draft.claims.until);
  if (until === undefined)
    return refuse('time-malformed', 'Say until when, as 2026-03-01 or 2026-03-01T14:30Z.', 'until');
  if (draft.claims.ends !== undefined) {
    if (Temporal.Instant.compare(until.from, context.at) <= 0) return accept(null);
    return refuse('hold-end-later', 'A hold ends when its end is stated: say today, or now.', 'until');
  }
  if (Temporal.Instant.compare(until.until, context.at) <= 0) {
    return refuse('hold-already-over', 'The hold would end before it begins.', 'until');
  }
  if (Temporal.Instant.compare(until.until, longestHold(context.at)) <= 0) return accept(null);
  return refuse(
    'hold-too-long',
    phrase`A hold lasts ${MAX_HOLD_DAYS} days at most; decide again when it ends.`,
    'until',
  );
}

function named(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
