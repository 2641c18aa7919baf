import { textOf } from '#federation/draft-text.ts';
import { heldSentence, holdingBack } from '#incidents/notices/hold-view.ts';
import type { RuleContext } from '#ledger/contract.ts';
import { accept, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { HIDDEN_FROM } from '#statement/show.ts';
import type { HeldTarget, ReleaseState, Verdict } from './release-state.ts';

/** What is hidden from a party is not given to it, and is given to others only with the word from whom it is hidden. */
export function hidingKept({ issuer, claims }: HeldTarget, names: readonly string[], to: string): Verdict {
  const hiding = claims.get(HIDDEN_FROM);
  if (hiding === undefined || hiding.marking.tlp === 'clear') return accept(null);
  if (Array.isArray(hiding.value) && hiding.value.includes(to)) {
    return refuse(
      'hidden-from-recipient',
      phrase`This is hidden from ${to} by ${issuer}: give it nothing of it.`,
      'to',
    );
  }
  if (names.includes(HIDDEN_FROM)) return accept(null);
  const sentence = phrase`Whoever gets this must learn from whom to keep it: give "${HIDDEN_FROM}" as well.`;
  return refuse('hiding-left-out', sentence, 'claims');
}

/** A hold delays what persons release; corrections of what was given before still reach whoever holds it. */
export function notHeldBack({ target, holds }: ReleaseState, draft: Draft, context: RuleContext): Verdict {
  if (target === undefined || target.type === 'hold') return accept(null);
  const inCase = holds.map((hold) => ({ ...hold, target: undefined }));
  const hold =
    holdingBack(holds, ['release', 'publication'], textOf(draft, 'target'), context.at) ??
    holdingBack(inCase, [target.type], undefined, context.at);
  return hold === undefined ? accept(null) : refuse('held-until', heldSentence(hold), 'target');
}
