/** Signs what is asked for or promised, and gives it to whom it is for: unread words open no clock. */
import { hidesVictim } from '#federation/given-claims.ts';
import type { Actor, Ledger } from '#ledger/contract.ts';
import { accept, type Outcome, type Refusal } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { traitsOf } from '#statement/traits.ts';
import type { Connection } from '#store/connection.ts';

export type WordServices = { readonly connection: Connection; readonly ledger: Pick<Ledger, 'submit' | 'types'> };

export type WordGiven = {
  readonly digest: string;
  readonly to: string | null;
  readonly release: string | null;
  /** Why it was not given; it stands, and can be given on its page. */
  readonly refused: Refusal | null;
};

/** A repetition under the same key signs and gives nothing twice. */
export async function sayAndGive(
  { connection, ledger }: WordServices,
  actor: Actor,
  draft: Draft,
  to: string | undefined,
  idempotencyKey?: string,
): Promise<Outcome<WordGiven>> {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const said = await ledger.submit({ kind: 'draft', actor, draft, ...key });
  if (!said.ok) return said;
  const { digest } = said.value ?? { digest: '' };
  const nothing = { digest, to: to ?? null, release: null, refused: null };
  if (to === undefined || to === draft.issuer) return accept(nothing);
  const speaker = await partyOf(connection, draft.issuer);
  const hides = hidesVictim(traitsOf(ledger.types), draft.type, Object.keys(draft.claims), speaker);
  const claims = { target: digest, to, claims: 'all', channel: 'csirt', hides_victim: hides } as const;
  const given = await ledger.submit({
    kind: 'draft',
    actor,
    draft: { type: 'release', issuer: draft.issuer, case: draft.case, claims },
    jobKey: `word/${digest}/${to}`,
  });
  return accept(
    given.ok ? { ...nothing, release: given.value?.digest ?? null } : { ...nothing, refused: given.refusal },
  );
}
