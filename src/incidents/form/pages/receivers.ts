import { standingPeers } from '#federation/peering.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { HOST_KINDS, MANDATED_KINDS } from '#parties/statements.ts';
import { type Party, partiesHosted, partyOf } from '#parties/view.ts';
import type { PageServices } from '#site/services.ts';

/** Authorities of this node that take reports by persons who cannot sign: the CSIRT before the others. */
export async function receiversHere({ connection }: PageServices): Promise<readonly Party[]> {
  const hosted = (await partiesHosted(connection)).filter(({ kind }) => MANDATED_KINDS.includes(kind));
  return hosted.toSorted((one, other) => Number(other.kind === 'csirt') - Number(one.kind === 'csirt'));
}

/** Whom a report can be sealed to without a network: their key, and where to take the file. */
export type Receiver = {
  readonly party: string;
  readonly name: string;
  readonly node: string;
  readonly recipient: string;
};

/** Authorities of this node and of its confirmed peers whose receiving key is known. Keys come from chains with a pinned root. */
export async function sealReceivers(services: PageServices, ownNode: string): Promise<readonly Receiver[]> {
  const { connection, ledger } = services;
  const peers = await standingPeers(connection);
  const here = (await receiversHere(services)).map((party) => ({ party, node: ownNode }));
  const there = await Promise.all(
    peers.map(async (peer) => ({ party: await partyOf(connection, peer.party), node: peer.node })),
  );
  const found = await Promise.all(
    [...here, ...there].map(async ({ party, node }): Promise<readonly Receiver[]> => {
      if (party === undefined || !HOST_KINDS.includes(party.kind)) return [];
      const recipient = await sealRecipient(connection, party.party, ledger.now());
      return recipient === undefined ? [] : [{ party: party.party, name: party.name, node, recipient }];
    }),
  );
  return found.flat();
}
