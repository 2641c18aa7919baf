/**
 * Private tables of reminders. Losing them costs settings, feeds and what was not sent yet; reminders of what is still
 * open are made again, so that some would come twice.
 */
import { OUTGOING } from '#outgoing/queue.ts';
import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';
import { REMINDER_STEPS } from './steps.ts';

const TABLES = declareTables({
  /** The inbox, and the memory of what was told: a row with `shown` 0 was passed over for a later one. */
  reminder_notice: {
    columns: {
      key: 'text',
      party: 'text',
      person: 'text',
      item: 'text',
      case_id: 'text',
      what: 'text',
      due_at: 'bigint',
      /** JSON of how sure the time is. */
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
  /** Mails and webhooks that wait; a row leaves `waiting` when it was taken, or when it was tried for too long. */
  reminder_outgoing: {
    columns: {
      id: 'text',
      key: 'text',
      party: 'text',
      person: 'text',
      channel: text<'mail' | 'webhook'>(),
      subject: 'text',
      body: 'text',
      danger: 'bigint',
      ...OUTGOING,
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
});

export type ReminderTables = RowsIn<typeof TABLES>;
export const REMINDER_TABLES = TABLES.asSet('reminders', REMINDER_STEPS);

export const reminderTables = TABLES.in;
