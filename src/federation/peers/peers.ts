/**
 * How two parties of different nodes become peers: one invites by hand (address, root, a code that works once), the
 * other checks that the node there shows that root, confirms it by a statement of its own and presents itself; the
 * first compares the other's root with its listed point of contact and confirms in turn. Both confirmations are
 * statements in the logs of those who made them.
 */

import { checkLogged, checkSigned } from '#federation/arrival-check.ts';
import type { PeerCode } from '#federation/codes.ts';
import { isProven, type Proven } from '#federation/envelope.ts';
import { arrivalContext, type Office } from '#federation/office.ts';
import { readVkey } from '#federation/vkeys.ts';
import type { Appended } from '#ledger/contract.ts';
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import { partyOf } from '#parties/view.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import {
  checkIntroduction,
  type Descriptor,
  describeParty,
  formatDescriptor,
  type Introduced,
  keyOfIntroduced,
  profileOf,
  readDescriptor,
  rootShown,
  type ShownProfile,
} from './descriptor.ts';
import { codeHash, formatInvitation, newCode } from './invitation.ts';
import { peeringTables } from './peering-tables.ts';
import { type Administrator, statePeer } from './state-peer.ts';

const INVITATION_DAYS = 7;
const HOURS_A_DAY = 24;
const MAX_REQUESTS_WAITING = 200;

/** A line to hand to the other side's administrator. Whoever calls has checked that the actor administers. */
export async function invitePeer(office: Office, actor: Administrator): Promise<Outcome<{ invitation: string }>> {
  const { store, own } = office;
  const root = await pinnedRoot(store.connection, actor.party);
  if (root === undefined)
    return refuse('root-not-confirmed', phrase`${actor.party} has no root key on this node.`);
  const code = newCode();
  const expires = office.ledger.now().add({ hours: INVITATION_DAYS * HOURS_A_DAY });
  await peeringTables(store.connection)
    .insertInto('federation_invitation')
    .values({
      code_hash: codeHash(code),
      party: actor.party,
      created_by: actor.person,
      expires_at: toMicroseconds(expires),
      used_at: null,
    })
    .execute();
  return accept({ invitation: formatInvitation({ node: own.node, party: actor.party, root, code }) });
}

/** A party that used an invitation of ours; it waits until our administrator has compared its root. */
export type PeeringRequest = {
  readonly party: string;
  readonly invitedBy: string;
  readonly root: string;
  readonly node: string;
  readonly log: string;
  /** What it says it is; confirming fixes the kind and the state. */
  readonly profile: ShownProfile | undefined;
  readonly receivedAt: Temporal.Instant;
};

/** Takes a presentation of another node: the code works once, and the statement confirms exactly us. */
export async function receivePeering(
  office: Office,
  body: unknown,
): Promise<Outcome<{ party: string; waiting: true }>> {
  const { code, descriptor: described, confirmation } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof code !== 'string' || !isProven(confirmation)) {
    return refuse('descriptor-malformed', 'Send the code of the invitation, a descriptor and a confirmation.');
  }
  const descriptor = readDescriptor(described);
  if (!descriptor.ok) return descriptor;
  const invited = await spendCode(office, code);
  if (!invited.ok) return invited;
  const root = rootShown(descriptor.value);
  const introduced = await checkIntroduction(office, descriptor.value, root);
  if (!introduced.ok) return introduced;
  const confirmed = await checkConfirmation(office, introduced.value, confirmation, invited.value);
  if (!confirmed.ok) return confirmed;
  const row = {
    party: descriptor.value.party,
    invited_by: invited.value,
    root,
    descriptor: formatDescriptor(descriptor.value),
    confirmation: JSON.stringify(confirmation),
    received_at: toMicroseconds(office.ledger.now()),
  };
  await peeringTables(office.store.connection)
    .insertInto('federation_peering_request')
    .values(row)
    .onConflict((conflict) => conflict.columns(['party', 'invited_by']).doUpdateSet(row))
    .execute();
  return accept({ party: row.party, waiting: true });
}

async function spendCode(office: Office, code: string): Promise<Outcome<string, PeerCode>> {
  const tables = peeringTables(office.store.connection);
  const now = toMicroseconds(office.ledger.now());
  const hash = codeHash(code);
  const row = await tables
    .selectFrom('federation_invitation')
    .selectAll()
    .where('code_hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined || row.expires_at < now) {
    return refuse('invitation-not-valid', 'This invitation is unknown or has expired: ask for a new one.');
  }
  const { numUpdatedRows } = await tables
    .updateTable('federation_invitation')
    .set({ used_at: now })
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return accept(row.party);
  return refuse('invitation-used', 'This invitation was used already: ask for a new one.');
}

/** Signed by the other party, standing in its log, and about us as we are. */
async function checkConfirmation(
  office: Office,
  introduced: Introduced,
  proven: Proven,
  party: string,
): Promise<Outcome<null, PeerCode>> {
  const { descriptor } = introduced;
  const logKey = readVkey(descriptor.log_vkey);
  const logs = new Map(logKey === undefined ? [] : [[descriptor.log, logKey]]);
  const context = { ...arrivalContext(office, { peers: [], hosted: new Set(), trust: { logs, witnesses: [] } }) };
  const logged = checkLogged(proven, context);
  if (!logged.ok) return refuse('confirmation-not-valid', wordsOf(logged.refusal));
  const checked = checkSigned(logged.value, keyOfIntroduced(introduced, logged.value.parsed.kid), context);
  if (!checked.ok) return refuse('confirmation-not-valid', wordsOf(checked.refusal));
  const root = await pinnedRoot(office.store.connection, party);
  const own = await describeParty(office, party);
  const { claims, type, parsed } = checked.value;
  const due = {
    peer: party,
    root,
    node: own.node,
    log_origin: own.log,
    log_vkey: own.log_vkey,
    request_vkey: own.request_vkey,
  };
  const wrong = Object.entries(due).find(([name, value]) => claims.get(name)?.value !== value);
  if (type === 'peer-confirmation' && parsed.issuer === descriptor.party && wrong === undefined)
    return accept(null);
  return refuse('confirmation-not-valid', 'The confirmation is not about this node as it is.', wrong?.[0]);
}

/** Who waits to be confirmed by this party. */
export async function peeringRequests(office: Office, party: string): Promise<readonly PeeringRequest[]> {
  const rows = await peeringTables(office.store.connection)
    .selectFrom('federation_peering_request')
    .selectAll()
    .where('invited_by', '=', party)
    .orderBy('received_at')
    .limit(MAX_REQUESTS_WAITING)
    .execute();
  const waiting: PeeringRequest[] = [];
  for (const row of rows) {
    const descriptor = JSON.parse(row.descriptor) as Descriptor;
    const { node, log } = descriptor;
    const { party: asking, invited_by: invitedBy, root } = row;
    const introduced = await checkIntroduction(office, descriptor, root);
    const profile = introduced.ok ? profileOf(introduced.value) : undefined;
    const receivedAt = fromMicroseconds(row.received_at);
    waiting.push({ party: asking, invitedBy, root, node, log, profile, receivedAt });
  }
  return waiting;
}

/**
 * Confirms a party that presented itself. `root` is the thumbprint that its listed point of contact read out, and
 * `via` tells which that was; another root than the presented one is refused.
 */
export async function confirmPeering(
  office: Office,
  actor: Administrator,
  party: string,
  root: string,
  via: string,
): Promise<Outcome<{ peer: string; confirmation: string }>> {
  const tables = peeringTables(office.store.connection);
  const row = await tables
    .selectFrom('federation_peering_request')
    .selectAll()
    .where('party', '=', party)
    .where('invited_by', '=', actor.party)
    .executeTakeFirst();
  if (row === undefined)
    return refuse('peering-unknown', phrase`${party} has not presented itself to ${actor.party}.`);
  if (row.root !== root) {
    const sentence = phrase`${party} presented the root ${row.root}. If its point of contact reads out another, do not confirm.`;
    return refuse('root-not-confirmed', sentence, 'root');
  }
  const descriptor = readDescriptor(JSON.parse(row.descriptor));
  if (!descriptor.ok) return descriptor;
  const introduced = await checkIntroduction(office, descriptor.value, root);
  if (!introduced.ok) return introduced;
  const confirmed = await statePeer(office, actor, introduced.value, root, via, JSON.parse(row.confirmation));
  if (!confirmed.ok) return confirmed;
  await tables
    .deleteFrom('federation_peering_request')
    .where('party', '=', party)
    .where('invited_by', '=', actor.party)
    .execute();
  return accept({ peer: party, confirmation: confirmed.value.digest });
}

/** States that a peer is one no more: nothing is delivered to it or taken from it from then on. */
export async function removePeer(
  office: Office,
  actor: Administrator,
  party: string,
  reason: string,
): Promise<Outcome<Appended | null>> {
  const ownCase = (await partyOf(office.store.connection, actor.party))?.case;
  if (ownCase === undefined || ownCase === null)
    return refuse('party-not-known', phrase`${actor.party} has no case of its own.`);
  const draft = { type: 'peer-removal', issuer: actor.party, case: ownCase, claims: { peer: party, reason } };
  return office.ledger.submit({ kind: 'draft', actor, draft });
}
