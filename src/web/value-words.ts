import en from '#texts/en/values.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What the values of closed lists are called: kinds, channels, roles, ways. */
const LISTS = translated('values', en);

/** Claims that share the list of another. */
const SAME_LIST: Readonly<Record<string, keyof typeof LISTS>> = {
  brings: 'needs',
  channels: 'channel',
  permits: 'uses',
  standing: 'stage',
  continuity_plan: 'answers',
  criminal_complaint: 'answers',
  cross_border: 'answers',
  exploited: 'answers',
  malicious: 'answers',
};

/** The word for a value that a claim's type lists; undefined for anything else. */
export function valueWord(claim: string, value: string): string | undefined {
  const name = SAME_LIST[claim] ?? claim;
  if (!Object.hasOwn(LISTS, name)) return undefined;
  const list: Readonly<Record<string, string>> = LISTS[name as keyof typeof LISTS];
  return Object.hasOwn(list, value) ? list[value] : undefined;
}
