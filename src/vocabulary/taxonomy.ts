import { HARMS } from './harm.ts';
import { INDICATOR_KINDS } from './indicators.ts';
import { CONFIDENCES, LIKELIHOODS } from './judgement.ts';
import { RSIT, RSIT_VERSION } from './rsit.ts';
import { annexOf, SECTOR_IDS, sectorLabel } from './sectors.ts';
import { NCISS_CATEGORIES } from './severity.ts';
import { CHOSEN_STATES } from './states.ts';

/** Every list a form needs, for programs that build their own. */
export function taxonomy() {
  return {
    incidentTypes: { source: `RSIT ${RSIT_VERSION} (ENISA, CC0)`, types: RSIT },
    sectors: SECTOR_IDS.map((id) => ({ id, label: sectorLabel(id), annex: annexOf(id) ?? null })),
    harms: HARMS,
    states: {
      source: 'ISO 3166-1 alpha-2, and XK for Kosovo; XA to XZ, but for XK, for exercises',
      codes: CHOSEN_STATES,
    },
    indicators: INDICATOR_KINDS,
    likelihoods: { source: 'ICD 203', bands: LIKELIHOODS },
    confidences: CONFIDENCES,
    severity: {
      source: 'US NCISS (CISA), demonstration weights; dependency values are US views',
      categories: NCISS_CATEGORIES,
    },
    techniques: 'ATT&CK ids by their form only. © The MITRE Corporation; ATT&CK is its registered trademark.',
  };
}
