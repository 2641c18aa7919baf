import { Type } from 'typebox';
import { KEY_USES } from '#statement/key-statement.ts';
import { ofKind } from '#statement/kinds.ts';
import { type Marking, marking, USES } from '#statement/marking.ts';
import {
  claim,
  controlling,
  Digest,
  INSTANT_PATTERN,
  PartyId,
  requiredClaim,
  statementType,
  typeSaidBy,
  Uuid,
} from '#statement/statement-type.ts';
import { typeThat } from '#statement/traits.ts';
import { PublicJwk, SealRecipient } from './keys/key-schemas.ts';
import { ROLES } from './roles.ts';

const open: Marking = marking('clear', USES);
const community: Marking = marking('green', USES);
const partners: Marking = marking('amber', USES);
const inside: Marking = marking('amber+strict');

/** Kinds of party; the first two may be mandated to speak for a state across its border. */
export const PARTY_KINDS = [
  'state-authority',
  'csirt',
  'operator',
  'panel',
  'regional-body',
  'auditor',
  'vendor',
  'ngo',
] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/** Kinds that may speak for their state across a border, the first before the second. */
export const MANDATED_KINDS: readonly PartyKind[] = ['state-authority', 'csirt'];
/** Kinds whose word on other parties counts: they confirm peers for their node, and describe parties without one. */
export const HOST_KINDS: readonly PartyKind[] = [...MANDATED_KINDS, 'regional-body'];

export const CHANNELS = ['csirt', 'police', 'diplomatic'] as const;
export type ContactChannel = (typeof CHANNELS)[number];

/** What an agreement says about passing on: to nobody, to its members, or where the originator consents. */
export const ONWARD = ['nobody', 'members', 'with-consent'] as const;
export type Onward = (typeof ONWARD)[number];

export const MAX_RETENTION_DAYS = 3_650;
const MAX_TYPES = 64;
/** What a point of contact is for: the two kinds of the UN directory, the police network, and those of CSIRTs. */
export const CONTACT_KINDS = [
  'csirt',
  'single-point-of-contact',
  'police-24-7',
  'un-diplomatic',
  'un-technical',
] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

const oneOf = <const Values extends readonly string[]>(values: Values) => Type.Enum([...values]);

/** A state by ISO 3166-1 alpha-2; XA to XZ are user-assigned there, and serve exercises. */
export const Territory = ofKind('state', Type.String({ pattern: '^[A-Z]{2}$' }));
/** An instant in UTC, RFC 3339 with `Z`. */
export const InstantText = ofKind('instant', Type.String({ pattern: INSTANT_PATTERN, maxLength: 30 }));
/** A person of a party: `<party did>#<uuid>`. */
export const PersonRef = ofKind(
  'person',
  Type.String({
    pattern:
      '^did:web:[a-z0-9][a-z0-9.:%-]{0,250}#[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    maxLength: 296,
  }),
);
const Name = Type.String({ minLength: 1, maxLength: 200 });
const TypeName = Type.String({ pattern: '^[a-z][a-z-]{1,60}$' });
const ShortText = Type.String({ minLength: 1, maxLength: 500 });
const WebAddress = Type.String({ pattern: '^https?://[^\\s<>"]{1,500}$', maxLength: 512 });
const Phone = Type.String({ pattern: '^\\+?[0-9][0-9 ()./-]{2,39}$', maxLength: 40 });
const Email = Type.String({ pattern: '^[^\\s@<>"]{1,64}@[^\\s@<>"]{1,190}$', maxLength: 255 });
const Language = Type.String({ pattern: '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$', maxLength: 11 });
/** A day of the calendar, ISO 8601. */
const Day = ofKind('day', Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }));
/** RFC 7638 thumbprint of a JWK, or SHA-256 of a recipient's text; base64url. */
const KeyId = Digest;

export const partyProfile = typeThat(
  { describes: 'party' },
  typeSaidBy({ by: 'itself-or-host', of: 'subject' }, 'party-profile', 1, 'Who a party is', {
    ...controlling({
      subject: requiredClaim(
        'Party',
        PartyId,
        open,
        'A party without a node is described by the authority that serves it',
      ),
      name: requiredClaim('Name', Name, open),
      kind: requiredClaim('Kind of party', oneOf(PARTY_KINDS), open),
      territory: requiredClaim('State', Territory, open, 'ISO 3166-1 alpha-2; XA to XZ in exercises'),
      parent: claim('Competent authority', PartyId, open, 'Where an operator of this state reports'),
      node: claim('Address of its node', WebAddress, open, 'Absent for a party without a node'),
      root: claim('Thumbprint of its root key', KeyId, open),
    }),
  }),
);

export const partyKey = typeThat(
  { wordless: true },
  typeSaidBy({ by: 'itself', of: 'subject' }, 'party-key', 1, 'A key of a party', {
    ...controlling({
      subject: requiredClaim('Party', PartyId, open),
      key: requiredClaim('Public key', Type.Union([PublicJwk, SealRecipient]), open),
      use: requiredClaim('Use', oneOf(KEY_USES), open),
      valid_from: requiredClaim('Valid from', InstantText, open),
    }),
  }),
);

export const partyKeyRevocation = typeThat(
  { wordless: true },
  typeSaidBy({ by: 'itself', of: 'subject' }, 'party-key-revocation', 1, 'A key is no longer to be trusted', {
    ...controlling({
      subject: requiredClaim('Party', PartyId, open),
      kid: requiredClaim('Key', KeyId, open),
      invalid_after: requiredClaim(
        'Invalid after',
        InstantText,
        open,
        'What was proved to exist before stays valid',
      ),
    }),
    reason: claim('Reason', ShortText, partners),
  }),
);

export const mandate = typeSaidBy({ by: 'itself', of: 'party' }, 'mandate', 1, 'A person may act for a party', {
  ...controlling({
    party: requiredClaim('Party', PartyId, partners),
    person: requiredClaim('Person', PersonRef, partners),
  }),
  display_name: claim('Name', Name, inside),
  ...controlling({
    roles: requiredClaim(
      'Roles',
      Type.Array(oneOf(ROLES), { minItems: 1, maxItems: ROLES.length, uniqueItems: true }),
      partners,
    ),
    valid_from: requiredClaim('Valid from', InstantText, partners),
    valid_until: requiredClaim('Valid until', InstantText, partners),
  }),
});

export const mandateEnd = typeSaidBy({ by: 'itself', of: 'party' }, 'mandate-end', 1, 'A mandate ends', {
  ...controlling({
    party: requiredClaim('Party', PartyId, partners),
    mandate: requiredClaim('Mandate', Digest, partners),
    ended_at: requiredClaim('Ended at', InstantText, partners),
  }),
  reason: claim('Reason', ShortText, inside),
});

export const contactPoint = typeSaidBy(
  { by: 'itself-or-host', of: 'party' },
  'contact-point',
  1,
  'Where a party is reached',
  {
    ...controlling({
      party: requiredClaim('Party', PartyId, open),
      contact: requiredClaim('Entry', Uuid, open, 'A later statement with the same entry replaces this one'),
      channel: requiredClaim('Channel', oneOf(CHANNELS), open),
    }),
    kind: claim('Kind of contact', oneOf(CONTACT_KINDS), open),
    name: requiredClaim('Desk or person', Name, community),
    languages: claim('Languages', Type.Array(Language, { maxItems: 12, uniqueItems: true }), open),
    hours: claim('Hours', ShortText, open, 'As "24/7", or the hours with their time zone'),
    phone: claim('Telephone', Phone, community),
    email: claim('E-mail', Email, community),
    url: claim('Web page', WebAddress, open),
    seal: claim('Key for encrypted mail', SealRecipient, open, 'An age recipient'),
    pgp: claim(
      'OpenPGP fingerprint',
      Type.String({ pattern: '^[0-9A-F]{40}([0-9A-F]{24})?$', maxLength: 64 }),
      open,
      'In capital letters without spaces; the key itself is fetched elsewhere and compared',
    ),
    verified_on: claim('Verified on', Day, open),
    ...controlling({ valid_until: claim('No longer used from', InstantText, open) }),
  },
);

export const agreement = statementType('agreement', 1, 'An agreement that makes a community', {
  ...controlling({ community: requiredClaim('Community', Uuid, community) }),
  name: requiredClaim('Name', Name, community),
  ...controlling({
    members: requiredClaim(
      'Members',
      Type.Array(PartyId, { minItems: 1, maxItems: 250, uniqueItems: true }),
      community,
    ),
    permits: requiredClaim(
      'Permitted uses',
      Type.Array(oneOf(USES), { maxItems: USES.length, uniqueItems: true }),
      community,
    ),
  }),
  text: claim('Where its text stands', WebAddress, community),
  ...controlling({
    valid_until: claim('Valid until', InstantText, community),
    onward: claim(
      'Sharing what was received with others',
      oneOf(ONWARD),
      community,
      'Absent where the markings of each claim decide alone',
    ),
    retention_days: claim(
      'Kept for at most so many days',
      Type.Integer({ minimum: 1, maximum: MAX_RETENTION_DAYS }),
      community,
    ),
    channels: claim(
      'Channels it may be used in',
      Type.Array(oneOf(CHANNELS), { minItems: 1, maxItems: CHANNELS.length, uniqueItems: true }),
      community,
    ),
    types: claim(
      'Kinds of statement that may be given',
      Type.Array(TypeName, { minItems: 1, maxItems: MAX_TYPES, uniqueItems: true }),
      community,
    ),
  }),
});

export const accession = typeSaidBy({ by: 'itself', of: 'member' }, 'accession', 1, 'A party joins an agreement', {
  ...controlling({
    community: requiredClaim('Community', Uuid, community),
    member: requiredClaim('Party', PartyId, community),
    agreement: requiredClaim('Agreement', Digest, community, 'The text that was accepted'),
    valid_until: claim('Member until', InstantText, community),
  }),
});

export const serviceRelation = typeSaidBy(
  { by: 'itself', of: 'party' },
  'service-relation',
  1,
  'A party serves another',
  {
    ...controlling({
      party: requiredClaim('Serves', PartyId, partners),
      serves: requiredClaim('Is served', PartyId, partners),
      valid_until: claim('Until', InstantText, partners),
    }),
  },
);

export const PARTY_TYPES = [
  partyProfile,
  partyKey,
  partyKeyRevocation,
  mandate,
  mandateEnd,
  contactPoint,
  agreement,
  accession,
  serviceRelation,
] as const;

/** How a report came in. */
const REPORT_WAYS = ['form', 'telephone', 'api', 'file', 'mail', 'guest-link'] as const;

const Caller = Type.Object(
  { name: Name, organisation: Type.Optional(Name), phone: Type.Optional(Phone) },
  { additionalProperties: false },
);

/** Claims a report carries when a duty officer wrote it down for a caller; types of other rooms include them. */
export const TELEPHONE_CLAIMS = {
  via: claim('Came in by', oneOf(REPORT_WAYS), partners),
  caller: claim('Caller', Caller, marking('red'), 'Seen by the persons named, the duty officer first'),
  call_back: claim(
    'Call-back',
    ofKind({ words: 'call-back' }, oneOf(['done', 'not-done', 'no-answer'])),
    inside,
    'To a number from the directory, never one the caller gives',
  ),
  read_back: claim('Read back to the caller and confirmed', Type.Boolean(), inside),
  taken_at: claim('Call taken at', InstantText, inside),
} as const;
