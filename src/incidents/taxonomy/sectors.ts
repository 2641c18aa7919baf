import { Type } from 'typebox';

/**
 * Sectors and subsectors of NIS2 (Directive (EU) 2022/2555), Annex I (high criticality) and Annex II (other critical).
 * The lists follow the European taxonomy for large-scale incidents; which annex a sector stands in is UNCONFIRMED
 * against the Official Journal. A subsector's id is `<sector>/<subsector>`.
 */
export type Annex = 'I' | 'II';
type Sector = {
  readonly label: string;
  readonly annex: Annex;
  readonly subsectors: Readonly<Record<string, string>>;
};

const NONE: Readonly<Record<string, string>> = {};

export const SECTORS = {
  energy: {
    label: 'Energy',
    annex: 'I',
    subsectors: {
      electricity: 'Electricity',
      'district-heating-cooling': 'District heating and cooling',
      oil: 'Oil',
      gas: 'Gas',
      hydrogen: 'Hydrogen',
    },
  },
  transport: {
    label: 'Transport',
    annex: 'I',
    subsectors: { air: 'Air', rail: 'Rail', water: 'Water', road: 'Road' },
  },
  banking: { label: 'Banking', annex: 'I', subsectors: NONE },
  'financial-market': { label: 'Financial market infrastructure', annex: 'I', subsectors: NONE },
  health: { label: 'Health', annex: 'I', subsectors: NONE },
  'drinking-water': { label: 'Drinking water', annex: 'I', subsectors: NONE },
  'waste-water': { label: 'Waste water', annex: 'I', subsectors: NONE },
  'digital-infrastructure': {
    label: 'Digital infrastructure and telecommunications',
    annex: 'I',
    subsectors: NONE,
  },
  'ict-services': { label: 'Information technology services for businesses', annex: 'I', subsectors: NONE },
  'public-administration': { label: 'Public administration', annex: 'I', subsectors: NONE },
  space: { label: 'Space', annex: 'I', subsectors: NONE },
  postal: { label: 'Post and couriers', annex: 'II', subsectors: NONE },
  waste: { label: 'Waste management', annex: 'II', subsectors: NONE },
  chemicals: { label: 'Chemicals', annex: 'II', subsectors: NONE },
  food: { label: 'Food', annex: 'II', subsectors: NONE },
  manufacturing: {
    label: 'Manufacturing',
    annex: 'II',
    subsectors: {
      'medical-devices': 'Medical devices',
      electronics: 'Computers, electronics and optics',
      electrical: 'Electrical equipment',
      machinery: 'Machinery not elsewhere classified',
      vehicles: 'Motor vehicles and trailers',
      'transport-equipment': 'Other transport equipment',
    },
  },
  'digital-providers': {
    label: 'Digital providers',
    annex: 'II',
    subsectors: {
      marketplaces: 'Online marketplaces',
      search: 'Search engines',
      'social-networks': 'Social networks',
    },
  },
  research: { label: 'Research', annex: 'II', subsectors: NONE },
} as const satisfies Readonly<Record<string, Sector>>;

/** Outside the annexes; a civilian service all the same. */
export const OTHER_SECTOR = 'other';

export const SECTOR_IDS: readonly string[] = [
  ...Object.entries(SECTORS).flatMap(([id, sector]) => [
    id,
    ...Object.keys(sector.subsectors).map((subsector) => `${id}/${subsector}`),
  ]),
  OTHER_SECTOR,
];

const KNOWN = new Set(SECTOR_IDS);

export const SectorId = Type.Enum(SECTOR_IDS as unknown as [string, ...string[]]);

export function isSectorId(value: unknown): value is string {
  return typeof value === 'string' && KNOWN.has(value);
}

/** "Energy – Electricity"; an id this version does not know is shown as it came. */
export function sectorLabel(id: string): string {
  if (id === OTHER_SECTOR) return 'Another civilian service';
  const [sectorId = '', subsectorId] = id.split('/');
  if (!Object.hasOwn(SECTORS, sectorId)) return id;
  const sector: Sector = SECTORS[sectorId as keyof typeof SECTORS];
  if (subsectorId === undefined) return sector.label;
  return `${sector.label} – ${sector.subsectors[subsectorId] ?? subsectorId}`;
}

export function annexOf(id: string): Annex | undefined {
  const sectorId = id.split('/')[0] ?? '';
  return Object.hasOwn(SECTORS, sectorId) ? SECTORS[sectorId as keyof typeof SECTORS].annex : undefined;
}
