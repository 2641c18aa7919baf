import type { Connection } from '#store/connection.ts';
import { addIndex } from '#store/table-index.ts';

/** `own`: in our log. `foreign`: arrived from another. */
export type RecordOrigin = 'own' | 'foreign';

/** Columns that every row of this room's views has; instants are microseconds since 1970. */
type FromStatement = {
  digest: string;
  arrival: number;
  origin: RecordOrigin;
  issuer: string;
  /** Null where the case was withheld from us. */
  case_id: string | null;
  recorded_at: number;
};

export type ReleaseRow = FromStatement & {
  recipient: string;
  target: string;
  /** JSON: `"all"` or a list of claim names. */
  claims: string;
  channel: string;
  hides_victim: number;
  /** Digest of the agreement it was given under. */
  under: string | null;
  /** When it is to be deleted, microseconds since 1970. */
  delete_by: number | null;
  /** Digest of the receipt that answered it; null is silence. */
  receipt: string | null;
};

export type ReceiptRow = FromStatement & {
  release: string;
  target: string;
  claims: string;
  assurance: string;
  via: string;
  on_behalf_of: string | null;
  received_at: number;
};

export type AcknowledgementRow = FromStatement & {
  receipt: string;
  target: string;
  person: string;
  assurance: string;
  via: string;
  on_behalf_of: string | null;
  read_at: number;
  /** 1 when whoever gave the receipt says that it was read; another's word of it answers nothing. */
  by_addressee: number;
};

export type ReferenceKind = 'recall' | 'basis' | 'room';

/** A statement that speaks of another: it calls it back (recall, withdrawal, correction), rests on it, or is bound by it. */
export type ReferenceRow = FromStatement & { type: string; kind: ReferenceKind; target: string };

export type RecallReportRow = FromStatement & {
  recipient: string;
  recall: string;
  target: string;
  confirmed: number;
  unconfirmed: number;
  holders: string | null;
};

export type ConsentRow = FromStatement & { target: string; scope: string; recipients: string; claims: string };

export type PeerConfirmationRow = FromStatement & {
  peer: string;
  root: string;
  node: string;
  log: string;
  log_vkey: string;
  former_vkeys: string;
  witness_vkeys: string;
  request_vkey: string;
  via: string | null;
};

export type PeerRemovalRow = FromStatement & { peer: string; reason: string | null };

/** Running numbers of foreign parties: two digests under one number are proof of misbehaviour. */
export type NumberRow = FromStatement & { log: string; number: number };

export type MisbehaviourRow = FromStatement & { log: string; party: string | null; kind: string; proof: string };

export type FederationTables = {
  federation_release: ReleaseRow;
  federation_receipt: ReceiptRow;
  federation_acknowledgement: AcknowledgementRow;
  federation_reference: ReferenceRow;
  federation_recall_report: RecallReportRow;
  federation_consent: ConsentRow;
  federation_peer_confirmation: PeerConfirmationRow;
  federation_peer_removal: PeerRemovalRow;
  federation_number: NumberRow;
  federation_misbehaviour: MisbehaviourRow;
};

type Column = readonly [name: string, type: 'text' | 'bigint' | 'integer', nullable?: 'nullable'];

const FROM_STATEMENT: readonly Column[] = [
  ['digest', 'text'],
  ['arrival', 'bigint'],
  ['origin', 'text'],
  ['issuer', 'text'],
  ['case_id', 'text', 'nullable'],
  ['recorded_at', 'bigint'],
];

type TableShape = {
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  readonly indexes: readonly (readonly string[])[];
};

const SHAPES: Readonly<Record<keyof FederationTables, TableShape>> = {
  federation_release: {
    columns: [
      ['recipient', 'text'],
      ['target', 'text'],
      ['claims', 'text'],
      ['channel', 'text'],
      ['hides_victim', 'integer'],
      ['under', 'text', 'nullable'],
      ['delete_by', 'bigint', 'nullable'],
      ['receipt', 'text', 'nullable'],
    ],
    key: ['digest'],
    indexes: [
      ['target', 'recipient'],
      ['issuer', 'recipient', 'receipt', 'arrival'],
      ['recipient', 'receipt', 'arrival'],
      ['case_id'],
    ],
  },
  federation_receipt: {
    columns: [
      ['release', 'text'],
      ['target', 'text'],
      ['claims', 'text'],
      ['assurance', 'text'],
      ['via', 'text'],
      ['on_behalf_of', 'text', 'nullable'],
      ['received_at', 'bigint'],
    ],
    key: ['digest'],
    indexes: [['release'], ['target'], ['case_id']],
  },
  federation_acknowledgement: {
    columns: [
      ['receipt', 'text'],
      ['target', 'text'],
      ['person', 'text'],
      ['assurance', 'text'],
      ['via', 'text'],
      ['on_behalf_of', 'text', 'nullable'],
      ['read_at', 'bigint'],
      ['by_addressee', 'integer'],
    ],
    key: ['digest'],
    indexes: [['receipt'], ['case_id']],
  },
  federation_reference: {
    columns: [
      ['type', 'text'],
      ['kind', 'text'],
      ['target', 'text'],
    ],
    key: ['digest', 'kind', 'target'],
    indexes: [['target', 'kind'], ['case_id']],
  },
  federation_recall_report: {
    columns: [
      ['recipient', 'text'],
      ['recall', 'text'],
      ['target', 'text'],
      ['confirmed', 'bigint'],
      ['unconfirmed', 'bigint'],
      ['holders', 'text', 'nullable'],
    ],
    key: ['digest'],
    indexes: [['recall'], ['case_id']],
  },
  federation_consent: {
    columns: [
      ['target', 'text'],
      ['scope', 'text'],
      ['recipients', 'text'],
      ['claims', 'text'],
    ],
    key: ['digest'],
    indexes: [['case_id']],
  },
  federation_peer_confirmation: {
    columns: [
      ['peer', 'text'],
      ['root', 'text'],
      ['node', 'text'],
      ['log', 'text'],
      ['log_vkey', 'text'],
      ['former_vkeys', 'text'],
      ['witness_vkeys', 'text'],
      ['request_vkey', 'text'],
      ['via', 'text', 'nullable'],
    ],
    key: ['digest'],
    indexes: [['peer'], ['case_id']],
  },
  federation_peer_removal: {
    columns: [
      ['peer', 'text'],
      ['reason', 'text', 'nullable'],
    ],
    key: ['digest'],
    indexes: [['peer'], ['case_id']],
  },
  federation_number: {
    columns: [
      ['log', 'text'],
      ['number', 'bigint'],
    ],
    key: ['issuer', 'log', 'number', 'digest'],
    indexes: [['case_id']],
  },
  federation_misbehaviour: {
    columns: [
      ['log', 'text'],
      ['party', 'text', 'nullable'],
      ['kind', 'text'],
      ['proof', 'text'],
    ],
    key: ['digest'],
    indexes: [['log'], ['case_id']],
  },
};

export const FEDERATION_TABLES = Object.keys(SHAPES) as (keyof FederationTables)[];

export async function createFederationTables(connection: Connection): Promise<void> {
  for (const name of FEDERATION_TABLES) {
    const { columns, key, indexes } = SHAPES[name];
    let table = connection.schema.createTable(name).ifNotExists();
    for (const [column, type, nullable] of [...FROM_STATEMENT, ...columns]) {
      table = table.addColumn(column, type, (it) => (nullable === undefined ? it.notNull() : it));
    }
    // biome-ignore lint/suspicious/noExplicitAny: the column names are data here, not types.
    await table.addPrimaryKeyConstraint(`${name}_key`, key as any).execute();
    for (const index of indexes) await addIndex(connection, name, index);
  }
}
