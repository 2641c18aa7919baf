/** What the values of choices are called, by the list that their kind names. */
import { INCIDENT_TEXTS } from '#site/texts.ts';
import type { Kind } from '#statement/kinds.ts';
import { type HarmId, harmLabel } from '#vocabulary/harm.ts';
import { isRsitId, RSIT } from '#vocabulary/rsit.ts';
import { sectorLabel } from '#vocabulary/sectors.ts';
import { TAXONOMY_TEXTS } from '#vocabulary/taxonomy-texts.ts';
import { claimLabel } from '#web/labels.ts';
import { valueWord } from '#web/value-words.ts';

const SEVERITY = 'nciss.';

const LISTS: Readonly<Record<string, (value: string) => string | undefined>> = {
  rsit: (value) => (isRsitId(value) ? RSIT[value].label : undefined),
  sector: sectorLabel,
  harm: (value) => harmLabel(value as HarmId),
  likelihood: (value) => among(TAXONOMY_TEXTS.likelihoods, value),
  confidence: (value) => among(INCIDENT_TEXTS.values.confidence, value),
  malicious: (value) => among(INCIDENT_TEXTS.values.malicious, value),
  danger: (value) => among(INCIDENT_TEXTS.values.danger, value),
  standing: (value) => among(INCIDENT_TEXTS.values.stage, value),
  'call-back': (value) => among(INCIDENT_TEXTS.values.callBack, value),
  assurance: (value) => among(INCIDENT_TEXTS.values.assurance, value),
  'claim-name': (value) => claimLabel('', value),
};

/** In the reader's language; undefined where no list has it. */
export function wordFor({ words }: Pick<Kind, 'words'>, claim: string, value: string): string | undefined {
  if (words === undefined) return valueWord(claim, value);
  if (words.startsWith(SEVERITY)) {
    const category = words.slice(SEVERITY.length) as keyof typeof TAXONOMY_TEXTS.severityOptions;
    return among(TAXONOMY_TEXTS.severityOptions[category], value);
  }
  return LISTS[words] === undefined ? valueWord(words, value) : LISTS[words](value);
}

function among(list: Readonly<Record<string, string>>, value: string): string | undefined {
  return Object.hasOwn(list, value) ? list[value] : undefined;
}
