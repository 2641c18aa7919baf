import { type Static, Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { orUnknown } from '#statement/statement-type.ts';

/**
 * US National Cyber Incident Scoring System (CISA): a weighted mean of eight categories, rescaled to 0–100. Weights and
 * option values are the published demonstration values; CISA calls them specific to each organisation. The values of
 * the last but one category, by sector, are views of the United States (health 30, nuclear 15) and should be replaced elsewhere.
 */
export const NCISS_CATEGORIES = {
  functional_impact: {
    label: 'Functional impact',
    weight: 6,
    options: {
      none: 0,
      'none-to-services': 20,
      'minimal-non-critical': 35,
      'minimal-critical': 40,
      'significant-non-critical': 50,
      'denial-non-critical': 60,
      'significant-critical': 70,
      'denial-critical': 100,
    },
  },
  observed_activity: {
    label: 'Observed activity',
    weight: 5,
    options: { none: 0, prepare: 40, engage: 70, presence: 80, effect: 100 },
  },
  location: {
    label: 'Location of activity',
    weight: 4,
    options: {
      'business-dmz': 30,
      'business-network': 40,
      unknown: 50,
      'business-management': 60,
      'critical-dmz': 70,
      'critical-management': 80,
      'critical-systems': 90,
      'safety-systems': 100,
    },
  },
  actor: {
    label: 'Actor characterisation',
    weight: 4,
    options: {
      hacktivist: 20,
      'unwitting-insider': 30,
      criminal: 40,
      unknown: 50,
      'witting-insider': 65,
      apt: 80,
      'apt-targeted': 100,
    },
  },
  information_impact: {
    label: 'Information impact',
    weight: 2,
    options: {
      none: 0,
      suspected: 10,
      'privacy-loss': 20,
      'proprietary-loss': 50,
      'destruction-non-critical': 60,
      'critical-systems-breach': 70,
      'core-credentials': 80,
      'destruction-critical': 100,
    },
  },
  recoverability: {
    label: 'Recoverability',
    weight: 4,
    options: { regular: 20, supplemented: 40, extended: 60, 'not-recoverable': 100 },
  },
  dependency: {
    label: 'Cross-sector dependency (US views)',
    weight: 3,
    options: {
      energy: 100,
      'information-technology': 80,
      communications: 75,
      transport: 75,
      water: 60,
      'critical-manufacturing': 50,
      'government-facilities': 40,
      'banking-finance': 35,
      'defence-base': 35,
      commercial: 30,
      health: 30,
      dams: 25,
      emergency: 25,
      'food-agriculture': 20,
      chemical: 20,
      nuclear: 15,
    },
  },
  potential_impact: {
    label: 'Potential impact',
    weight: 6,
    options: { minimal: 0, low: 25, moderate: 50, high: 75, severe: 100 },
  },
} as const;

export type NcissCategory = keyof typeof NCISS_CATEGORIES;
type Category = {
  readonly label: string;
  readonly weight: number;
  readonly options: Readonly<Record<string, number>>;
};

const CATEGORIES = Object.entries(NCISS_CATEGORIES) as unknown as readonly (readonly [NcissCategory, Category])[];

/** One option a category; a category nobody has judged is left out or said to be not known yet. */
export const Nciss = ofKind(
  { words: 'nciss' },
  Type.Object(
    {
      functional_impact: options('functional_impact'),
      observed_activity: options('observed_activity'),
      location: options('location'),
      actor: options('actor'),
      information_impact: options('information_impact'),
      recoverability: options('recoverability'),
      dependency: options('dependency'),
      potential_impact: options('potential_impact'),
    },
    { additionalProperties: false },
  ),
);
export type Nciss = Static<typeof Nciss>;

function options(category: NcissCategory) {
  return Type.Optional(
    orUnknown(
      ofKind(
        { words: `nciss.${category}` },
        Type.Enum(Object.keys(NCISS_CATEGORIES[category].options) as [string, ...string[]]),
      ),
    ),
  );
}

export type Priority =
  | 'emergency'
  | 'severe'
  | 'high'
  | 'medium'
  | 'low'
  | 'baseline-minor'
  | 'baseline-negligible';
/** From which score a priority holds, highest first. */
export type PriorityCutoffs = readonly { readonly priority: Priority; readonly from: number }[];

/** UNCONFIRMED: the names are CISA's, the numbers are remembered and no primary text was found. Configurable therefore. */
const UNCONFIRMED_CUTOFFS: PriorityCutoffs = [
  { priority: 'emergency', from: 100 },
  { priority: 'severe', from: 80 },
  { priority: 'high', from: 65 },
  { priority: 'medium', from: 50 },
  { priority: 'low', from: 35 },
  { priority: 'baseline-minor', from: 20 },
  { priority: 'baseline-negligible', from: 0 },
];

export type SeverityLine = {
  readonly category: NcissCategory;
  readonly label: string;
  readonly option: string;
  readonly value: number;
  readonly weight: number;
};

export type Severity =
  | {
      readonly computable: true;
      /** 0–100, two decimals. */
      readonly score: number;
      /** The weighted sum before rescaling, and the least and greatest it can be. */
      readonly weighted: number;
      readonly least: number;
      readonly greatest: number;
      readonly priority: Priority;
      /** False as long as the cut-offs are the unconfirmed ones. */
      readonly cutoffsConfirmed: boolean;
      readonly breakdown: readonly SeverityLine[];
    }
  | {
      readonly computable: false;
      readonly missing: readonly NcissCategory[];
      readonly breakdown: readonly SeverityLine[];
    };

/** Computes only from all eight categories: a guess for a missing one would look like a measurement. */
export function severity(inputs: Nciss, cutoffs: PriorityCutoffs = UNCONFIRMED_CUTOFFS): Severity {
  const breakdown = CATEGORIES.flatMap(([category, { label, weight, options: values }]): SeverityLine[] => {
    const option = inputs[category];
    if (typeof option !== 'string' || !Object.hasOwn(values, option)) return [];
    return [{ category, label, option, value: values[option] ?? 0, weight }];
  });
  if (breakdown.length < CATEGORIES.length) {
    const given = new Set(breakdown.map((line) => line.category));
    return {
      computable: false,
      missing: CATEGORIES.map(([name]) => name).filter((name) => !given.has(name)),
      breakdown,
    };
  }
  const weighted = sum(breakdown.map((line) => line.weight * line.value));
  const least = sum(
    CATEGORIES.map(([, { weight, options: values }]) => weight * Math.min(...Object.values(values))),
  );
  const greatest = sum(
    CATEGORIES.map(([, { weight, options: values }]) => weight * Math.max(...Object.values(values))),
  );
  const exact = Math.min(100, Math.max(0, (100 * (weighted - least)) / (greatest - least)));
  return {
    computable: true,
    score: Math.round(exact * 100) / 100,
    weighted,
    least,
    greatest,
    priority: cutoffs.find((cutoff) => exact >= cutoff.from)?.priority ?? 'baseline-negligible',
    cutoffsConfirmed: cutoffs !== UNCONFIRMED_CUTOFFS,
    breakdown,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
