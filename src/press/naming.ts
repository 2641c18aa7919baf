import type { RuleContext } from '#ledger/contract.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { textIn } from '#parties/draft-claims.ts';
import type { Draft } from '#statement/draft.ts';
import type { PressCode } from './codes.ts';
import type { PressState } from './rule-state.ts';

const SHORT_NAME_CHARACTERS = 4;

type Verdict = Outcome<null, PressCode>;

/** A line names an operator only where it says so, and only one that was consulted, or that a law lets it name. */
export function maybeNamed(state: PressState, draft: Draft, context: RuleContext): Verdict {
  const named = textIn(draft, 'names');
  const words = [textIn(draft, 'headline'), textIn(draft, 'text')].map(plain).join('\n');
  const slipped = state.operators.find(
    ({ party, name }) =>
      party !== named && party !== draft.issuer && [name, party].some((one) => mentions(words, plain(one))),
  );
  if (slipped !== undefined) {
    const sentence = phrase`The text names ${slipped.name}: say so in "names", with the consultation or the law, or leave the name out.`;
    return refuse('operator-named-in-text', sentence, 'text');
  }
  if (named === undefined || named === draft.issuer || textIn(draft, 'legal_basis') !== undefined) {
    return accept(null);
  }
  return agreed(state, draft, named, context);
}

/** What the operator has answered since the line was approved counts too, unless the line names a law. */
export function mayStillBeNamed(state: PressState, draft: Draft, context: RuleContext): Verdict {
  const named = textIn(draft, 'names');
  const byLaw = state.line!.line.legalBasis !== null;
  if (named === undefined || named === draft.issuer || byLaw) return accept(null);
  return agreed(state, draft, named, context);
}

/** Asked by us in this case, and answered with yes; or the question arrived and the time to answer ran out. */
function agreed({ consultation }: PressState, draft: Draft, named: string, { at }: RuleContext): Verdict {
  const asked = consultation?.asked;
  const ours = asked?.issuer === draft.issuer && asked.case === draft.case && asked.party === named;
  if (consultation === undefined || asked === undefined || !ours) {
    const sentence = phrase`Ask ${named} before you name it, or name the law that allows it.`;
    return refuse('operator-not-consulted', sentence, 'named_on');
  }
  if (consultation.answer?.answer === 'agrees') return accept(null);
  if (consultation.answer !== undefined) {
    const sentence = phrase`${named} objects to being named: leave the name out, or name the law that allows it.`;
    return refuse('operator-objects', sentence, 'names');
  }
  const isOver = asked.until !== null && Temporal.Instant.compare(at, asked.until) >= 0;
  if (isOver && consultation.received) return accept(null);
  const sentence = consultation.received
    ? `${named} may still answer: wait for it, or name the law that allows it.`
    : `Nothing shows that the question reached ${named}: release it to them, or name the law.`;
  return refuse('operator-still-asked', sentence, 'named_on');
}

/** A short name counts where it stands alone: three letters of an acronym are found inside many words. */
function mentions(words: string, name: string): boolean {
  for (let at = words.indexOf(name); at !== -1; at = words.indexOf(name, at + 1)) {
    const beside = [words[at - 1], words[at + name.length]];
    if (name.length > SHORT_NAME_CHARACTERS || !beside.some((letter) => /[\p{L}\p{N}]/u.test(letter ?? ' ')))
      return true;
  }
  return false;
}

/** Width, case and spacing of letters hide no name. */
function plain(text: string | undefined): string {
  return (text ?? '').normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ');
}
