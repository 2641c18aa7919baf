import { declareTables, type RowOf, type RowsIn } from '#store/declared-tables.ts';
import type { Column } from '#store/table-shape.ts';
import {
  accession,
  agreement,
  contactPoint,
  mandate,
  mandateEnd,
  partyKey,
  partyKeyRevocation,
  partyProfile,
  serviceRelation,
} from './statements.ts';

/** `text` keeps a string, `json` anything, `instant` an RFC 3339 text as microseconds, `key` the name of the stated key. */
export type ColumnForm = 'text' | 'json' | 'instant' | 'key';
/** With the claim it is read from, where that is called otherwise. */
type ReadAs = ColumnForm | readonly [claim: string, form: ColumnForm];

const STATEMENT = {
  digest: 'text',
  arrival: 'bigint',
  case_id: 'text?',
  issuer: 'text',
  signer: 'text',
  own: 'bigint',
  /** Witness quorum where known, else when this node recorded it. */
  proven_at: 'bigint',
} as const;

export type StatementRow = RowOf<{ columns: typeof STATEMENT }>;

type ColumnsAs<Reads extends Readonly<Record<string, ReadAs>>> = typeof STATEMENT & {
  readonly [Name in keyof Reads]: Reads[Name] extends 'instant' ? 'bigint?' : 'text?';
};

/** A table of one type's statements: what its columns are read as, and those by which rows are looked up. */
function projected<const Reads extends Readonly<Record<string, ReadAs>>>(
  type: string,
  reads: Reads,
  ...indexes: readonly (keyof Reads & string)[]
) {
  const read: Readonly<Record<string, Column>> = Object.fromEntries(
    Object.entries(reads).map(([name, as]) => [name, as === 'instant' ? 'bigint?' : 'text?']),
  );
  const columns = { ...STATEMENT, ...read } as ColumnsAs<Reads>;
  return { type, reads, columns, indexes: [['case_id'], ...indexes.map((name) => [name])] };
}

/**
 * Each statement about parties becomes one row of its type's table, under its digest; what is current follows when
 * rows are read. So a fold needs no order, and a late disclosure only fills columns that were null.
 */
const PROJECTED = {
  party_profile: projected(
    partyProfile.name,
    {
      party: ['subject', 'text'],
      name: 'text',
      kind: 'text',
      territory: 'text',
      parent: 'text',
      node: 'text',
      root: 'text',
    },
    'party',
    'territory',
  ),
  party_key: projected(
    partyKey.name,
    { party: ['subject', 'text'], key: 'json', use: 'text', valid_from: 'instant', kid: 'key' },
    'party',
    'kid',
  ),
  party_key_revocation: projected(
    partyKeyRevocation.name,
    { party: ['subject', 'text'], kid: 'text', invalid_after: 'instant' },
    'party',
  ),
  // The federation's word on a peer pins that peer's root, and what it is.
  party_pin: projected(
    'peer-confirmation',
    { party: ['peer', 'text'], root: 'text', kind: 'text', territory: 'text' },
    'party',
  ),
  // Its root stays pinned, or nothing it ever said could be checked; only its word about others ends.
  party_pin_end: projected('peer-removal', { party: ['peer', 'text'] }, 'party'),
  party_mandate: projected(
    mandate.name,
    {
      party: 'text',
      person: 'text',
      display_name: 'text',
      roles: 'json',
      valid_from: 'instant',
      valid_until: 'instant',
    },
    'party',
  ),
  party_mandate_end: projected(
    mandateEnd.name,
    { party: 'text', mandate: 'text', ended_at: 'instant' },
    'mandate',
  ),
  party_contact_point: projected(
    contactPoint.name,
    {
      party: 'text',
      contact: 'text',
      channel: 'text',
      name: 'text',
      hours: 'text',
      phone: 'text',
      email: 'text',
      url: 'text',
      seal: 'text',
      verified_on: 'text',
      languages: 'json',
      valid_until: 'instant',
    },
    'party',
  ),
  party_agreement: projected(
    agreement.name,
    {
      community: 'text',
      name: 'text',
      text: 'text',
      onward: 'text',
      members: 'json',
      permits: 'json',
      retention_days: 'json',
      channels: 'json',
      types: 'json',
      valid_until: 'instant',
    },
    'community',
  ),
  party_accession: projected(
    accession.name,
    { community: 'text', member: 'text', agreement: 'text', valid_until: 'instant' },
    'member',
  ),
  party_service_relation: projected(
    serviceRelation.name,
    { party: 'text', serves: 'text', valid_until: 'instant' },
    'serves',
  ),
};

export const PARTY_TABLES = declareTables(PROJECTED);
export type PartyTables = RowsIn<typeof PARTY_TABLES>;
export const partyTables = PARTY_TABLES.in;

export type Projection = {
  readonly table: keyof PartyTables;
  /** Column, the claim it is read from, its form. */
  readonly columns: readonly (readonly [column: string, claim: string, form: ColumnForm])[];
};

/** By the type of statement. */
export const PROJECTIONS: ReadonlyMap<string, Projection> = new Map(
  PARTY_TABLES.names.map((table) => {
    const reads: readonly (readonly [string, ReadAs])[] = Object.entries(PROJECTED[table].reads);
    const columns = reads.map(([name, as]) =>
      typeof as === 'string' ? ([name, name, as] as const) : ([name, ...as] as const),
    );
    return [PROJECTED[table].type, { table, columns }];
  }),
);
