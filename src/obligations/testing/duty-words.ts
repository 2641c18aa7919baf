/** Short texts and words for tests of the engine: a law of two stages, a norm, an agreed policy, and who says what. */
import { createHash } from 'node:crypto';
import type { Recorded } from '#ledger/contract.ts';
import { eventsOf, heardBy } from '#obligations/clocks/case-events.ts';
import type { CaseQuestion } from '#obligations/clocks/engine.ts';
import { type Expiry, everyText, type Reckoning, type Standing } from '#obligations/clocks/reckoning.ts';
import { holidayBook } from '#obligations/regimes/holidays.ts';
import type { Regimes } from '#obligations/regimes/load-regimes.ts';
import type { Regime, Stage } from '#obligations/regimes/regime.ts';
import type { JsonValue } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';

export const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
export const OTHER_CASE = '4a3c2b1a-0000-4000-8000-000000000002';
export const HOSPITAL = 'did:web:hospital.example';
export const CSIRT = 'did:web:csirt.example';
export const NEIGHBOUR = 'did:web:cyber.neighbour.example';
export const STRANGER = 'did:web:stranger.example';
export const PERSON = `${HOSPITAL}#0190a1b2-0000-7000-8000-000000000001`;

const HOUR = { value: 1, unit: 'hour' } as const;
export const hours = (value: number) => ({ ...HOUR, value });

export function stage(id: string, more: Partial<Stage>): Stage {
  return {
    id,
    name: `Stage ${id}`,
    citation: 'Article 1',
    confidence: 'P',
    bearer: 'declarer',
    addressees: [{ role: 'csirt', name: 'The CSIRT' }],
    opens: { moment: 'awareness' },
    limits: [],
    met_by: { filing: true },
    needs: [],
    ...more,
  };
}

export function regime(id: string, stages: readonly Stage[], more: Partial<Regime> = {}): Regime {
  return {
    id,
    version: 1,
    valid_from: '2020-01-01',
    kind: 'law',
    title: `Law ${id}`,
    instrument: 'Test instrument',
    jurisdiction: 'any',
    status: 'in-force',
    status_confidence: 'P',
    obligated: 'Everybody',
    threshold: 'None',
    applies: { all: [] },
    calendar: 'plain',
    stages: [...stages],
    notes: [],
    sources: ['test'],
    checked_on: '2026-01-01',
    confidence: 'P',
    ...more,
  };
}

/** Early warning in 24 hours, notification in 72, a final report within a month of it; a report on request. */
export const LAW = regime('law', [
  stage('warning', { limits: [{ within: hours(24), of: { moment: 'awareness' } }] }),
  stage('notification', {
    limits: [{ within: hours(72), of: { moment: 'awareness' } }],
    addressees: [
      { role: 'csirt', name: 'The CSIRT' },
      { role: 'regulator', name: 'The regulator' },
    ],
  }),
  stage('final', {
    opens: { filed: 'notification' },
    limits: [{ within: { value: 1, unit: 'calendar-month' }, of: { filed: 'notification' } }],
  }),
  stage('asked', { opens: { said: 'report-request', at: 'received' } }),
  stage('public', {
    addressees: [{ role: 'public', name: 'Everybody' }],
    limits: [{ within: hours(48), of: { moment: 'awareness' } }],
  }),
]);

export const NORM = regime(
  'norm',
  [
    stage('reply', {
      bearer: 'receiver',
      addressees: [{ role: 'speaker', name: 'Who asked' }],
      opens: { said: 'assistance-request', at: 'recorded' },
      limits: [{ within: hours(12), of: { said: 'assistance-request', at: 'recorded' } }],
      met_by: { said: ['assistance-reply'], refers: 'request' },
    }),
  ],
  { kind: 'norm', status: 'voluntary' },
);

export const RELAY = regime(
  'relay',
  [
    stage('acknowledge', {
      bearer: 'receiver',
      addressees: [{ role: 'speaker', name: 'The sender' }],
      opens: { said: 'incident-report', at: 'received' },
      limits: [{ within: hours(6), of: { said: 'incident-report', at: 'received' } }],
      met_by: { said: ['acknowledgement'], refers: 'target' },
    }),
  ],
  { kind: 'agreement', status: 'agreed-policy' },
);

export const UNSURE = regime('unsure', [
  stage('guess', { confidence: 'R', limits: [{ within: hours(1), of: { moment: 'awareness' } }] }),
  stage('soon', {}),
]);
export const DRAFTED = regime('drafted', [LAW.stages[0]!], { status: 'not-in-force' });

const hashes = new WeakMap<Regime, string>();

function hashOf(text: Regime): string {
  const hash = hashes.get(text) ?? createHash('sha256').update(JSON.stringify(text)).digest('base64url');
  hashes.set(text, hash);
  return hash;
}

export function regimesFrom(texts: readonly Regime[]): Regimes {
  const versions = (id: string) =>
    texts.filter((text) => text.id === id).sort((one, other) => other.version - one.version);
  return {
    current: (id) => versions(id)[0],
    version: (id, version) => versions(id).find((text) => text.version === version),
    versions,
    inForce: (id, at) => versions(id).find((text) => at.toString() >= text.valid_from),
    all: [...new Set(texts.map(({ id }) => id))].map((id) => versions(id)[0]!),
    hash(id, version) {
      const text = versions(id).find((one) => one.version === version);
      return text && hashOf(text);
    },
  };
}

/** Hours and days exactly, months by the date: enough for the engine, whose calendars are tested elsewhere. */
const countPlainly: Expiry = (from, { value, unit }) => {
  if (unit === 'minute') return from.add({ minutes: value });
  if (unit === 'hour') return from.add({ hours: value });
  if (unit === 'calendar-month') return from.toZonedDateTimeISO('UTC').add({ months: value }).toInstant();
  return from.add({ hours: 24 * value });
};

const TEXTS = [LAW, NORM, RELAY, UNSURE, DRAFTED];

export function reckoning(texts: readonly Regime[] = TEXTS): Reckoning {
  return {
    regimes: regimesFrom(texts),
    expiry: countPlainly,
    readings(from, within, place) {
      const end = countPlainly(from, within, place);
      return { end, unextended: end, lenient: end, because: null };
    },
    groups: new Map([['EU', ['XV', 'XA']]]),
    holidays: holidayBook([]),
  };
}

/** The CSIRT is the hospital's authority; nobody else is anybody's. */
export const STANDING: Standing = {
  competent: (by, bearer) => by === CSIRT && bearer === HOSPITAL,
  territoryOf: (party) => (party === STRANGER ? null : 'XV'),
};

export type Word = {
  readonly id: string;
  readonly by?: string;
  readonly type: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** When it was recorded, as `08:00` on 1 March 2026 or a whole instant. */
  readonly at: string;
  readonly arrived?: string;
  readonly case?: string | null;
};

export function digestOf(id: string): string {
  return id.padEnd(43, '0');
}

export function at(text: string): Temporal.Instant {
  if (/^\d\d:\d\d$/.test(text)) return Temporal.Instant.from(`2026-03-01T${text}:00Z`);
  return Temporal.Instant.from(text);
}

/** Records as the ledger hands them to a view, in the order given. */
export function recordsOf(words: readonly Word[], from = 1): readonly Recorded[] {
  return words.map((word, position) => {
    const foreign = word.arrived !== undefined;
    const claims = Object.entries(word.claims ?? {}).map(([name, value]) => ({
      name,
      value: value as JsonValue,
      marking: marking('amber'),
    }));
    return {
      arrival: position + from,
      origin: foreign ? 'foreign' : 'own',
      digest: digestOf(word.id),
      issuer: word.by ?? HOSPITAL,
      type: word.type,
      vct: `urn:comity:statement:${word.type}:1`,
      realm: 'exercise:test',
      log: foreign ? 'there.example/log' : 'here.example/log',
      logIndex: position,
      case: word.case === undefined ? CASE : word.case,
      claims: new Map(claims.map((claim) => [claim.name, claim])),
      signer: 'unnamed',
      recordedAt: at(word.arrived ?? word.at),
      ...(foreign ? { provenAt: at(word.at) } : {}),
    };
  });
}

export function question(words: readonly Word[], texts: readonly Regime[] = TEXTS): CaseQuestion {
  const reckoned = reckoning(texts);
  const heard = heardBy(everyText(reckoned.regimes));
  return {
    ...reckoned,
    case: CASE,
    standing: STANDING,
    events: recordsOf(words).flatMap((record) => eventsOf(record, heard)),
  };
}

export function applies(text: Regime = LAW, more: Partial<Word> = {}, claims: Word['claims'] = {}): Word {
  return {
    id: `applies-${text.id}`,
    type: 'regime-applies',
    at: '09:00',
    ...more,
    claims: {
      regime: text.id,
      version: text.version,
      regime_hash: regimesFrom([text]).hash(text.id, text.version),
      applies: true,
      decided_by: PERSON,
      ...claims,
    },
  };
}

export function aware(time: string, more: Partial<Word> = {}, claims: Word['claims'] = {}): Word {
  return {
    id: 'aware',
    type: 'clock-event',
    at: '09:05',
    ...more,
    claims: { moment: 'awareness', at: at(time).toString(), decided_by: PERSON, ...claims },
  };
}

export function filed(name: string, time: string, more: Partial<Word> = {}, claims: Word['claims'] = {}): Word {
  return {
    id: `filed-${name}`,
    type: 'duty-filing',
    at: time,
    ...more,
    claims: { regime: 'law', stage: name, filed_at: at(time).toString(), way: 'portal', ...claims },
  };
}
