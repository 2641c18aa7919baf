/**
 * Private tables of reminders. Losing them costs settings, feeds and what was not sent yet; reminders of what is still
 * open are made again, so that some would come twice.
 */
import { type PrivateTable, privateTables } from '#parties/private-tables.ts';
import type { Connection } from '#store/connection.ts';
import { REMINDER_STEPS } from './steps.ts';

export type ReminderTables = {
  /** The inbox, and the memory of what was told: a row with `shown` 0 was passed over for a later one. */
  reminder_notice: {
    key: string;
    party: string;
    person: string;
    item: string;
    case_id: string;
    what: string;
    due_at: number;
    /** JSON of how sure the time is. */
    sureness: string | null;
    step: string;
    level: string;
    late: number;
    danger: number;
    shown: number;
    told_at: number;
    read_at: number | null;
  };
  /** Mails and webhooks that wait; a row leaves `waiting` when it was taken, or when it was tried for too long. */
  reminder_outgoing: {
    id: string;
    key: string;
    party: string;
    person: string;
    channel: 'mail' | 'webhook';
    subject: string;
    body: string;
    danger: number;
    state: 'waiting' | 'sent' | 'stopped';
    failures: number;
    next_at: number;
    made_at: number;
    sentence: string | null;
  };
  reminder_person: {
    person: string;
    party: string;
    mail: string | null;
    webhook: string | null;
    muted: number;
    zone: string;
    quiet_from: number;
    quiet_until: number;
    before_hours: string;
  };
  reminder_party: {
    party: string;
    deputies: string;
    heads: string;
    deputy_after_hours: number;
    head_after_hours: number;
    times_travel: number;
  };
  reminder_feed: {
    id: string;
    hash: string;
    party: string;
    person: string;
    made_at: number;
    revoked_at: number | null;
  };
};

const COLUMNS: Readonly<Record<keyof ReminderTables, PrivateTable>> = {
  reminder_notice: {
    columns: {
      key: 'text',
      party: 'text',
      person: 'text',
      item: 'text',
      case_id: 'text',
      what: 'text',
      due_at: 'bigint',
      sureness: 'text?',
      step: 'text',
      level: 'text',
      late: 'bigint',
      danger: 'bigint',
      shown: 'bigint',
      told_at: 'bigint',
      read_at: 'bigint?',
    },
    indexes: [['person', 'told_at'], ['item']],
  },
  reminder_outgoing: {
    columns: {
      id: 'text',
      key: 'text',
      party: 'text',
      person: 'text',
      channel: 'text',
      subject: 'text',
      body: 'text',
      danger: 'bigint',
      state: 'text',
      failures: 'bigint',
      next_at: 'bigint',
      made_at: 'bigint',
      sentence: 'text?',
    },
    indexes: [['state', 'next_at'], ['person']],
  },
  reminder_person: {
    columns: {
      person: 'text',
      party: 'text',
      mail: 'text?',
      webhook: 'text?',
      muted: 'bigint',
      zone: 'text',
      quiet_from: 'bigint',
      quiet_until: 'bigint',
      before_hours: 'text',
    },
  },
  reminder_party: {
    columns: {
      party: 'text',
      deputies: 'text',
      heads: 'text',
      deputy_after_hours: 'bigint',
      head_after_hours: 'bigint',
      times_travel: 'bigint',
    },
  },
  reminder_feed: {
    columns: { id: 'text', hash: 'text', party: 'text', person: 'text', made_at: 'bigint', revoked_at: 'bigint?' },
    indexes: [['hash'], ['person']],
  },
};

export const REMINDER_TABLES = privateTables('reminders', COLUMNS, REMINDER_STEPS);

export function reminderTables(connection: Connection) {
  return connection.$extendTables<ReminderTables>();
}
