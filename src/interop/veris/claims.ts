import { MAX_CVES, MAX_INDICATORS, MAX_SOURCES, type Source } from '#incidents/statements/analysis-claims.ts';
import { MAX_LINE_CHARACTERS, MAX_TEXT_CHARACTERS } from '#incidents/statements/incident-claims.ts';
import { incidentAlert, incidentReport, nearMiss } from '#incidents/statements/report.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import { NOT_KNOWN_YET, type StatementType } from '#statement/statement-type.ts';
import { cvesIn } from '#vocabulary/identifiers.ts';
import {
  checkIndicator,
  INDICATOR_KINDS,
  type Indicator,
  type IndicatorKind,
  refang,
} from '#vocabulary/indicators.ts';
import { isStateCode } from '#vocabulary/states.ts';
import { rsitOf, unmappedVarieties } from './action-rsit.ts';
import { actorKinds, maliceOf } from './actor.ts';
import type { VerisCode } from './codes.ts';
import { effectsOf } from './effects.ts';
import type { VerisIncident } from './incident.ts';
import { sectorOfIndustry } from './industry-sector.ts';
import { beganAt, noticedAt } from './timeline-times.ts';

export type Claims = Readonly<Record<string, JsonValue>>;

export type VerisClaims = {
  readonly incidentId: string;
  /** A near miss in VERIS stays one here; else the claims for an alert, and for the fuller report. */
  readonly nearMiss: boolean;
  readonly alert: Claims;
  readonly report: Claims;
  /** Words and values of the record that no claim carries, as paths. */
  readonly notCarried: readonly string[];
};

const CONFIDENCE: Readonly<Record<string, string>> = { High: 'high', Medium: 'moderate', Low: 'low' };
const CUT_MARK = ' […]';

/**
 * One VERIS incident as claims of ours. actor → kinds of actor and malice (who it was stays out); action → RSIT type;
 * victim → name, states, sector by NAICS; attribute → effects on people; timeline → when it began and was noticed;
 * reference → sources, unconfirmed. What VERIS does not know is stated as not known yet.
 */
export function claimsOf(incident: VerisIncident): Outcome<VerisClaims, VerisCode> {
  if (incident.security_incident === 'False positive') {
    return refuse('veris-false-positive', 'The record says that nothing happened, so there is nothing to report.');
  }
  const said = { ...about(incident), ...analysis(incident), ...victim(incident) };
  return accept({
    incidentId: incident.incident_id,
    nearMiss: incident.security_incident === 'Near miss',
    alert: fit(said, incident.security_incident === 'Near miss' ? nearMiss : incidentAlert),
    report: fit(said, incident.security_incident === 'Near miss' ? nearMiss : incidentReport),
    notCarried: notCarried(incident),
  });
}

function about(incident: VerisIncident): Claims {
  const sector = sectorOfIndustry(incident.victim?.industry);
  const states = [...new Set([incident.victim?.country ?? []].flat())].filter(isStateCode);
  const effects = effectsOf(incident, sector);
  return {
    danger_to_life: NOT_KNOWN_YET,
    incident_type: rsitOf(incident) ?? NOT_KNOWN_YET,
    malicious: maliceOf(incident) ?? NOT_KNOWN_YET,
    noticed_at: noticedAt(incident) ?? NOT_KNOWN_YET,
    occurred_at: beganAt(incident) ?? NOT_KNOWN_YET,
    sectors: sector === undefined ? NOT_KNOWN_YET : [sector],
    affected_states: states.length === 0 ? NOT_KNOWN_YET : states,
    effects: effects.length === 0 ? NOT_KNOWN_YET : (effects as unknown as JsonValue),
    source_reference: { scheme: 'veris', id: incident.incident_id },
    ...whenThere('description', text(incident.summary)),
    ...whenThere('confidence', CONFIDENCE[incident.confidence ?? '']),
    ...whenThere('sources', someOrNone(sourcesOf(incident.reference))),
  };
}

function analysis(incident: VerisIncident): Claims {
  const named = Object.values(incident.action ?? {}).flatMap(({ cve }) => [cve ?? []].flat());
  const cves = cvesIn(named.join(' ')).slice(0, MAX_CVES);
  const containment = incident.timeline.containment?.unit;
  const contained = containment !== undefined && !['Unknown', 'NA', 'Never'].includes(containment);
  return {
    ...whenThere('actor_kinds', someOrNone(actorKinds(incident))),
    ...whenThere('cves', someOrNone(cves)),
    ...whenThere('indicators', someOrNone(indicatorsOf(incident.ioc ?? []))),
    ...whenThere('mitigation', text(incident.corrective_action)),
    ...(contained ? { stage: 'contained' } : {}),
  };
}

function victim({ victim: hit, summary }: VerisIncident): Claims {
  const name = hit?.victim_id?.trim() ?? '';
  return {
    // A near miss is told in its summary; alerts and reports do not have that claim and leave it out.
    summary: text(summary) ?? 'Imported from VERIS without a summary.',
    ...(name === '' || name === 'Unknown' ? {} : { victim_name: cut(name, MAX_LINE_CHARACTERS) }),
  };
}

/** Only the claims the type has. */
function fit(said: Claims, type: StatementType): Claims {
  return Object.fromEntries(Object.entries(said).filter(([name]) => type.claims[name] !== undefined));
}

function whenThere(name: string, value: JsonValue | undefined): Claims {
  return value === undefined ? {} : { [name]: value };
}

function someOrNone<Item>(items: readonly Item[]): JsonValue | undefined {
  return items.length === 0 ? undefined : (items as unknown as JsonValue);
}

function text(prose: string | undefined): string | undefined {
  const trimmed = prose?.trim() ?? '';
  return trimmed === '' ? undefined : cut(trimmed, MAX_TEXT_CHARACTERS);
}

function cut(value: string, maxCharacters: number): string {
  if (value.length <= maxCharacters) return value;
  // Not through the middle of a character outside the basic plane: half of one cannot be signed.
  return value.slice(0, maxCharacters - CUT_MARK.length).replace(/[\ud800-\udbff]$/, '') + CUT_MARK;
}

/** References are addresses in prose, parted by semicolons or blanks; nobody here has read them. */
function sourcesOf(reference: string | undefined): readonly Source[] {
  const addresses = (reference ?? '').split(/[\s;]+/).filter((part) => /^https?:\/\/[!-~]{1,490}$/.test(part));
  return [...new Set(addresses)]
    .filter((address) => URL.canParse(address))
    .slice(0, MAX_SOURCES)
    .map((url) => {
      const { hostname } = new URL(url);
      return {
        title: cut(url, MAX_LINE_CHARACTERS),
        publisher: cut(hostname, MAX_LINE_CHARACTERS),
        url,
        confirmed: false,
      };
    });
}

function indicatorsOf(ioc: NonNullable<VerisIncident['ioc']>): readonly Indicator[] {
  return ioc
    .flatMap(({ indicator }): Indicator[] => {
      const value = refang(indicator);
      const kind = kindOf(value) ?? kindOf(value.toLowerCase());
      return kind === undefined ? [] : [kind];
    })
    .slice(0, MAX_INDICATORS);
}

/** The first kind whose form the text has; a file name has no form, so nothing is taken for one. */
function kindOf(value: string): Indicator | undefined {
  const kinds = (Object.keys(INDICATOR_KINDS) as IndicatorKind[]).filter((kind) => kind !== 'file-name');
  const kind = kinds.find((name) => checkIndicator({ kind: name, value }).ok);
  return kind === undefined ? undefined : { kind, value };
}

function notCarried(incident: VerisIncident): readonly string[] {
  const lost = [...unmappedVarieties(incident)];
  if ((incident.summary?.trim().length ?? 0) > MAX_TEXT_CHARACTERS) lost.push('summary (cut)');
  if (
    incident.reference !== undefined &&
    incident.reference.trim() !== '' &&
    sourcesOf(incident.reference).length === 0
  ) {
    lost.push('reference');
  }
  for (const name of ['impact', 'campaign_id', 'targeted', 'control_failure', 'value_chain', 'notes'] as const) {
    if (incident[name] !== undefined) lost.push(name);
  }
  return lost;
}
