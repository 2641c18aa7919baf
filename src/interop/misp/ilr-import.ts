import type { StageFact } from '#obligations/regimes/facts.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { valueSchema } from '#reporting/fact-claims.ts';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { fits } from '#statement/validator.ts';
import type { MispCode } from './codes.ts';
import { ESTIMATE_MARK } from './ilr-export.ts';
import {
  EMERGENCY_SERVICES_HIT,
  ILR_IMPACT,
  ILR_INCIDENT,
  MALICIOUS_CAUSE,
  NATURAL_CAUSE,
} from './ilr-templates.ts';

export type IlrFacts = {
  readonly facts: Readonly<Partial<Record<StageFact, JsonValue>>>;
  /** Attributes that say something no fact takes, by name; nothing of them is carried over. */
  readonly notCarried: readonly string[];
};

const MAX_OBJECTS = 100;
const MAX_ATTRIBUTES = 500;

const TEXTS: Readonly<Record<string, StageFact>> = {
  'nom-entreprise': 'victim_name',
  'description-incident': 'description',
  'zone-impactee': 'area',
  'details-service': 'functioning',
  'traitement-incident': 'mitigation',
  'autres-informations': 'root_cause',
  remarques: 'lessons',
  service: 'service',
};
const CONTACT: Readonly<Record<string, string>> = {
  'nom-contact-incident': 'name',
  'telephone-contact-incident': 'phone',
  'email-contact-incident': 'email',
};
const NUMBERS: Readonly<Record<string, StageFact>> = {
  'nombre-utilisateurs-touches': 'users_affected',
  'pourcentage-utilisateurs-touches': 'users_share',
};

/** Facts from a MISP event, or from its objects alone; what does not fit a fact is named, never bent into one. */
export function factsFromIlr(value: unknown): Outcome<IlrFacts, MispCode> {
  const objects = objectsIn(value);
  const known = objects.filter(({ name }) => name === ILR_INCIDENT.name || name === ILR_IMPACT.name);
  if (known.length === 0) {
    return refuse(
      'not-a-misp-object',
      phrase`There is no ${ILR_INCIDENT.name} or ${ILR_IMPACT.name} object in this file.`,
    );
  }
  const facts: Partial<Record<StageFact, JsonValue>> = {};
  const notCarried: string[] = [];
  const contact: Record<string, string> = {};
  for (const { relation, text } of known.flatMap(({ attributes }) => attributes)) {
    if (Object.hasOwn(CONTACT, relation)) {
      contact[CONTACT[relation]!] = text;
      continue;
    }
    const [fact, read] = factOf(relation, text) ?? [];
    const bare = read === undefined ? undefined : bareOf(read);
    // A second value of a multiple attribute has no place beside the first.
    if (fact === undefined || bare === undefined || facts[fact] !== undefined || !fits(valueSchema(fact), bare)) {
      notCarried.push(relation);
    } else facts[fact] = read!;
  }
  if (Object.keys(contact).length > 0) {
    if (fits(valueSchema('contact'), contact)) facts.contact = contact;
    else notCarried.push(...Object.keys(CONTACT));
  }
  return accept({ facts, notCarried: [...new Set(notCarried)].sort() });
}

function factOf(relation: string, text: string): readonly [StageFact, JsonValue] | undefined {
  const plain = TEXTS[relation];
  if (plain !== undefined) return [plain, marked(text, (said) => said)!];
  const counted = NUMBERS[relation];
  if (counted !== undefined) {
    const value = marked(text, (said) => (/^\d+(\.\d+)?$/.test(said) ? Number(said) : undefined));
    return value === undefined ? undefined : [counted, value];
  }
  switch (relation) {
    case 'date-incident': {
      const at = instantIn(text);
      return at === undefined ? undefined : ['noticed_at', at];
    }
    case 'duree': {
      const value = marked(text, hoursIn);
      return value === undefined ? undefined : ['duration_hours', value];
    }
    case 'cause-initiale-incident':
      if (text === MALICIOUS_CAUSE) return ['malicious', 'yes'];
      return text === NATURAL_CAUSE ? ['actor_kinds', ['nature']] : undefined;
    case 'impact-servicesw-urgence':
      return text === EMERGENCY_SERVICES_HIT ? ['effects', [{ kind: 'emergency-unreachable' }]] : undefined;
    default:
      return undefined;
  }
}

/** A value, or an estimate where the text says so. */
function marked(text: string, read: (said: string) => JsonValue | undefined): JsonValue | undefined {
  const estimated = text.endsWith(ESTIMATE_MARK);
  const value = read(estimated ? text.slice(0, -ESTIMATE_MARK.length) : text);
  return value !== undefined && estimated ? { estimate: value } : value;
}

function bareOf(value: JsonValue): JsonValue {
  return typeof value === 'object' && value !== null && 'estimate' in value
    ? (value.estimate as JsonValue)
    : value;
}

/** MISP writes instants with or without a zone; without one it is UTC. */
function instantIn(text: string): string | undefined {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  return instantFrom(zoned)?.round('second').toString();
}

const MINUTES_AN_HOUR = 60;

function hoursIn(text: string): number | undefined {
  const match = /^(\d{1,5})\s*:\s*([0-5]\d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) + Number(match[2]) / MINUTES_AN_HOUR;
}

type ReadObject = {
  readonly name: string;
  readonly attributes: readonly { readonly relation: string; readonly text: string }[];
};

/** Whatever a stranger's file holds where objects should be. */
function objectsIn(value: unknown): readonly ReadObject[] {
  const event = member(value, 'Event') ?? value;
  const list = member(event, 'Object') ?? (Array.isArray(event) ? event : [event]);
  if (!Array.isArray(list)) return [];
  return list.slice(0, MAX_OBJECTS).flatMap((one: unknown): ReadObject[] => {
    const [name, attributes] = [member(one, 'name'), member(one, 'Attribute')];
    if (typeof name !== 'string' || !Array.isArray(attributes)) return [];
    const read = attributes.slice(0, MAX_ATTRIBUTES).flatMap((attribute: unknown) => {
      const [relation, text] = [member(attribute, 'object_relation'), member(attribute, 'value')];
      return typeof relation === 'string' && typeof text === 'string' ? [{ relation, text: text.trim() }] : [];
    });
    return [{ name, attributes: read }];
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
