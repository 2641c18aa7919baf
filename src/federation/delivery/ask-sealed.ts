import type { PeerFetch } from '#federation/fetch.ts';
import { type Office, sealIdentities } from '#federation/office.ts';
import type { Peer } from '#federation/peering.ts';
import { REQUEST_HEADER, signRequest } from '#federation/request-signature.ts';
import { SEALED_LIMIT_BYTES, SEALED_MEDIA_TYPE, unsealText } from '#federation/seal.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { parseJson } from '#statement/json.ts';

/** Asks a peer, in a signed request, for what it seals to one of our parties. */
export function askSealed({ own }: Office, fetchPeer: PeerFetch, peer: Peer, path: string) {
  const line = { method: 'GET', path, to: peer.log, body: new Uint8Array(0) };
  return fetchPeer({
    node: peer.node,
    path,
    method: 'GET',
    headers: { [REQUEST_HEADER]: signRequest(line, own.requestKey, Temporal.Now.instant()) },
    accept: [SEALED_MEDIA_TYPE],
    maxBytes: SEALED_LIMIT_BYTES,
  });
}

/** The members of what came sealed to a party; whoever asked for them checks each. */
export async function membersSealed(
  office: Office,
  party: string,
  peer: Peer,
  sealed: Uint8Array,
): Promise<Outcome<Readonly<Record<string, unknown>>>> {
  const text = await unsealText(sealed, await sealIdentities(office, party));
  if (!text.ok) return text;
  const json = parseJson(text.value);
  if (json.ok && typeof json.value === 'object' && json.value !== null) {
    return accept(json.value as Readonly<Record<string, unknown>>);
  }
  return malformedAnswer(peer);
}

export function malformedAnswer({ node }: Peer) {
  return refuse('returns-malformed', phrase`The node at ${node} answers in a form not known here.`);
}
