import type { StageFact } from '#obligations/regimes/facts.ts';
import { bareValue } from '#reporting/projection.ts';
import type { ReportSeen } from '#reporting/report-seen.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import type { JsonValue } from '#statement/draft.ts';
import { labelOfDerived } from '#statement/show.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import {
  EMERGENCY_SERVICES_HIT,
  ILR_IMPACT,
  ILR_INCIDENT,
  type IlrTemplate,
  MALICIOUS_CAUSE,
  NATURAL_CAUSE,
} from './ilr-templates.ts';

export type MispAttribute = {
  readonly uuid: string;
  readonly object_relation: string;
  readonly type: string;
  readonly category: 'Other';
  readonly value: string;
  readonly to_ids: false;
};

export type MispObject = {
  readonly uuid: string;
  readonly name: string;
  readonly 'meta-category': string;
  readonly template_uuid: string;
  readonly template_version: string;
  readonly Attribute: readonly MispAttribute[];
};

/** The words of the templates are French; so is the mark of an estimate in their text fields. */
export const ESTIMATE_MARK = ' (estimation)';

/**
 * A signed report as a MISP event with the `ilr-notification-incident` object, and `ilr-impact` where a service is
 * named. Only what the report shows to whoever asks is in it; answers without a value leave their attribute out, and so
 * do trade secrets: no law names this form.
 */
export function ilrEvent(report: ReportSeen) {
  const { shown, of } = report;
  const facts = new Map<StageFact, JsonValue>(
    report.facts.flatMap(({ fact, claim, secret }) =>
      claim === undefined || secret ? [] : [[fact, claim.value]],
    ),
  );
  const objects = [incidentObject(shown.digest, facts), impactObject(shown.digest, facts)];
  return {
    Event: {
      uuid: caseIdFrom(`misp event ${shown.digest}`),
      info: `${of.regime.title}: ${of.stage.name}`,
      date: shown.recordedAt.toString().slice(0, 10),
      // MISP's own words for "undefined", "ongoing" and "your organisation only".
      threat_level_id: '4',
      analysis: '1',
      distribution: '0',
      Tag: [{ name: `tlp:${strictest(report)}` }],
      Object: objects.filter((object) => object !== undefined),
    },
  };
}

type Facts = ReadonlyMap<StageFact, JsonValue>;

function incidentObject(digest: string, facts: Facts): MispObject {
  const contact = (bare(facts, 'contact') ?? {}) as Readonly<Record<string, string>>;
  const effects = bare(facts, 'effects') as readonly { readonly kind: string }[] | undefined;
  const emergency = effects?.some(({ kind }) => kind === 'emergency-unreachable') === true;
  return object(digest, ILR_INCIDENT, {
    'nom-entreprise': text(facts, 'victim_name'),
    'nom-contact-incident': contact.name,
    'telephone-contact-incident': contact.phone,
    'email-contact-incident': contact.email,
    'date-incident': time(bare(facts, 'noticed_at')),
    'description-incident': text(facts, 'description') ?? text(facts, 'summary'),
    'cause-initiale-incident': causeOf(facts),
    'zone-impactee': text(facts, 'area'),
    'details-service': text(facts, 'functioning'),
    // Only what was said: that emergency services are well is a statement nobody made.
    'impact-servicesw-urgence': emergency ? EMERGENCY_SERVICES_HIT : undefined,
    'traitement-incident': text(facts, 'mitigation'),
    'autres-informations': text(facts, 'root_cause'),
    remarques: text(facts, 'lessons'),
  });
}

/** Its template requires a service; without one there is no object. */
function impactObject(digest: string, facts: Facts): MispObject | undefined {
  const service = text(facts, 'service');
  if (service === undefined) return undefined;
  return object(digest, ILR_IMPACT, {
    service,
    duree: hoursAndMinutes(facts),
    'nombre-utilisateurs-touches': text(facts, 'users_affected'),
    'pourcentage-utilisateurs-touches': text(facts, 'users_share'),
  });
}

function object<Template extends IlrTemplate>(
  digest: string,
  template: Template,
  values: Readonly<Record<keyof Template['attributes'], string | undefined>>,
): MispObject {
  const id = `misp ${template.name} ${digest}`;
  const given = Object.entries<string | undefined>(values).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    uuid: caseIdFrom(id),
    name: template.name,
    'meta-category': template.category,
    template_uuid: template.uuid,
    template_version: template.version,
    Attribute: given.map(([relation, value]) => ({
      uuid: caseIdFrom(`${id} ${relation}`),
      object_relation: relation,
      type: (template.attributes as Readonly<Record<string, string>>)[relation]!,
      category: 'Other',
      value,
      to_ids: false,
    })),
  };
}

function bare(facts: Facts, fact: StageFact): JsonValue | undefined {
  const value = facts.get(fact);
  return value === undefined ? undefined : bareValue(value);
}

function text(facts: Facts, fact: StageFact): string | undefined {
  const value = bare(facts, fact);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const isEstimated = bare(facts, fact) !== facts.get(fact);
  return isEstimated ? `${value}${ESTIMATE_MARK}` : String(value);
}

/** MISP's datetime is an instant: a month is none, and none is made up. A day is its beginning in UTC. */
function time(value: JsonValue | undefined): string | undefined {
  const read = readTime(value);
  if (read === undefined || read.precision === 'year' || read.precision === 'month') return undefined;
  return read.from.toString();
}

function causeOf(facts: Facts): string | undefined {
  if (bare(facts, 'malicious') === 'yes') return MALICIOUS_CAUSE;
  const kinds = bare(facts, 'actor_kinds');
  return Array.isArray(kinds) && kinds.length === 1 && kinds[0] === 'nature' ? NATURAL_CAUSE : undefined;
}

const MINUTES_AN_HOUR = 60;

function hoursAndMinutes(facts: Facts): string | undefined {
  const hours = bare(facts, 'duration_hours');
  if (typeof hours !== 'number') return undefined;
  const minutes = Math.round(hours * MINUTES_AN_HOUR);
  const two = (part: number) => String(part).padStart(2, '0');
  const mark = hours === facts.get('duration_hours') ? '' : ESTIMATE_MARK;
  return `${two(Math.floor(minutes / MINUTES_AN_HOUR))}:${two(minutes % MINUTES_AN_HOUR)}${mark}`;
}

/** A MISP event has one label for all: the strictest of what is in it. */
function strictest({ facts }: ReportSeen): string {
  const claims = facts.flatMap(({ claim }) => (claim === undefined ? [] : [claim]));
  return labelOfDerived(claims);
}
