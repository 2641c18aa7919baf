/**
 * Private tables of the gateway. Losing them costs mails that nobody has decided about (their senders still have them),
 * and what webhooks were still to tell; the cases themselves lose nothing.
 */

import { OUTGOING } from '#outgoing/queue.ts';
import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';
import type { Language } from '#texts/languages.ts';
import { GATEWAY_STEPS } from './steps.ts';

export type MailState = 'waiting' | 'taken' | 'discarded';
export type HookState = 'on' | 'stopped';

const TABLES = declareTables({
  gateway_mail: {
    columns: {
      id: 'text',
      party: 'text',
      draft: 'text',
      message_id: 'text?',
      from_name: 'text',
      from_address: 'text',
      /** Whom an answer goes to: the envelope's sender. Null where none may be sent. */
      answer_to: 'text?',
      subject: 'text',
      text: 'text',
      clipped: 'bigint',
      signature: 'text',
      /** The directory's entry that lists the key it was signed with. */
      listed: 'text?',
      files: 'text',
      raw_blob: 'text',
      came_by: text<'smtp' | 'file'>(),
      /** Who sent it, as far as that is kept (`senderTag`). */
      came_from: 'text?',
      received_at: 'bigint',
      state: text<MailState>(),
      decided_by: 'text?',
      decided_at: 'bigint?',
      reason: 'text?',
    },
    indexes: [['party', 'state'], ['answer_to'], ['message_id']],
  },
  /** The answer to a mail, under the mail's identifier; its words are made when it is sent. */
  gateway_answer: { columns: { id: 'text', ...OUTGOING }, indexes: [['state', 'next_at']] },
  /** In which language the answer to a mail is written, where the mail told one. */
  gateway_mail_language: { columns: { mail: 'text', language: text<Language>() } },
  /** Which mail it was, by what makes it this one (`identityOf`), so that the same one again makes nothing. */
  gateway_seen: { columns: { key: 'text', mail: 'text' } },
  gateway_hook: {
    columns: {
      id: 'text',
      party: 'text',
      address: 'text',
      events: 'text',
      state: text<HookState>(),
      failures: 'bigint',
      /** Statements up to this arrival were looked at. */
      cursor: 'bigint',
      made_by: 'text',
      made_at: 'bigint',
      stopped_at: 'bigint?',
    },
    indexes: [['party']],
  },
  gateway_hook_delivery: {
    columns: {
      id: 'text',
      hook: 'text',
      event: 'text',
      body: 'text',
      ...OUTGOING,
      ended_at: 'bigint?',
    },
    indexes: [
      ['hook', 'made_at'],
      ['state', 'next_at'],
    ],
  },
});

export type GatewayTables = RowsIn<typeof TABLES>;
export const GATEWAY_TABLES = TABLES.asSet('gateway', GATEWAY_STEPS);
export const gatewayTables = TABLES.in;
