import { declareTables } from '#store/declared-tables.ts';

const TABLES = declareTables({
  federation_invitation: {
    columns: { code_hash: 'text', party: 'text', created_by: 'text', expires_at: 'bigint', used_at: 'bigint?' },
  },
  /** Somebody who used an invitation and waits for our administrator to compare fingerprints. */
  federation_peering_request: {
    columns: {
      party: 'text',
      invited_by: 'text',
      root: 'text',
      descriptor: 'text',
      confirmation: 'text',
      received_at: 'bigint',
    },
    key: ['party', 'invited_by'],
  },
});

/** Losing it: invite again. */
export const PEERING_TABLES = TABLES.asSet('federation-peering');

export const peeringTables = TABLES.in;
