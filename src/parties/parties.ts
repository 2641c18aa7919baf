import type { Model } from '#ledger/contract.ts';
import type { TableSet } from '#store/table-set.ts';
import { PARTY_ACTS } from './acts.ts';
import { partiesView } from './fold.ts';
import { GUEST_TABLES } from './guests/guests.ts';
import { REPORT_PASS_TABLES } from './guests/report-pass.ts';
import { INVITATION_TABLES } from './keys/invitations.ts';
import { CEREMONY_TABLES } from './persons/ceremony.ts';
import { ENROLMENT_TABLES } from './persons/enrolment.ts';
import { REQUEST_TABLES } from './persons/enrolment-request.ts';
import { LANGUAGE_TABLES } from './persons/languages.ts';
import { PASSKEY_TABLES } from './persons/passkeys.ts';
import { SESSION_TABLES } from './persons/session.ts';
import { TOKEN_TABLES } from './persons/tokens.ts';
import { PARTY_RULES } from './rules.ts';
import { PARTY_TYPES } from './statements.ts';
import { eraseInDrafts } from './workspace/draft-erasure.ts';
import { WORKSPACE_TABLES } from './workspace/workspace-tables.ts';

/** What this room adds to the ledger. Like every model it goes through `governed` with the one authority of the node. */
export const partiesModel: Model = {
  name: 'parties',
  types: PARTY_TYPES,
  rules: PARTY_RULES,
  views: [partiesView],
  acts: PARTY_ACTS,
  erase: eraseInDrafts,
};

/** Private tables of this room, to be created before anything of it is used, and carried by a backup. */
export const PARTY_TABLE_SETS: readonly TableSet[] = [
  INVITATION_TABLES,
  SESSION_TABLES,
  LANGUAGE_TABLES,
  ENROLMENT_TABLES,
  REQUEST_TABLES,
  CEREMONY_TABLES,
  PASSKEY_TABLES,
  TOKEN_TABLES,
  WORKSPACE_TABLES,
  REPORT_PASS_TABLES,
  GUEST_TABLES,
];

/** Who was signed in or held a code: true for the moment, and never restored. */
export const MOMENT_TABLE_SETS: readonly TableSet[] = [SESSION_TABLES, CEREMONY_TABLES, REPORT_PASS_TABLES];
