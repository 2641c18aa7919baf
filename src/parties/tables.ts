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

/**
 * Each statement about parties becomes one row of its type's table, under its digest; what is current follows when
 * rows are read. So a fold needs no order, and a late disclosure only fills columns that were null.
 */
export type StatementRow = {
  digest: string;
  arrival: number;
  case_id: string | null;
  issuer: string;
  signer: string;
  own: number;
  /** Microseconds since 1970: witness quorum where known, else when this node recorded it. */
  proven_at: number;
};

type Columns<Text extends string, Instants extends string = never> = { [Name in Text]: string | null } & {
  [Name in Instants]: number | null;
};

export type PartyTables = {
  party_profile: StatementRow & Columns<'party' | 'name' | 'kind' | 'territory' | 'parent' | 'node' | 'root'>;
  party_key: StatementRow & Columns<'party' | 'kid' | 'key' | 'use', 'valid_from'>;
  party_key_revocation: StatementRow & Columns<'party' | 'kid', 'invalid_after'>;
  party_pin: StatementRow & Columns<'party' | 'root' | 'kind' | 'territory'>;
  party_pin_end: StatementRow & Columns<'party'>;
  party_mandate: StatementRow &
    Columns<'party' | 'person' | 'display_name' | 'roles', 'valid_from' | 'valid_until'>;
  party_mandate_end: StatementRow & Columns<'party' | 'mandate', 'ended_at'>;
  party_contact_point: StatementRow &
    Columns<
      | 'party'
      | 'contact'
      | 'channel'
      | 'name'
      | 'languages'
      | 'hours'
      | 'phone'
      | 'email'
      | 'url'
      | 'seal'
      | 'verified_on',
      'valid_until'
    >;
  party_agreement: StatementRow &
    Columns<
      'community' | 'name' | 'members' | 'permits' | 'text' | 'onward' | 'retention_days' | 'channels' | 'types',
      'valid_until'
    >;
  party_accession: StatementRow & Columns<'community' | 'member' | 'agreement', 'valid_until'>;
  party_service_relation: StatementRow & Columns<'party' | 'serves', 'valid_until'>;
};

/** `text` keeps a string, `json` anything, `instant` an RFC 3339 text as microseconds. */
export type ColumnForm = 'text' | 'json' | 'instant';
export type Projection = {
  readonly table: keyof PartyTables;
  /** Column, the claim it is read from, its form. */
  readonly columns: readonly (readonly [column: string, claim: string, form: ColumnForm])[];
};

function texts(...names: readonly string[]): (readonly [string, string, ColumnForm])[] {
  return names.map((name) => [name, name, 'text']);
}

export const PROJECTIONS: ReadonlyMap<string, Projection> = new Map([
  [
    partyProfile.name,
    {
      table: 'party_profile',
      columns: [['party', 'subject', 'text'], ...texts('name', 'kind', 'territory', 'parent', 'node', 'root')],
    },
  ],
  [
    partyKey.name,
    {
      table: 'party_key',
      columns: [
        ['party', 'subject', 'text'],
        ['key', 'key', 'json'],
        ...texts('use'),
        ['valid_from', 'valid_from', 'instant'],
      ],
    },
  ],
  [
    partyKeyRevocation.name,
    {
      table: 'party_key_revocation',
      columns: [['party', 'subject', 'text'], ...texts('kid'), ['invalid_after', 'invalid_after', 'instant']],
    },
  ],
  // The federation's word on a peer pins that peer's root, and what it is.
  [
    'peer-confirmation',
    { table: 'party_pin', columns: [['party', 'peer', 'text'], ...texts('root', 'kind', 'territory')] },
  ],
  // Its root stays pinned, or nothing it ever said could be checked; only its word about others ends.
  ['peer-removal', { table: 'party_pin_end', columns: [['party', 'peer', 'text']] }],
  [
    mandate.name,
    {
      table: 'party_mandate',
      columns: [
        ...texts('party', 'person', 'display_name'),
        ['roles', 'roles', 'json'],
        ['valid_from', 'valid_from', 'instant'],
        ['valid_until', 'valid_until', 'instant'],
      ],
    },
  ],
  [
    mandateEnd.name,
    { table: 'party_mandate_end', columns: [...texts('party', 'mandate'), ['ended_at', 'ended_at', 'instant']] },
  ],
  [
    contactPoint.name,
    {
      table: 'party_contact_point',
      columns: [
        ...texts('party', 'contact', 'channel', 'name', 'hours', 'phone', 'email', 'url', 'seal', 'verified_on'),
        ['languages', 'languages', 'json'],
        ['valid_until', 'valid_until', 'instant'],
      ],
    },
  ],
  [
    agreement.name,
    {
      table: 'party_agreement',
      columns: [
        ...texts('community', 'name', 'text', 'onward'),
        ['members', 'members', 'json'],
        ['permits', 'permits', 'json'],
        ['retention_days', 'retention_days', 'json'],
        ['channels', 'channels', 'json'],
        ['types', 'types', 'json'],
        ['valid_until', 'valid_until', 'instant'],
      ],
    },
  ],
  [
    accession.name,
    {
      table: 'party_accession',
      columns: [...texts('community', 'member', 'agreement'), ['valid_until', 'valid_until', 'instant']],
    },
  ],
  [
    serviceRelation.name,
    {
      table: 'party_service_relation',
      columns: [...texts('party', 'serves'), ['valid_until', 'valid_until', 'instant']],
    },
  ],
] satisfies readonly (readonly [string, Projection])[]);

/** Columns by which rows are looked up, besides the digest. */
export const INDEXES: readonly (readonly [table: keyof PartyTables, column: string])[] = [
  ['party_profile', 'party'],
  ['party_profile', 'territory'],
  ['party_key', 'party'],
  ['party_key', 'kid'],
  ['party_key_revocation', 'party'],
  ['party_pin', 'party'],
  ['party_pin_end', 'party'],
  ['party_mandate', 'party'],
  ['party_mandate_end', 'mandate'],
  ['party_contact_point', 'party'],
  ['party_agreement', 'community'],
  ['party_accession', 'member'],
  ['party_service_relation', 'serves'],
];
