/** What a peer's operator can send: statements that its node signed past its ledger, under its own true signatures. */
import { deliveryPath } from '#federation/delivery/dispatch.ts';
import { receiveDelivery } from '#federation/delivery/inbox.ts';
import { SupportMemory } from '#federation/delivery/support.ts';
import {
  type DeliveryAnswer,
  formatDelivery,
  type Item,
  type Proven,
  parseDeliveryAnswer,
} from '#federation/envelope.ts';
import { sealIdentities } from '#federation/office.ts';
import { signRequest } from '#federation/request-signature.ts';
import { sealText, unsealText } from '#federation/seal.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { must, type TestNode } from './federation.ts';
import { entriesOf, type Forged, fork, signBeside } from './forked-log.ts';

type Claims = Readonly<Record<string, JsonValue>>;
export type HostileSaying = { readonly type: string; readonly claims: Claims };

/** Statements of this party, proven to stand in a log that its operator signed. */
export async function sayBeside(
  node: TestNode,
  party: string,
  said: readonly HostileSaying[],
): Promise<readonly (Proven & { readonly digest: string })[]> {
  const forged: Forged[] = [];
  for (const { type, claims } of said) forged.push(await signBeside(node, party, type, claims));
  const size = (await node.ledger.published())?.checkpoint.size ?? 0;
  const history = await fork(node, [...(await entriesOf(node, size)), ...forged.map(({ entry }) => entry)]);
  return forged.map(({ presentation, digest }, at) => ({ presentation, digest, proof: history.proof(size + at) }));
}

export type HostileDelivery = {
  readonly items?: readonly Item[];
  readonly support?: readonly Proven[];
  readonly heads?: readonly string[];
};

/** Delivers what the sender likes, and opens the answer as it would. */
export async function deliverFrom(
  sender: { readonly node: TestNode; readonly party: string },
  receiver: { readonly node: Pick<TestNode, 'ledger' | 'store' | 'federation'>; readonly party: string },
  { items: wanted = [], support = [], heads = [] }: HostileDelivery,
): Promise<DeliveryAnswer> {
  // A delivery has an item; one that is there to explain something else answers nothing.
  const items =
    wanted.length > 0 ? wanted : support.slice(0, 1).map((statement): Item => ({ kind: 'answer', statement }));
  const { office } = sender.node.federation;
  const { ledger, store, federation } = receiver.node;
  const { realm } = sender.node.ledger;
  const given = { items: items.map(travelling), support: support.map(bare), heads };
  const parts = { realm, from: sender.party, to: receiver.party, ...given };
  const recipient = (await sealRecipient(store.connection, receiver.party, ledger.now())) ?? '';
  const body = await sealText(formatDelivery(parts), recipient);
  const path = deliveryPath(receiver.party);
  const line = { method: 'POST', path, to: ledger.origin, body };
  const header = signRequest(line, office.own.requestKey, Temporal.Now.instant());
  const request = { recipient: receiver.party, path, header, body };
  const answered = must(await receiveDelivery(federation.office, new SupportMemory(), request));
  const text = must(await unsealText(answered.body, await sealIdentities(office, sender.party)));
  return must(parseDeliveryAnswer(text));
}

function bare({ presentation, proof }: Proven): Proven {
  return { presentation, proof };
}

function travelling(item: Item): Item {
  if (item.kind === 'answer') return { ...item, statement: bare(item.statement) };
  return { ...item, release: bare(item.release), target: bare(item.target) };
}

/** A release of each of these to a party, as it travels. */
export async function givenBeside(
  node: TestNode,
  from: string,
  to: string,
  caseId: string,
  targets: readonly (Proven & { readonly digest: string })[],
  more: Claims = {},
): Promise<readonly Item[]> {
  const common = { case: caseId, to, claims: 'all', channel: 'csirt', hides_victim: true };
  const said = targets.map(({ digest }, at) => {
    return { type: 'release', claims: { iat: 1_770_000_000 + at, ...common, target: digest, ...more } };
  });
  const releases = await sayBeside(node, from, said);
  return releases.map((release, at) => ({ kind: 'release', release, target: targets[at]! }));
}
