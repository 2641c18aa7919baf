import type { Proven } from '#federation/envelope.ts';
import type { Office } from '#federation/office.ts';
import type { Disclosure } from '#statement/disclosure.ts';
import { present } from '#statement/present.ts';
import { partyViews } from './held-statements.ts';
import { proofsOf } from './proofs.ts';

/** A statement for one party; `only` narrows it to the claims that a release names. */
export type Asked = { readonly digest: string; readonly only?: 'all' | readonly string[] };

/**
 * Statements as they may leave for this party (null: for anybody), with their proofs, in the order asked: what the one disclosure
 * function shows it, narrowed to what was asked for. Undefined where the statement is not held.
 */
export async function provenTo(
  { store, ledger }: Pick<Office, 'store' | 'ledger'>,
  asked: readonly Asked[],
  party: string | null,
): Promise<readonly (Proven | undefined)[]> {
  const pairs = asked.map(({ digest }) => ({ digest, party }));
  const seen = await partyViews(store.connection, pairs, ledger.now());
  const held = seen.flatMap((view) => (view === undefined ? [] : [view.holding]));
  const proofs = await proofsOf(store.connection, held);
  return asked.map(({ digest, only = 'all' }, at) => {
    const view = seen[at];
    const proof = proofs.get(digest);
    if (view === undefined || proof === undefined) return undefined;
    const wanted = ({ claim }: Disclosure) => only === 'all' || only.includes(claim.name);
    const disclosures = view.disclosures.filter(wanted).map((disclosure) => disclosure.encoded);
    return { presentation: present(view.holding.jwt, disclosures), proof };
  });
}
