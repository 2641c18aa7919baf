import type { StatementType } from '#statement/statement-type.ts';
import { Traits } from '#statement/traits.ts';
import { affectedPartyNotice, hold, publicWarning, vendorNotice, victimNotice } from './statements/notice.ts';
import { VICTIM } from './statements/provenance-claims.ts';
import {
  caseLink,
  incidentAlert,
  incidentCorrection,
  incidentFinal,
  incidentReport,
  incidentUpdate,
  incidentWithdrawal,
  nearMiss,
} from './statements/report.ts';

/** Everything this capability lets a party say. */
export const INCIDENT_TYPES = [
  incidentAlert,
  incidentReport,
  incidentUpdate,
  incidentFinal,
  incidentCorrection,
  incidentWithdrawal,
  nearMiss,
  caseLink,
  victimNotice,
  affectedPartyNotice,
  vendorNotice,
  publicWarning,
  hold,
] as const satisfies readonly StatementType[];

export const TYPE_BY_NAME: ReadonlyMap<string, StatementType> = new Map(
  INCIDENT_TYPES.map((type) => [type.name, type]),
);

/** What these types say of themselves, for files of this room that meet no others. */
export const INCIDENT_TRAITS = new Traits(INCIDENT_TYPES);

/** Claims that tell who was hit: withheld at every border unless the victim consents or a cited law allows. */
export const VICTIM_CLAIMS: readonly string[] = Object.keys(VICTIM);

/** Free text that may name the victim without being a victim claim; a relay leaves it out until somebody rewrites it. */
export const FREE_TEXT_CLAIMS: readonly string[] = [
  'description',
  'danger_detail',
  'service',
  'summary',
  'root_cause',
  'mitigation',
  'advice',
  'lessons',
  'sources',
];

/** A speaker's word in a case: what opens it, adds to it and closes it. */
export const OPENING_TYPES: readonly string[] = ['incident-alert', 'incident-report', 'near-miss'];
export const THREAD_TYPES: readonly string[] = [...OPENING_TYPES, 'incident-update', 'incident-final'];
