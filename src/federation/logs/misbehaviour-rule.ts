import type { Verdict } from '#federation/agreements/release-state.ts';
import { textOf } from '#federation/draft-text.ts';
import type { RuleContext } from '#ledger/contract.ts';
import { accept, phrase, refuse, wordsOf } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { type ProofKeys, verifyMisbehaviour } from './misbehaviour.ts';

/** Only what convinces is stated: a proof that does not verify with the keys held here is an accusation. */
export function decideProof(keys: ProofKeys, draft: Draft, { at }: RuleContext): Verdict {
  const shown = verifyMisbehaviour(textOf(draft, 'proof'), keys, at);
  if (!shown.ok) return refuse('proof-not-valid', wordsOf(shown.refusal), 'proof');
  const { kind, log, party } = shown.value;
  if (kind === draft.claims.kind && log === draft.claims.log_origin && party === (draft.claims.party ?? null)) {
    return accept(null);
  }
  return refuse(
    'proof-not-valid',
    phrase`The proof is of another kind or against another log: ${shown.value.sentence}`,
    'kind',
  );
}
