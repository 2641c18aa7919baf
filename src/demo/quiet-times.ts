/** What is said before the story begins: who a guest is, and whom the hospital serves. */
import { footprintsBy } from '#border/view.ts';
import type { Node } from '#node.ts';
import { accept, type Outcome } from '#outcome.ts';
import type { Seat } from '#parties/persons/seats.ts';
import { partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { type CastNode, FOOTPRINTS, GUEST, HOSPITAL, VELDMARK } from './cast.ts';

export type Host = { readonly cast: CastNode; readonly node: Node; readonly seats: readonly Seat[] };

/** Of the party named, or of the first of the node. */
export function administratorOf({ cast, seats }: Host, named = cast.parties[0]?.id) {
  const party = cast.parties.find(({ id }) => id === named);
  const person = party?.persons.find(({ roles }) => roles.includes('administrator'));
  const seat = seats.find(({ name }) => name === person?.seat);
  if (seat === undefined) throw new Error(`the cast of ${cast.name} has no administrator`);
  return { kind: 'person', person: seat.person, party: seat.party } as const;
}

/** Sorrel Isles keeps no node: the first node describes it, and hands it guest links. */
export async function describeGuest(host: Host): Promise<Outcome<unknown>> {
  const { node } = host;
  if ((await partyOf(node.store.connection, GUEST.id)) !== undefined) return accept(null);
  const actor = administratorOf(host);
  const ownCase = (await partyOf(node.store.connection, actor.party))?.case;
  if (ownCase === undefined || ownCase === null) throw new Error(`${actor.party} has no case of its own`);
  const { id: subject, name, territory } = GUEST;
  const claims = { subject, name, kind: 'state-authority', territory };
  return node.ledger.submit({
    kind: 'draft',
    actor,
    draft: { type: 'party-profile', issuer: actor.party, case: ownCase, claims },
  });
}

/** In quiet times the hospital tells its authority whom it serves, so that a state no report names can be proposed. */
export async function sayReach(host: Host): Promise<Outcome<unknown>> {
  const { store } = host.node;
  if ((await footprintsBy(store.connection, HOSPITAL)).length >= FOOTPRINTS.length) return accept(null);
  const actor = administratorOf(host, HOSPITAL);
  const said = await Promise.all(FOOTPRINTS.map((footprint) => sayOne(host, actor, footprint)));
  return said.find((one) => !one.ok) ?? accept(null);
}

async function sayOne(
  { node: { ledger } }: Host,
  actor: ReturnType<typeof administratorOf>,
  footprint: (typeof FOOTPRINTS)[number],
): Promise<Outcome<unknown>> {
  const draft = { issuer: HOSPITAL, case: crypto.randomUUID() };
  const claims = { subject: HOSPITAL, sector: 'health', ...footprint } as unknown as Draft['claims'];
  const said = await ledger.submit({
    kind: 'draft',
    actor,
    draft: { ...draft, type: 'service-footprint', claims },
  });
  if (!said.ok) return said;
  const target = said.value?.digest ?? '';
  const given = { target, to: VELDMARK, claims: 'all', channel: 'csirt', hides_victim: false };
  return ledger.submit({ kind: 'draft', actor, draft: { ...draft, type: 'release', claims: given } });
}
