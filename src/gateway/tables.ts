/**
 * Private tables of the gateway. Losing them costs mails that nobody has decided about (their senders still have them),
 * and what webhooks were still to tell; the cases themselves lose nothing.
 */
import { privateTables } from '#parties/private-tables.ts';
import type { Connection } from '#store/connection.ts';
import type { Language } from '#texts/languages.ts';

export type MailState = 'waiting' | 'taken' | 'discarded';
export type AnswerState = 'none' | 'waiting' | 'sent' | 'stopped';
export type HookState = 'on' | 'stopped';
export type HookDeliveryState = 'waiting' | 'sent' | 'stopped';

export type GatewayTables = {
  gateway_mail: {
    id: string;
    party: string;
    draft: string;
    message_id: string | null;
    from_name: string;
    from_address: string;
    /** Whom an answer goes to: the envelope's sender. Null where none may be sent. */
    answer_to: string | null;
    subject: string;
    text: string;
    clipped: number;
    signature: string;
    /** The directory's entry that lists the key it was signed with. */
    listed: string | null;
    files: string;
    raw_blob: string;
    came_by: 'smtp' | 'file';
    /** Who sent it, as far as that is kept (`senderTag`). */
    came_from: string | null;
    received_at: number;
    state: MailState;
    decided_by: string | null;
    decided_at: number | null;
    reason: string | null;
    answer_state: AnswerState;
    answer_failures: number;
    answer_at: number;
  };
  /** In which language the answer to a mail is written, where the mail told one. */
  gateway_mail_language: { mail: string; language: Language };
  /** Which mail it was, by what makes it this one (`identityOf`), so that the same one again makes nothing. */
  gateway_seen: { key: string; mail: string };
  gateway_hook: {
    id: string;
    party: string;
    address: string;
    events: string;
    state: HookState;
    failures: number;
    /** Statements up to this arrival were looked at. */
    cursor: number;
    made_by: string;
    made_at: number;
    stopped_at: number | null;
  };
  gateway_hook_delivery: {
    id: string;
    hook: string;
    event: string;
    body: string;
    state: HookDeliveryState;
    failures: number;
    next_at: number;
    made_at: number;
    ended_at: number | null;
    sentence: string | null;
  };
};

export const GATEWAY_TABLES = privateTables('gateway', {
  gateway_mail: {
    columns: {
      id: 'text',
      party: 'text',
      draft: 'text',
      message_id: 'text?',
      from_name: 'text',
      from_address: 'text',
      answer_to: 'text?',
      subject: 'text',
      text: 'text',
      clipped: 'bigint',
      signature: 'text',
      listed: 'text?',
      files: 'text',
      raw_blob: 'text',
      came_by: 'text',
      came_from: 'text?',
      received_at: 'bigint',
      state: 'text',
      decided_by: 'text?',
      decided_at: 'bigint?',
      reason: 'text?',
      answer_state: 'text',
      answer_failures: 'bigint',
      answer_at: 'bigint',
    },
    indexes: [['party', 'state'], ['answer_state'], ['answer_to'], ['message_id']],
  },
  gateway_mail_language: { columns: { mail: 'text', language: 'text' } },
  gateway_seen: { columns: { key: 'text', mail: 'text' } },
  gateway_hook: {
    columns: {
      id: 'text',
      party: 'text',
      address: 'text',
      events: 'text',
      state: 'text',
      failures: 'bigint',
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
      state: 'text',
      failures: 'bigint',
      next_at: 'bigint',
      made_at: 'bigint',
      ended_at: 'bigint?',
      sentence: 'text?',
    },
    indexes: [
      ['hook', 'made_at'],
      ['state', 'next_at'],
    ],
  },
});

export function gatewayTables(connection: Connection) {
  return connection.$extendTables<GatewayTables>();
}
