import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';

/**
 * Words of likelihood of the US Intelligence Community Directive 203, with their percentages. Bands touch; a value on
 * an edge belongs to the upper band (lower end inclusive). Below 1 and above 99 per cent nothing is expressed.
 */
export const LIKELIHOODS = {
  'almost-no-chance': { fromPercent: 1, toPercent: 5 },
  'very-unlikely': { fromPercent: 5, toPercent: 20 },
  unlikely: { fromPercent: 20, toPercent: 45 },
  'roughly-even': { fromPercent: 45, toPercent: 55 },
  likely: { fromPercent: 55, toPercent: 80 },
  'very-likely': { fromPercent: 80, toPercent: 95 },
  'almost-certain': { fromPercent: 95, toPercent: 99 },
} as const;

export type LikelihoodId = keyof typeof LIKELIHOODS;
const LIKELIHOOD_IDS = Object.keys(LIKELIHOODS) as readonly LikelihoodId[];
export const LikelihoodId = ofKind(
  { words: 'likelihood' },
  Type.Enum(LIKELIHOOD_IDS as unknown as [LikelihoodId, ...LikelihoodId[]]),
);

/** How well a judgement is founded (sources, assumptions, reasoning). Never one sentence with its likelihood. */
export const CONFIDENCES = ['low', 'moderate', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];
export const Confidence = ofKind({ words: 'confidence' }, Type.Enum([...CONFIDENCES]));

/** The band of a percentage from 1 to 99; undefined outside, where ICD 203 has no words. */
export function likelihoodOf(percent: number): LikelihoodId | undefined {
  if (!(percent >= 1 && percent <= 99)) return undefined;
  return LIKELIHOOD_IDS.findLast((id) => percent >= LIKELIHOODS[id].fromPercent);
}
