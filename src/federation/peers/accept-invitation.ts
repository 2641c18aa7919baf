import { provenTo } from '#federation/agreements/presenting.ts';
import type { PeerFetch, PeerRequest } from '#federation/fetch.ts';
import type { Office } from '#federation/office.ts';
import { problemIn } from '#federation/problem-document.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { checkIntroduction, describeParty, formatDescriptor, readDescriptor } from './descriptor.ts';
import { parseInvitation } from './invitation.ts';
import { type Administrator, statePeer } from './state-peer.ts';

export const DESCRIPTOR_LIMIT_BYTES = 1_048_576;
const JSON_TYPE = 'application/json';

/** Confirms the party that invites us, and presents ours to it. `via` tells how the invitation came. */
export async function acceptInvitation(
  office: Office,
  fetchPeer: PeerFetch,
  actor: Administrator,
  text: string,
  via: string,
): Promise<Outcome<{ peer: string; confirmation: string }>> {
  const invitation = parseInvitation(text);
  if (!invitation.ok) return invitation;
  const { node, party, root, code } = invitation.value;
  const path = `/federation/v1/parties/${encodeURIComponent(party)}`;
  const described = await askJson(fetchPeer, { node, path, method: 'GET', accept: [JSON_TYPE] });
  if (!described.ok) return described;
  const descriptor = readDescriptor(described.value);
  if (!descriptor.ok) return descriptor;
  if (descriptor.value.party !== party || descriptor.value.node !== node) {
    return refuse(
      'descriptor-of-another',
      phrase`The node at ${node} describes another party or another address.`,
    );
  }
  const introduced = await checkIntroduction(office, descriptor.value, root);
  if (!introduced.ok) return introduced;
  const confirmed = await statePeer(office, actor, introduced.value, root, via, null);
  if (!confirmed.ok) return confirmed;
  const own = await describeParty(office, actor.party);
  const [confirmation] = await provenTo(office, [{ digest: confirmed.value.digest }], party);
  const body = JSON.stringify({
    code,
    descriptor: JSON.parse(formatDescriptor(own)),
    confirmation,
  });
  const presented = await askJson(fetchPeer, {
    node,
    path: '/federation/v1/peerings',
    method: 'POST',
    headers: { 'content-type': JSON_TYPE },
    body: new TextEncoder().encode(body),
    accept: [JSON_TYPE],
  });
  return presented.ok ? accept({ peer: party, confirmation: confirmed.value.digest }) : presented;
}

async function askJson(fetchPeer: PeerFetch, request: PeerRequest): Promise<Outcome<unknown>> {
  const answer = await fetchPeer({ maxBytes: DESCRIPTOR_LIMIT_BYTES, ...request });
  if (!answer.ok) return answer;
  if (answer.value.verdict !== 'ok') {
    const problem = problemIn(answer.value.body);
    const refusal = problem ?? { code: 'peer-answer-malformed', sentence: 'it says no reason that can be read.' };
    return refuse(refusal.code, phrase`The node at ${request.node} refuses: ${refusal.sentence}`);
  }
  try {
    return accept(JSON.parse(new TextDecoder().decode(answer.value.body)));
  } catch {
    return refuse(
      'peer-answer-malformed',
      phrase`The node at ${request.node} answers with something that is not JSON.`,
    );
  }
}
