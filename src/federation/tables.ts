import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';

/** `own`: in our log. `foreign`: arrived from another. */
export type RecordOrigin = 'own' | 'foreign';

export type ReferenceKind = 'recall' | 'basis' | 'room';

/** Columns that every row of this room's views has. */
const FROM_STATEMENT = {
  digest: 'text',
  arrival: 'bigint',
  origin: text<RecordOrigin>(),
  issuer: 'text',
  /** Null where the case was withheld from us. */
  case_id: 'text?',
  recorded_at: 'bigint',
} as const;

const TABLES = declareTables({
  federation_release: {
    columns: {
      ...FROM_STATEMENT,
      recipient: 'text',
      target: 'text',
      /** JSON: `"all"` or a list of claim names. */
      claims: 'text',
      channel: 'text',
      hides_victim: 'integer',
      /** Digest of the agreement it was given under. */
      under: 'text?',
      /** When it is to be deleted. */
      delete_by: 'bigint?',
      /** Digest of the receipt that answered it; null is silence. */
      receipt: 'text?',
    },
    key: ['digest'],
    indexes: [
      ['target', 'recipient'],
      ['issuer', 'recipient', 'receipt', 'arrival'],
      ['recipient', 'receipt', 'arrival'],
      ['case_id'],
    ],
  },
  federation_receipt: {
    columns: {
      ...FROM_STATEMENT,
      release: 'text',
      target: 'text',
      claims: 'text',
      assurance: 'text',
      via: 'text',
      on_behalf_of: 'text?',
      received_at: 'bigint',
    },
    key: ['digest'],
    indexes: [['release'], ['target'], ['case_id']],
  },
  federation_acknowledgement: {
    columns: {
      ...FROM_STATEMENT,
      receipt: 'text',
      target: 'text',
      person: 'text',
      assurance: 'text',
      via: 'text',
      on_behalf_of: 'text?',
      read_at: 'bigint',
      /** 1 when whoever gave the receipt says that it was read; another's word of it answers nothing. */
      by_addressee: 'integer',
    },
    key: ['digest'],
    indexes: [['receipt'], ['case_id']],
  },
  /** A statement that speaks of another: it calls it back (recall, withdrawal, correction), rests on it, or is bound by it. */
  federation_reference: {
    columns: { ...FROM_STATEMENT, type: 'text', kind: text<ReferenceKind>(), target: 'text' },
    key: ['digest', 'kind', 'target'],
    indexes: [['target', 'kind'], ['case_id']],
  },
  federation_recall_report: {
    columns: {
      ...FROM_STATEMENT,
      recipient: 'text',
      recall: 'text',
      target: 'text',
      confirmed: 'bigint',
      unconfirmed: 'bigint',
      holders: 'text?',
    },
    key: ['digest'],
    indexes: [['recall'], ['case_id']],
  },
  federation_consent: {
    columns: { ...FROM_STATEMENT, target: 'text', scope: 'text', recipients: 'text', claims: 'text' },
    key: ['digest'],
    indexes: [['case_id']],
  },
  federation_peer_confirmation: {
    columns: {
      ...FROM_STATEMENT,
      peer: 'text',
      root: 'text',
      node: 'text',
      log: 'text',
      log_vkey: 'text',
      former_vkeys: 'text',
      witness_vkeys: 'text',
      request_vkey: 'text',
      via: 'text?',
    },
    key: ['digest'],
    indexes: [['peer'], ['case_id']],
  },
  federation_peer_removal: {
    columns: { ...FROM_STATEMENT, peer: 'text', reason: 'text?' },
    key: ['digest'],
    indexes: [['peer'], ['case_id']],
  },
  /** Running numbers of foreign parties: two digests under one number are proof of misbehaviour. */
  federation_number: {
    columns: { ...FROM_STATEMENT, log: 'text', number: 'bigint' },
    key: ['issuer', 'log', 'number', 'digest'],
    indexes: [['case_id']],
  },
  federation_misbehaviour: {
    columns: { ...FROM_STATEMENT, log: 'text', party: 'text?', kind: 'text', proof: 'text' },
    key: ['digest'],
    indexes: [['log'], ['case_id']],
  },
});

export type FederationTables = RowsIn<typeof TABLES>;
export type ReleaseRow = FederationTables['federation_release'];
export type ReceiptRow = FederationTables['federation_receipt'];
export type AcknowledgementRow = FederationTables['federation_acknowledgement'];
export type ReferenceRow = FederationTables['federation_reference'];
export type RecallReportRow = FederationTables['federation_recall_report'];
export type ConsentRow = FederationTables['federation_consent'];
export type PeerConfirmationRow = FederationTables['federation_peer_confirmation'];
export type PeerRemovalRow = FederationTables['federation_peer_removal'];
export type NumberRow = FederationTables['federation_number'];
export type MisbehaviourRow = FederationTables['federation_misbehaviour'];

export const FEDERATION_TABLES = TABLES.names;
export const FEDERATION_KEYS = TABLES.keys;
export const federationViewTables = TABLES.asView;
export const federationTables = TABLES.in;
