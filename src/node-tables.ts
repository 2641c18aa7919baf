import { CASE_TABLE_SETS } from '#cases/tables.ts';
import { CONTACT_TABLE_SETS } from '#contacts/contacts.ts';
import { DESK_TABLE_SETS } from '#desk/tables.ts';
import { FEDERATION_TABLE_SETS } from '#federation/federation.ts';
import { GATEWAY_TABLE_SETS } from '#gateway/gateway.ts';
import { LEDGER_TABLES } from '#ledger/tables.ts';
import { PARTY_TABLE_SETS } from '#parties/parties.ts';
import { REMINDER_TABLE_SETS } from '#reminders/reminders.ts';
import { KEYRING_TABLES } from '#store/keyring.ts';
import type { TableSet } from '#store/table-set.ts';
import { WITNESS_TABLES } from './federation/logs/witness.ts';
import { REPORT_PASS_TABLES } from './parties/guests/report-pass.ts';
import { CEREMONY_TABLES } from './parties/persons/ceremony.ts';
import { SESSION_TABLES } from './parties/persons/session.ts';

/** Every table of a node that is no view. */
export const NODE_TABLE_SETS: readonly TableSet[] = [
  KEYRING_TABLES,
  LEDGER_TABLES,
  ...PARTY_TABLE_SETS,
  ...CASE_TABLE_SETS,
  ...FEDERATION_TABLE_SETS,
  ...CONTACT_TABLE_SETS,
  ...REMINDER_TABLE_SETS,
  ...GATEWAY_TABLE_SETS,
  ...DESK_TABLE_SETS,
];

/** Who was signed in or held a code when a backup was taken, and what a witness remembered then. */
const OF_THE_MOMENT: readonly TableSet[] = [SESSION_TABLES, CEREMONY_TABLES, REPORT_PASS_TABLES, WITNESS_TABLES];

/**
 * What a backup carries. Who was signed in when it was taken must not be signed in again by it, and a witness must
 * not go on from an older memory than it had.
 */
export const BACKUP_TABLE_SETS: readonly TableSet[] = NODE_TABLE_SETS.filter(
  (set) => !OF_THE_MOMENT.includes(set),
);
