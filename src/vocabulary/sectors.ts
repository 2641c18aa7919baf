import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { plainSentence } from '#web/sentence.ts';
import { TAXONOMY_TEXTS } from './taxonomy-texts.ts';

/**
 * Sectors and subsectors of NIS2 (Directive (EU) 2022/2555), Annex I (high criticality) and Annex II (other critical).
 * The lists follow the European taxonomy for large-scale incidents; which annex a sector stands in is UNCONFIRMED
 * against the Official Journal. A subsector's id is `<sector>/<subsector>`.
 */
export type Annex = 'I' | 'II';
type Sector = {
  readonly annex: Annex;
  readonly subsectors: readonly string[];
};

const NONE: readonly string[] = [];

export const SECTORS = {
  energy: { annex: 'I', subsectors: ['electricity', 'district-heating-cooling', 'oil', 'gas', 'hydrogen'] },
  transport: { annex: 'I', subsectors: ['air', 'rail', 'water', 'road'] },
  banking: { annex: 'I', subsectors: NONE },
  'financial-market': { annex: 'I', subsectors: NONE },
  health: { annex: 'I', subsectors: NONE },
  'drinking-water': { annex: 'I', subsectors: NONE },
  'waste-water': { annex: 'I', subsectors: NONE },
  'digital-infrastructure': { annex: 'I', subsectors: NONE },
  'ict-services': { annex: 'I', subsectors: NONE },
  'public-administration': { annex: 'I', subsectors: NONE },
  space: { annex: 'I', subsectors: NONE },
  postal: { annex: 'II', subsectors: NONE },
  waste: { annex: 'II', subsectors: NONE },
  chemicals: { annex: 'II', subsectors: NONE },
  food: { annex: 'II', subsectors: NONE },
  manufacturing: {
    annex: 'II',
    subsectors: ['medical-devices', 'electronics', 'electrical', 'machinery', 'vehicles', 'transport-equipment'],
  },
  'digital-providers': { annex: 'II', subsectors: ['marketplaces', 'search', 'social-networks'] },
  research: { annex: 'II', subsectors: NONE },
} as const satisfies Readonly<Record<string, Sector>>;

/** Outside the annexes; a civilian service all the same. */
export const OTHER_SECTOR = 'other';

export const SECTOR_IDS: readonly string[] = [
  ...Object.entries(SECTORS).flatMap(([id, sector]) => [
    id,
    ...sector.subsectors.map((subsector) => `${id}/${subsector}`),
  ]),
  OTHER_SECTOR,
];

const KNOWN = new Set(SECTOR_IDS);

export const SectorId = ofKind({ words: 'sector' }, Type.Enum(SECTOR_IDS as unknown as [string, ...string[]]));

export function isSectorId(value: unknown): value is string {
  return typeof value === 'string' && KNOWN.has(value);
}

/** "Energy – Electricity"; an id this version does not know is shown as it came. */
export function sectorLabel(id: string): string {
  const [sectorId = '', subsectorId] = id.split('/');
  const sector = wordFor(TAXONOMY_TEXTS.sectors, sectorId);
  if (sector === undefined) return id;
  if (subsectorId === undefined) return sector;
  const subsector = wordFor(TAXONOMY_TEXTS.subsectors, id) ?? subsectorId;
  return plainSentence(TAXONOMY_TEXTS.subsector, { sector, subsector });
}

function wordFor(words: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(words, id) ? words[id] : undefined;
}

export function annexOf(id: string): Annex | undefined {
  const sectorId = id.split('/')[0] ?? '';
  return Object.hasOwn(SECTORS, sectorId) ? SECTORS[sectorId as keyof typeof SECTORS].annex : undefined;
}
