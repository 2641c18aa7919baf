import type { Connection } from '#store/connection.ts';
import type { TableSet } from '#store/table-set.ts';

type InvitationRow = {
  code_hash: string;
  party: string;
  created_by: string;
  expires_at: number;
  used_at: number | null;
};

/** Somebody who used an invitation and waits for our administrator to compare fingerprints. */
type RequestRow = {
  party: string;
  invited_by: string;
  root: string;
  descriptor: string;
  confirmation: string;
  received_at: number;
};

export type PeeringTables = { federation_invitation: InvitationRow; federation_peering_request: RequestRow };

/** Losing it: invite again. */
export const PEERING_TABLES: TableSet = {
  name: 'federation-peering',
  tables: ['federation_invitation', 'federation_peering_request'],
  async create(connection) {
    await connection.schema
      .createTable('federation_invitation')
      .ifNotExists()
      .addColumn('code_hash', 'text', (column) => column.primaryKey())
      .addColumn('party', 'text', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('used_at', 'bigint')
      .execute();
    await connection.schema
      .createTable('federation_peering_request')
      .ifNotExists()
      .addColumn('party', 'text', (column) => column.notNull())
      .addColumn('invited_by', 'text', (column) => column.notNull())
      .addColumn('root', 'text', (column) => column.notNull())
      .addColumn('descriptor', 'text', (column) => column.notNull())
      .addColumn('confirmation', 'text', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('federation_peering_request_key', ['party', 'invited_by'])
      .execute();
  },
};

export function peeringTables(connection: Connection) {
  return connection.$extendTables<PeeringTables>();
}
