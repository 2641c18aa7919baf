import { createHash, randomUUIDv7 } from 'node:crypto';
import { type GatewayTables, gatewayTables } from '#gateway/tables.ts';
import { accept, type Outcome, type Refusal } from '#outcome.ts';
import { type Held, heldBy, mayTakePlaces, senderTag } from '#parties/places.ts';
import { createDraft } from '#parties/workspace/workspace.ts';
import type { Blobs } from '#store/blobs.ts';
import type { Connection } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import { letAnswerWait } from './answer.ts';
import { ANSWER_PAUSE_HOURS, ANSWERS_A_DAY_MOST, WAITING_MOST } from './limits.ts';
import { languageToldBy } from './mail-language.ts';
import { type ReadMail, refusal } from './read-mail.ts';

/** Who a draft that came by mail is begun by, until a person takes it. */
const GATEWAY = 'mail-gateway';
const HOURS_A_DAY = 24;

export type KeepServices = {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly now: () => Temporal.Instant;
  /** The directory entry that lists this OpenPGP key, if this party is shown one. */
  listedBy(party: string, fingerprint: string): Promise<string | null>;
};

export type Incoming = {
  readonly party: string;
  readonly raw: Uint8Array;
  readonly mail: ReadMail;
  readonly by: 'smtp' | 'file';
  /** Whom an answer may be sent to; null for nobody. */
  readonly answerTo: string | null;
  /** Among which mails it counts; only its tag is kept. */
  readonly client: string;
};
export type Kept = { readonly id: string; readonly isNew: boolean };

/**
 * Keeps a mail for a desk, with a draft in its party's workspace. The same mail again is the one that is there, whatever
 * became of it. Files are sealed first: a crash before the transaction leaves sealed bytes that nothing names, and the
 * sender, who was answered nothing, sends again.
 */
export async function keepMail(services: KeepServices, incoming: Incoming): Promise<Outcome<Kept>> {
  const { connection } = services.store;
  const key = keyOf(incoming.party, 'mail', incoming.mail.identity);
  const known = (await seen(connection, key)) ?? (await seenBefore(connection, incoming));
  if (known !== undefined) return accept({ id: known, isNew: false });
  const cameFrom = senderTag(incoming.client);
  if (!mayTakePlaces(await waitingFor(connection, incoming.party), cameFrom, WAITING_MOST)) {
    return refusal('mail-desk-full');
  }
  const sealed = await sealAll(services.blobs, incoming);
  if (!sealed.ok) return sealed;
  const row = await rowOf(services, incoming, sealed.value);
  try {
    await services.store.transaction(async (transaction) => {
      await insertRows(transaction, 'gateway_seen', [{ key, mail: row.id }], { keys: ['key'], do: 'nothing' });
      const first = await seen(transaction, key);
      if (first !== undefined && first !== row.id) throw new KeptAlready(first);
      const workspace = { connection: transaction, party: incoming.party, person: GATEWAY };
      const wanted = { type: 'incident-alert', cameBy: 'mail', claims: {}, progress: { mail: row.id } } as const;
      const draft = await createDraft(workspace, { ...wanted, cameFrom }, services.now());
      if (!draft.ok) throw new NotKept(draft.refusal);
      await insertRows(transaction, 'gateway_mail', [{ ...row, draft: draft.value.id }]);
      if (row.answer_to !== null) await letAnswerWait(transaction, row);
      const language = languageToldBy(incoming.mail.headers);
      if (language !== undefined) {
        await insertRows(transaction, 'gateway_mail_language', [{ mail: row.id, language }]);
      }
    });
  } catch (failure) {
    for (const id of blobsOf(row)) await services.blobs.erase(id);
    if (failure instanceof KeptAlready) return accept({ id: failure.mail, isNew: false });
    if (failure instanceof NotKept) return { ok: false, refusal: failure.refusal };
    throw new Error('keep a mail', { cause: failure });
  }
  return accept({ id: row.id, isNew: true });
}

/** Somebody else kept the same mail between our look and our writing. */
class KeptAlready extends Error {
  readonly mail: string;
  constructor(mail: string) {
    super(mail);
    this.mail = mail;
  }
}

class NotKept extends Error {
  readonly refusal: Refusal;
  constructor(refused: Refusal) {
    super(refused.code);
    this.refusal = refused;
  }
}

function keyOf(party: string, kind: string, value: string): string {
  return createHash('sha256').update(`${party}\n${kind}\n${value}`).digest('base64url');
}

async function seen(connection: Connection, key: string): Promise<string | undefined> {
  const row = await gatewayTables(connection)
    .selectFrom('gateway_seen')
    .select('mail')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.mail;
}

/**
 * Mails of earlier versions are known by their words and files, and by their identifier, which alone was enough then:
 * only one that has both is the same.
 */
async function seenBefore(connection: Connection, { party, mail }: Incoming): Promise<string | undefined> {
  const { messageId, from, subject, text, files } = mail;
  if (messageId === null) return undefined;
  const words = [from.address, subject, text, ...files.map(({ digest }) => digest)].join('\n');
  const known = await seen(
    connection,
    keyOf(party, 'content', createHash('sha256').update(words).digest('base64url')),
  );
  if (known === undefined) return undefined;
  const row = await gatewayTables(connection)
    .selectFrom('gateway_mail')
    .select('message_id')
    .where('id', '=', known)
    .executeTakeFirst();
  return row?.message_id === messageId ? known : undefined;
}

async function waitingFor(connection: Connection, party: string): Promise<Held> {
  const rows = await gatewayTables(connection)
    .selectFrom('gateway_mail')
    .select(['came_from as sender', ({ fn }) => fn.countAll<number>().as('count')])
    .where('party', '=', party)
    .where('state', '=', 'waiting')
    .groupBy('came_from')
    .execute();
  return heldBy(rows);
}

export type KeptFile = {
  readonly name: string;
  readonly type: string;
  readonly digest: string;
  readonly bytes: number;
  readonly blob: string;
};
type Sealed = { readonly raw: string; readonly files: readonly KeptFile[] };

async function sealAll(blobs: Blobs, { raw, mail }: Incoming): Promise<Outcome<Sealed>> {
  const whole = await blobs.put(raw);
  if (!whole.ok) return whole;
  const files: KeptFile[] = [];
  for (const { name, type, digest, bytes } of mail.files) {
    const blob = await blobs.put(bytes);
    if (!blob.ok) return blob;
    files.push({ name, type, digest, bytes: bytes.length, blob: blob.value });
  }
  return accept({ raw: whole.value, files });
}

function blobsOf({
  raw_blob: raw,
  files,
}: Pick<GatewayTables['gateway_mail'], 'raw_blob' | 'files'>): readonly string[] {
  return [raw, ...(JSON.parse(files) as KeptFile[]).map(({ blob }) => blob)];
}

async function rowOf(
  services: KeepServices,
  incoming: Incoming,
  sealed: Sealed,
): Promise<GatewayTables['gateway_mail']> {
  const { party, mail, by } = incoming;
  const now = services.now();
  const { signature } = mail;
  const listed = signature.kind === 'openpgp' ? await services.listedBy(party, signature.fingerprint) : null;
  const answerTo = await answerable(services.store.connection, incoming.answerTo, now);
  return {
    id: randomUUIDv7(),
    party,
    draft: '',
    message_id: mail.messageId,
    from_name: mail.from.name,
    from_address: mail.from.address,
    answer_to: answerTo,
    subject: mail.subject,
    text: mail.text,
    clipped: Number(mail.clipped),
    signature: JSON.stringify(signature),
    listed,
    files: JSON.stringify(sealed.files),
    raw_blob: sealed.raw,
    came_by: by,
    came_from: senderTag(incoming.client),
    received_at: toMicroseconds(now),
    state: 'waiting',
    decided_by: null,
    decided_at: null,
    reason: null,
  };
}

/** Whom to answer, unless they were answered just now or the node has answered enough for a day. */
async function answerable(
  connection: Connection,
  to: string | null,
  now: Temporal.Instant,
): Promise<string | null> {
  if (to === null) return null;
  const tables = gatewayTables(connection);
  const dayAgo = toMicroseconds(now.subtract({ hours: HOURS_A_DAY }));
  const rows = await tables
    .selectFrom('gateway_mail')
    .select(['answer_to', 'received_at'])
    .where('answer_to', 'is not', null)
    .where('received_at', '>=', dayAgo)
    .execute();
  if (rows.length >= ANSWERS_A_DAY_MOST) return null;
  const pause = now.subtract({ hours: ANSWER_PAUSE_HOURS });
  const lately = rows.some(
    ({ answer_to: answered, received_at: at }) =>
      answered?.toLowerCase() === to.toLowerCase() &&
      Temporal.Instant.compare(fromMicroseconds(Number(at)), pause) > 0,
  );
  return lately ? null : to;
}
