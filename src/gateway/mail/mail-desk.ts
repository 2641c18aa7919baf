import { type GatewayTables, gatewayTables, type MailState } from '#gateway/tables.ts';
import { accept, type Outcome } from '#outcome.ts';
import { discardDraft, readDraft } from '#parties/workspace/workspace.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { KeptFile } from './keep-mail.ts';
import { LISTED_MOST, NAMESAKES_SHOWN, REASON_CHARACTERS_MOST, WAITING_LISTED_MOST } from './limits.ts';
import { refusal } from './read-mail.ts';
import type { Signature } from './signature.ts';

/** A mail as its desk sees it. */
export type DeskMail = {
  readonly id: string;
  readonly party: string;
  readonly draft: string;
  readonly messageId: string | null;
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly clipped: boolean;
  readonly signature: Signature;
  /** The directory's statement that lists the signing key, where it does. */
  readonly listed: string | null;
  readonly files: readonly KeptFile[];
  readonly by: 'smtp' | 'file';
  readonly receivedAt: Temporal.Instant;
  readonly state: MailState;
  readonly decidedBy: string | null;
  readonly reason: string | null;
};

export type MailDesk = { readonly connection: Connection; readonly party: string };

/** Mails of one state, the oldest first while they wait: all of those, or a flood would hide whatever came after it. */
export async function mailsOf({ connection, party }: MailDesk, state: MailState): Promise<readonly DeskMail[]> {
  const rows = await gatewayTables(connection)
    .selectFrom('gateway_mail')
    .selectAll()
    .where('party', '=', party)
    .where('state', '=', state)
    .orderBy('received_at', state === 'waiting' ? 'asc' : 'desc')
    .limit(state === 'waiting' ? WAITING_LISTED_MOST : LISTED_MOST)
    .execute();
  return rows.map(mailOf);
}

export async function mailWith({ connection, party }: MailDesk, id: string): Promise<Outcome<DeskMail>> {
  const row = await gatewayTables(connection)
    .selectFrom('gateway_mail')
    .selectAll()
    .where('id', '=', id)
    .where('party', '=', party)
    .executeTakeFirst();
  return row === undefined ? refusal('mail-not-found') : accept(mailOf(row));
}

/**
 * Other mails under the identifier of this one, the first to come first. Whoever knows an identifier can write it above
 * a mail of their own, so a person has to compare them.
 */
export async function namesakesOf(
  { connection, party }: MailDesk,
  { id, messageId }: Pick<DeskMail, 'id' | 'messageId'>,
): Promise<readonly DeskMail[]> {
  if (messageId === null) return [];
  const rows = await gatewayTables(connection)
    .selectFrom('gateway_mail')
    .selectAll()
    .where('party', '=', party)
    .where('message_id', '=', messageId)
    .where('id', '<>', id)
    .orderBy('received_at')
    .limit(NAMESAKES_SHOWN)
    .execute();
  return rows.map(mailOf);
}

type Decision = { readonly person: string; readonly state: 'taken' | 'discarded'; readonly reason: string | null };

/** One person decides about a mail, once. */
export async function decideMail(
  { connection, party }: MailDesk,
  id: string,
  { person, state, reason }: Decision,
  now: Temporal.Instant,
): Promise<Outcome<null>> {
  const changed = await gatewayTables(connection)
    .updateTable('gateway_mail')
    .set({
      ...{ state, reason, decided_by: person, decided_at: toMicroseconds(now) },
      ...(state === 'discarded' ? { text: '' } : {}),
    })
    .where('id', '=', id)
    .where('party', '=', party)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n ? accept(null) : refusal('mail-decided');
}

/**
 * Discards a mail and its draft. Its words go; the reason, the subject and the sealed mail stay, so that it can be told
 * later why a report was not followed. A crash between the two leaves a draft that says so when it is opened.
 */
export async function discardMail(
  desk: MailDesk,
  id: string,
  { person, reason }: { readonly person: string; readonly reason: string },
  now: Temporal.Instant,
): Promise<Outcome<null>> {
  const because = reason.trim().slice(0, REASON_CHARACTERS_MOST);
  if (because === '') return refusal('mail-reason-missing');
  const mail = await mailWith(desk, id);
  if (!mail.ok) return mail;
  const decided = await decideMail(desk, id, { person, state: 'discarded', reason: because }, now);
  if (!decided.ok) return decided;
  const draft = await readDraft(desk, mail.value.draft);
  if (draft.ok) await discardDraft({ ...desk, person }, draft.value.id, draft.value.version, now);
  return accept(null);
}

function mailOf(row: GatewayTables['gateway_mail']): DeskMail {
  return {
    id: row.id,
    party: row.party,
    draft: row.draft,
    messageId: row.message_id,
    from: { name: row.from_name, address: row.from_address },
    subject: row.subject,
    text: row.text,
    clipped: Number(row.clipped) === 1,
    signature: JSON.parse(row.signature) as Signature,
    listed: row.listed,
    files: JSON.parse(row.files) as KeptFile[],
    by: row.came_by,
    receivedAt: fromMicroseconds(Number(row.received_at)),
    state: row.state,
    decidedBy: row.decided_by,
    reason: row.reason,
  };
}
