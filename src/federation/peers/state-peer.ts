import { foreignOf } from '#federation/delivery/arriving.ts';
import type { Proven } from '#federation/envelope.ts';
import type { Office } from '#federation/office.ts';
import type { Actor, Appended } from '#ledger/contract.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import { type Introduced, profileOf } from './descriptor.ts';

export type Administrator = Extract<Actor, { kind: 'person' }>;

/**
 * States that this party is a peer, which pins its root, and stores what introduces it, with its confirmation of us
 * where it has made one. A crash in between is repaired by confirming once more.
 */
export async function statePeer(
  office: Office,
  actor: Administrator,
  introduced: Introduced,
  root: string,
  via: string,
  theirs: Proven | null,
): Promise<Outcome<Appended>> {
  const { ledger, store } = office;
  const { descriptor } = introduced;
  const profile = profileOf(introduced);
  if (profile === undefined) {
    return refuse(
      'descriptor-malformed',
      phrase`${descriptor.party} does not say what it is, and of which state.`,
      'support',
    );
  }
  const ownCase = (await partyOf(store.connection, actor.party))?.case;
  if (ownCase === undefined || ownCase === null)
    return refuse('party-not-known', phrase`${actor.party} has no case of its own.`);
  const claims = {
    peer: descriptor.party,
    root,
    kind: profile.kind,
    territory: profile.territory,
    node: descriptor.node,
    log_origin: descriptor.log,
    log_vkey: descriptor.log_vkey,
    ...(descriptor.former_vkeys.length === 0 ? {} : { former_vkeys: descriptor.former_vkeys }),
    witness_vkeys: descriptor.witness_vkeys,
    request_vkey: descriptor.request_vkey,
    via,
  };
  const draft = { type: 'peer-confirmation', issuer: actor.party, case: ownCase, claims };
  const stated = await ledger.submit({ kind: 'draft', actor, draft });
  if (!stated.ok) return stated;
  if (stated.value === null) throw new Error('confirm a peer: the ledger gave no statement back');
  const foreign = [...introduced.support.map(foreignOf), ...(theirs === null ? [] : [theirs])];
  const stored = await ledger.submit({ kind: 'arrival', actor: { kind: 'node' }, foreign, receipt: null });
  return stored.ok ? accept(stated.value) : stored;
}
