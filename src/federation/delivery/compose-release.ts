import { type PartyView, partyViews } from '#federation/agreements/held-statements.ts';
import type { RuleCode } from '#federation/codes.ts';
import { givenFreely, hidesVictim } from '#federation/given-claims.ts';
import { checkpointLine, newestSeenCheckpoint } from '#federation/logs/seen-checkpoints.ts';
import type { Office } from '#federation/office.ts';
import { standingPeers } from '#federation/peering.ts';
import type { Channel } from '#federation/statements.ts';
import { newestCheckpoint } from '#ledger/checkpoints.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { traitsOf } from '#statement/traits.ts';

export type ReleaseWish = {
  readonly from: string;
  readonly to: string;
  readonly target: string;
  /** All that may go without a further reason, when left out. */
  readonly claims?: readonly string[];
  readonly channel: Channel;
  readonly basis?: string;
  readonly purpose?: string;
  readonly crossing?: string;
  readonly consent?: string;
  /** Digest of the agreement it goes under, what it may be used for, and when it is to be deleted. */
  readonly under?: string;
  readonly uses?: readonly string[];
  readonly delete_by?: string;
};

/**
 * The draft of a release as its rule wants it: the case of what is given, whether the victim is named, and both logs'
 * newest checkpoints. Nothing is submitted; a release across a border goes to a second person first.
 */
export async function composeRelease(
  { store, ledger, own }: Office,
  wish: ReleaseWish,
): Promise<Outcome<Draft, RuleCode>> {
  const { connection } = store;
  const held = await heldBy({ store, ledger }, wish.from, wish.target);
  if (!held.ok) return held;
  const { view, case: caseId } = held.value;
  const { type } = view.holding;
  const traits = traitsOf(ledger.types);
  const claims = wish.claims ?? [...givenFreely(traits, type, view.claims)].sort();
  const speaker = await partyOf(connection, view.holding.issuer);
  const peer = (await standingPeers(connection)).find((one) => one.party === wish.to);
  const ownHead = await newestCheckpoint(connection, own.log);
  const peerHead = peer === undefined ? undefined : await newestSeenCheckpoint(connection, peer.log);
  const { from, to, target, channel, basis, purpose, crossing, consent, under, uses, delete_by } = wish;
  return accept({
    type: 'release',
    issuer: from,
    case: caseId,
    claims: {
      target,
      to,
      claims,
      channel,
      hides_victim: hidesVictim(traits, type, claims, speaker),
      ...(basis === undefined ? {} : { basis }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(crossing === undefined ? {} : { crossing }),
      ...(consent === undefined ? {} : { consent }),
      ...(under === undefined ? {} : { under }),
      ...(uses === undefined ? {} : { uses }),
      ...(delete_by === undefined ? {} : { delete_by }),
      ...(ownHead === undefined ? {} : { own_head: checkpointLine(ownHead) }),
      ...(peerHead === undefined ? {} : { peer_head: checkpointLine(peerHead) }),
    },
  });
}

/** A statement as a party has it in hand, and the case it stands in. */
export async function heldBy(
  { store, ledger }: Pick<Office, 'store' | 'ledger'>,
  party: string,
  digest: string,
): Promise<Outcome<{ readonly view: PartyView; readonly case: string }, RuleCode>> {
  const [view] = await partyViews(store.connection, [{ digest, party }], ledger.now());
  const caseId = view?.claims.get('case')?.value;
  if (view !== undefined && typeof caseId === 'string') return accept({ view, case: caseId });
  return refuse('target-not-held', `${party} does not hold this statement.`, 'target');
}
