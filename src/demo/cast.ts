/**
 * Who plays in the demo. States are fictional and carry user-assigned ISO 3166 codes; domains end in `.example`
 * (RFC 6761), telephone numbers are invented under +999, a country code ITU has not assigned.
 */
import type { GUIDE_TEXTS } from './guide-texts.ts';

export type CastPerson = {
  readonly name: string;
  readonly roles: readonly string[];
  /** The seat this person offers on the guide page. */
  readonly seat: keyof typeof GUIDE_TEXTS.seats;
  /** Where the seat lands; the desk where nothing is said. */
  readonly lands?: '/cooperation' | '/cases';
};

export type CastParty = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'state-authority' | 'csirt' | 'operator' | 'regional-body';
  readonly territory: string;
  readonly authority?: string;
  readonly persons: readonly CastPerson[];
  readonly phone: string;
};

export type CastNode = {
  readonly name: string;
  /** Its log's origin and its parties' names stand below this domain. */
  readonly domain: string;
  readonly operatedBy: string;
  /** With which its references begin. */
  readonly letters: string;
  readonly emergencyPhone: string;
  readonly parties: readonly CastParty[];
};

export const HOSPITAL = 'did:web:sankt-orla.veldmark.example';
export const VELDMARK = 'did:web:csirt.veldmark.example';
export const ARVENIA = 'did:web:cyber.arvenia.example';
export const REGION = 'did:web:forum.northern-shelf.example';
/** A small state whose authority is hosted on the node of the regional body. */
export const FENHOLM = 'did:web:digital.fenholm.example';
const SORREL = 'did:web:communications.sorrel.example';

/** Veldmark and Arvenia play member states, so that European law can be exercised. */
export const STATE_GROUPS = 'EU=XV,XA EEA=XV,XA OSCE=XV,XA,XS';

/** Sorrel Isles has no node: its ministry is reached by a guest link handed over by telephone. */
export const GUEST = {
  id: SORREL,
  name: 'Sorrel Isles Ministry of Communications',
  territory: 'XS',
  contact: 'Ama Forde',
  phone: '+999 30 555 0199',
};

/**
 * Where the hospital group's services reach, as it told its authority long before anything happened. No report names
 * Fenholm; this does.
 */
export const FOOTPRINTS = [
  {
    service: 'Regional blood bank',
    reach: [
      { state: 'XV', customers: 2_100_000 },
      { state: 'XA', customers: 310_000 },
    ],
  },
  { service: 'X-ray pictures read at a distance', reach: [{ state: 'XF', customers: 9_000 }] },
] as const;

export const CAST: readonly CastNode[] = [
  {
    name: 'veldmark',
    domain: 'csirt.veldmark.example',
    operatedBy: 'Veldmark National CSIRT',
    letters: 'VM',
    emergencyPhone: '+999 10 555 0112',
    parties: [
      {
        id: VELDMARK,
        name: 'Veldmark National CSIRT',
        kind: 'csirt',
        territory: 'XV',
        phone: '+999 10 555 0112',
        persons: [
          {
            name: 'Tomas Reyk',
            roles: ['duty-officer', 'administrator', 'reader'],
            seat: 'duty-officer',
          },
          {
            name: 'Mira Valen',
            roles: ['approver', 'reader'],
            seat: 'approver',
          },
          {
            name: 'Henrik Aas',
            roles: ['legal', 'reader'],
            seat: 'lawyer',
            lands: '/cooperation',
          },
        ],
      },
      {
        id: HOSPITAL,
        name: 'Sankt Orla Hospital Group',
        kind: 'operator',
        territory: 'XV',
        authority: VELDMARK,
        phone: '+999 10 555 0140',
        persons: [
          {
            name: 'Ilse Brandt',
            roles: ['reporter', 'administrator', 'reader'],
            seat: 'operator',
          },
          {
            name: 'Pia Moran',
            roles: ['legal', 'reader'],
            seat: 'hospital-lawyer',
            lands: '/cases',
          },
        ],
      },
    ],
  },
  {
    name: 'arvenia',
    domain: 'cyber.arvenia.example',
    operatedBy: 'Arvenia Cyber Security Centre',
    letters: 'AR',
    emergencyPhone: '+999 20 555 0112',
    parties: [
      {
        id: ARVENIA,
        name: 'Arvenia Cyber Security Centre',
        kind: 'csirt',
        territory: 'XA',
        phone: '+999 20 555 0112',
        persons: [
          {
            name: 'Jon Adair',
            roles: ['duty-officer', 'administrator', 'reader'],
            seat: 'neighbour',
          },
          {
            name: 'Signe Holt',
            roles: ['approver', 'reader'],
            seat: 'neighbour-approver',
          },
        ],
      },
    ],
  },
  {
    name: 'northern-shelf',
    domain: 'forum.northern-shelf.example',
    operatedBy: 'Northern Shelf Cyber Forum',
    letters: 'NS',
    emergencyPhone: '+999 40 555 0112',
    parties: [
      {
        id: REGION,
        name: 'Northern Shelf Cyber Forum',
        kind: 'regional-body',
        territory: 'XN',
        phone: '+999 40 555 0112',
        persons: [
          {
            name: 'Petra Lindqvist',
            roles: ['duty-officer', 'administrator', 'reader'],
            seat: 'regional-body',
          },
          {
            name: 'Nils Aho',
            roles: ['approver', 'reader'],
            seat: 'regional-body-approver',
            lands: '/cooperation',
          },
        ],
      },
      {
        id: FENHOLM,
        name: 'Fenholm Digital Office',
        kind: 'state-authority',
        territory: 'XF',
        phone: '+999 50 555 0112',
        persons: [
          {
            name: 'Elin Dahl',
            roles: ['duty-officer', 'administrator', 'reader'],
            seat: 'small-state',
            lands: '/cooperation',
          },
          {
            name: 'Aron Vik',
            roles: ['approver', 'legal', 'reader'],
            seat: 'small-state-approver',
            lands: '/cooperation',
          },
        ],
      },
    ],
  },
];

/**
 * Parties that are not the first of their node and yet meet one abroad. Arvenia is both the neighbour that the
 * hospital's blood bank serves and the rival: the two states have had no ambassadors for two years. One state in both
 * parts is how rivals are in life, and spares the demo a fourth node to start.
 */
export const ALSO_MEET: readonly (readonly [string, string])[] = [
  [ARVENIA, FENHOLM],
  [VELDMARK, FENHOLM],
];

export function nameOf(party: string): string {
  const known = CAST.flatMap((node) => node.parties).find(({ id }) => id === party);
  return known?.name ?? (party === GUEST.id ? GUEST.name : party);
}

/** The name of the person in a seat. */
export function personIn(seat: CastPerson['seat']): string {
  return (
    CAST.flatMap((node) => node.parties.flatMap((party) => party.persons)).find((one) => one.seat === seat)
      ?.name ?? ''
  );
}
