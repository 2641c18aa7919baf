import type { SignedIn } from '#http/contract.ts';
import type { Ledger, Reader } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { mandatedAuthority, partyOf, viewerFor } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import type { Seat } from './case/next-step.ts';
import type { Recipient } from './preview.ts';
import { proposeRelay, type RelayProposal } from './relay/relay.ts';
import { MAX_STATES } from './statements/incident-claims.ts';

/** The next step depends on what the viewer's party is. */
export async function seatOf(connection: Connection, signedIn: SignedIn | null): Promise<Seat> {
  const party = signedIn?.actor.party ?? null;
  if (party === null) return { party };
  const profile = await partyOf(connection, party);
  return profile === undefined ? { party } : { party, kind: profile.kind, territory: profile.territory };
}

/** The relay an authority could make of a case, with the authorities of the states it names. */
export async function proposalFor(
  services: { readonly connection: Connection; readonly reader: Reader },
  caseId: string,
  signedIn: SignedIn,
): Promise<Outcome<RelayProposal>> {
  const { party } = signedIn.actor;
  const profile = await partyOf(services.connection, party);
  if (profile === undefined) return refuse('party-not-known', 'Your party has published no profile yet.');
  const shown = await services.reader.case(caseId, signedIn.viewer);
  const authorityOf = await authoritiesOf(services.connection, namedStates(shown));
  const proposal = proposeRelay(shown, { party, territory: profile.territory, authorityOf }, caseId);
  return proposal.ok ? accept(proposal.value) : proposal;
}

export function namedStates(shown: Parameters<typeof proposeRelay>[0]): readonly string[] {
  const named = shown.flatMap((one) => one.claims.get('affected_states')?.value ?? []);
  return [...new Set(named.filter((state) => typeof state === 'string'))].slice(0, MAX_STATES);
}

export async function authoritiesOf(
  connection: Connection,
  states: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    states.map(async (state) => [state, (await mandatedAuthority(connection, state))?.party] as const),
  );
  return new Map(found.flatMap(([state, party]) => (party === undefined ? [] : [[state, party] as const])));
}

/** A party as a recipient of a preview: with its eyes, and with the release it would get. */
export async function recipientOf(
  services: { readonly connection: Connection; readonly ledger: Ledger },
  party: string,
  claims: 'all' | readonly string[] | undefined,
): Promise<Recipient> {
  const viewer = await viewerFor(services.connection, { kind: 'key', party }, services.ledger.now());
  const profile = await partyOf(services.connection, party);
  const grant = claims === undefined ? {} : { grant: { to: party, claims } };
  return { id: party, name: profile?.name ?? party, viewer, ...grant };
}
