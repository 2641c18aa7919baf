/**
 * Statements to events: one reader for the view, which folds what the node holds, and for pages, which compute from
 * what the reader showed one viewer. A foreign statement may carry anything under a name we know; what is not of the
 * expected form is as if it were withheld.
 */

import { MOMENTS, type Regime } from '#obligations/regimes/regime.ts';
import { OBLIGATION_TYPES } from '#obligations/statements.ts';
import type { CaseEvent, EventHead, Said } from './case-event.ts';
import { DUTY_CHANGES } from './case-event.ts';
import {
  claimsWanted,
  DIGEST,
  digest,
  endOf,
  instant,
  isRegime,
  knownZone,
  listed,
  MAX_LISTED,
  MAX_VALUE_CHARACTERS,
  PARTY,
  party,
  record,
  text,
} from './claim-reading.ts';

/** What `Recorded` and `Shown` have in common, as far as clocks need it. */
export type SpokenStatement = {
  readonly digest: string;
  readonly issuer: string;
  readonly type: string;
  readonly origin: 'own' | 'foreign';
  readonly recordedAt: Temporal.Instant;
  readonly provenAt?: Temporal.Instant;
  readonly claims: ReadonlyMap<string, { readonly value: unknown }>;
};

/** Types and claims that some regime speaks of; nothing else of a case is kept for its clocks. */
export type Heard = { readonly types: ReadonlySet<string>; readonly claims: ReadonlySet<string> };

/** What a party says when it reports: with all of these taken back, its declared clocks close. */
export const REPORT_TYPES: readonly string[] = ['incident-alert', 'incident-report'];

/** Claims by which a statement names whom it speaks to. */
const ADDRESSING = ['to', 'reported_to', 'addressee', 'addressee_party', 'victim_party', 'vendor_party', 'bearer'];
const WITHDRAWING: Readonly<Record<string, string>> = {
  'incident-withdrawal': 'withdraws',
  'report-withdrawal': 'withdraws',
  recall: 'target',
};
const ALWAYS_HEARD: readonly string[] = [
  ...OBLIGATION_TYPES.map((type) => type.name),
  ...REPORT_TYPES,
  ...Object.keys(WITHDRAWING),
  'hold',
  'release',
  'receipt',
];
const ALWAYS_READ = ['regime', 'stage', 'target', 'release', 'receipt', 'due', 'replaces', 'on_behalf_of'];
/** Beside those that regimes name: what the events of a type are made of. */
const OWN_CLAIMS: ReadonlyMap<string, readonly string[]> = new Map([
  ...OBLIGATION_TYPES.map((type): [string, string[]] => [type.name, Object.keys(type.claims)]),
  ['hold', ['holds', 'target', 'until', 'hidden_from']],
  ['receipt', ['received_at', 'on_behalf_of']],
  ['incident-withdrawal', ['withdraws']],
  ['report-withdrawal', ['withdraws']],
]);

export function heardBy(regimes: Iterable<Regime>): Heard {
  const types = new Set(ALWAYS_HEARD);
  const claims = new Set([...ALWAYS_READ, ...ADDRESSING]);
  for (const regime of regimes) {
    for (const stage of regime.stages) {
      const { when, limits, opens, met_by: met } = stage;
      const anchors = [opens, ...limits.map((limit) => limit.of), ...(when ? [when.event, when.limit.of] : [])];
      for (const anchor of anchors) {
        if (!('said' in anchor)) continue;
        types.add(anchor.said);
        for (const { claim } of claimsWanted(anchor)) claims.add(claim);
      }
      for (const claim of [stage.named_in, stage.due_in]) if (claim !== undefined) claims.add(claim);
      if (!('said' in met)) continue;
      for (const type of met.said) types.add(type);
      if (met.refers !== undefined) claims.add(met.refers);
    }
  }
  return { types, claims };
}

/** Nothing for a statement that no clock looks at, or that tells too little. */
export function eventsOf(statement: SpokenStatement, heard: Heard): readonly CaseEvent[] {
  if (!heard.types.has(statement.type)) return [];
  const recordedAt = statement.provenAt ?? statement.recordedAt;
  const head: EventHead = {
    digest: statement.digest,
    by: statement.issuer,
    recordedAt,
    receivedAt: statement.origin === 'own' ? recordedAt : statement.recordedAt,
    foreign: statement.origin === 'foreign',
  };
  const special = specialEvent(statement, head);
  const said = saidEvent(statement, head, heard);
  return special === undefined ? [said] : [special, said];
}

/** The claims of a statement that events are read from, for whoever keeps it to read again. */
export function keptClaims(statement: Pick<SpokenStatement, 'type' | 'claims'>, heard: Heard) {
  const kept: Record<string, unknown> = {};
  for (const [name, { value }] of statement.claims) if (isRead(statement.type, name, heard)) kept[name] = value;
  return kept;
}

/** Whether a clock may turn on this claim of a statement of that type. */
export function isRead(type: string, claim: string, heard: Heard): boolean {
  return heard.types.has(type) && (heard.claims.has(claim) || OWN_CLAIMS.get(type)?.includes(claim) === true);
}

function specialEvent(statement: SpokenStatement, head: EventHead): CaseEvent | undefined {
  const read = (name: string) => statement.claims.get(name)?.value;
  switch (statement.type) {
    case 'regime-applies':
      return declaration(read, head);
    case 'clock-event':
      return moment(read, head);
    case 'duty-filing':
      return filing(read, head);
    case 'duty-change':
      return change(read, head);
    case 'hold':
      return hold(read, head);
    case 'promise': {
      const [what, due] = [text(read('what')), instant(read('due'))];
      if (what === null || due === null) return undefined;
      return { ...head, kind: 'promised', what, due, to: party(read('to')) };
    }
    case 'promise-kept': {
      const promise = digest(read('promise'));
      return promise === null ? undefined : { ...head, kind: 'kept', promise };
    }
    case 'receipt':
      return {
        ...head,
        kind: 'received',
        party: party(read('on_behalf_of')) ?? head.by,
        release: digest(read('release')),
        target: digest(read('target')),
        at: instant(read('received_at')) ?? head.recordedAt,
      };
    default: {
      const claim = WITHDRAWING[statement.type];
      if (claim === undefined) return undefined;
      return { ...head, kind: 'withdrawn', withdraws: listed(read(claim)).filter((one) => DIGEST.test(one)) };
    }
  }
}

type Read = (name: string) => unknown;

function declaration(read: Read, head: EventHead): CaseEvent | undefined {
  const [regime, version, hash, applies] = [read('regime'), read('version'), read('regime_hash'), read('applies')];
  if (!isRegime(regime) || typeof version !== 'number' || typeof applies !== 'boolean') return undefined;
  const pairs = Array.isArray(read('addressees')) ? (read('addressees') as unknown[]).slice(0, MAX_LISTED) : [];
  const addressees = pairs.flatMap((pair): [string, string][] => {
    const { role, party: named } = record(pair);
    return isRegime(role) && party(named) !== null ? [[role, named as string]] : [];
  });
  return {
    ...head,
    kind: 'applies',
    regime,
    version,
    hash: digest(hash) ?? '',
    applies,
    reason: text(read('reason')),
    zone: knownZone(read('time_zone')),
    facts: record(read('facts')),
    addressees: new Map(addressees),
  };
}

function moment(read: Read, head: EventHead): CaseEvent | undefined {
  const name = MOMENTS.find((known) => known === read('moment'));
  const [at, corrects, regime] = [instant(read('at')), digest(read('corrects')), read('regime')];
  // Without a time it can only say that an earlier one never was; an unreadable time says nothing at all.
  if (name === undefined || (at === null && (corrects === null || read('at') !== undefined))) return undefined;
  return {
    ...head,
    kind: 'moment',
    moment: name,
    at,
    regime: isRegime(regime) ? regime : null,
    decidedBy: text(read('decided_by')),
    corrects,
  };
}

function filing(read: Read, head: EventHead): CaseEvent | undefined {
  const [regime, stage, at] = [read('regime'), read('stage'), instant(read('filed_at'))];
  if (!isRegime(regime) || !isRegime(stage) || at === null) return undefined;
  return {
    ...head,
    kind: 'filed',
    regime,
    stage,
    addressee: party(read('addressee')),
    at,
    elsewhere: read('way') !== 'comity',
    report: digest(read('report')),
    corrects: digest(read('corrects')),
  };
}

function change(read: Read, head: EventHead): CaseEvent | undefined {
  const [regime, stage, bearer] = [read('regime'), read('stage'), party(read('bearer'))];
  const name = DUTY_CHANGES.find((known) => known === read('change'));
  if (name === undefined || !isRegime(regime) || !isRegime(stage) || bearer === null) return undefined;
  return {
    ...head,
    kind: 'changed',
    change: name,
    regime,
    stage,
    bearer,
    until: instant(read('until')),
    basis: text(read('basis')) ?? '',
    about: digest(read('about')),
  };
}

function hold(read: Read, head: EventHead): CaseEvent | undefined {
  const [holds, until] = [text(read('holds')), endOf(read('until'))];
  if (holds === null || until === null) return undefined;
  const hiddenFrom = listed(read('hidden_from')).filter((one) => PARTY.test(one));
  return { ...head, kind: 'hold', holds, target: digest(read('target')), until, hiddenFrom };
}

function saidEvent(statement: SpokenStatement, head: EventHead, heard: Heard): Said {
  const values = new Map<string, string | boolean | readonly string[]>();
  for (const [name, { value }] of statement.claims) {
    if (!heard.claims.has(name)) continue;
    if (typeof value === 'boolean') values.set(name, value);
    else if (typeof value === 'string' && value.length <= MAX_VALUE_CHARACTERS) values.set(name, value);
    else if (Array.isArray(value)) values.set(name, listed(value));
  }
  const to = ADDRESSING.flatMap((name) => listed(statement.claims.get(name)?.value));
  return {
    ...head,
    kind: 'said',
    type: statement.type,
    to: [...new Set(to.filter((one) => PARTY.test(one)))],
    values,
    due: instant(statement.claims.get('due')?.value),
  };
}
