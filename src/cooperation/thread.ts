/** What two states said to each other in one case, as one viewer was shown it. Pure; the reader decided what is here. */
import type { Shown } from '#ledger/contract.ts';
import { ASKS, CLOSINGS, LINKS } from './links.ts';
import { TYPE_BY_NAME } from './statements.ts';

export type Entry = {
  readonly digest: string;
  readonly issuer: string;
  readonly type: string;
  readonly at: Temporal.Instant;
  readonly channel: string | null;
  readonly to: string | null;
  /** The statement it answers; null where it answers nothing, or that was withheld. */
  readonly about: string | null;
  readonly answer: string | null;
  readonly shown: Shown;
};

/** Something asked of another state, and what became of it. */
export type Ask = {
  readonly entry: Entry;
  /** Answers by the party that was asked, in order of arrival; they may have come before the question. */
  readonly answers: readonly Entry[];
  readonly closed: Entry | undefined;
  readonly state: 'open' | 'answered' | 'closed';
};

export type Thread = {
  readonly case: string;
  readonly entries: readonly Entry[];
  readonly asks: readonly Ask[];
  /** Answers to something that is not held here: out of order, or kept back from us. */
  readonly loose: readonly Entry[];
  readonly channels: readonly string[];
  readonly latest: Temporal.Instant | undefined;
};

export function threadOf(caseId: string, shown: readonly Shown[]): Thread {
  const entries = shown.filter(({ type }) => TYPE_BY_NAME.has(type)).map(entryOf);
  const held = new Set(entries.map(({ digest }) => digest));
  const asks = entries.filter(({ type }) => Object.hasOwn(ASKS, type)).map((entry) => askOf(entry, entries));
  return {
    case: caseId,
    entries,
    asks,
    loose: entries.filter(({ about }) => about !== null && !held.has(about)),
    channels: [...new Set(entries.flatMap(({ channel }) => channel ?? []))],
    latest: entries.at(-1)?.at,
  };
}

function entryOf(shown: Shown): Entry {
  const text = (name: string) => {
    const value = shown.claims.get(name)?.value;
    return typeof value === 'string' ? value : null;
  };
  const link = LINKS[shown.type];
  return {
    digest: shown.digest,
    issuer: shown.issuer,
    type: shown.type,
    at: shown.recordedAt,
    channel: text('channel'),
    to: text('to') ?? text('with_party'),
    about: link === undefined ? null : text(link.claim),
    answer: text('answer') ?? text('consent') ?? text('outcome') ?? text('state'),
    shown,
  };
}

function askOf(entry: Entry, entries: readonly Entry[]): Ask {
  const about = entries.filter((one) => one.about === entry.digest);
  const firstWords = ASKS[entry.type] ?? [];
  // Whoever was not asked answers nothing, whatever it says.
  const answers = about.filter(({ type, issuer }) => firstWords.includes(type) && mayAnswer(entry, type, issuer));
  const closed = about.find(
    ({ type, issuer }) => CLOSINGS.includes(type) && [entry.issuer, entry.to].includes(issuer),
  );
  const state = closed !== undefined ? 'closed' : answers.length > 0 ? 'answered' : 'open';
  return { entry, answers, closed, state };
}

function mayAnswer(entry: Entry, type: string, issuer: string): boolean {
  if (entry.type === 'team-request' || entry.type === 'team-match') return issuer !== entry.issuer;
  return LINKS[type]?.by !== 'asked' || issuer === entry.to;
}

/** Since when there has been silence: told to whoever asked, and to nobody else. */
export function silenceFor({ entry, state }: Ask, party: string | null): Temporal.Instant | undefined {
  return state === 'open' && party !== null && entry.issuer === party ? entry.at : undefined;
}

/** A statement this party could make next in the thread, and what it would answer. */
export type Offer = { readonly type: string; readonly about: string };

/** What this party may say next; the rules decide again when it is said. */
export function offersFor(thread: Thread, party: string): readonly Offer[] {
  return thread.entries.flatMap((entry) => {
    if (isClosed(thread, entry)) return [];
    return Object.entries(LINKS)
      .filter(([type, { of }]) => of === entry.type && mayOffer(thread, entry, type, party))
      .map(([type]) => ({ type, about: entry.digest }));
  });
}

function isClosed(thread: Thread, entry: Entry): boolean {
  return thread.asks.some((ask) => ask.entry.digest === entry.digest && ask.state === 'closed');
}

function mayOffer(thread: Thread, entry: Entry, type: string, party: string): boolean {
  const link = LINKS[type]!;
  const said = (kind: string, by?: string) =>
    thread.entries.filter(
      (one) => one.type === kind && one.about === entry.digest && (by === undefined || one.issuer === by),
    );
  if (link.repeats === 'once' && said(type, party).length > 0) return false;
  switch (link.by) {
    case 'asked':
      return entry.to === party;
    case 'asker':
      if (type === 'territory-supplement' && said('territory-acknowledgement').length === 0) return false;
      return entry.issuer === party;
    case 'either':
      return entry.to === party || entry.issuer === party;
    case 'by-rule':
      return mayOfferTeam(thread, entry, type, party);
  }
}

function mayOfferTeam(thread: Thread, entry: Entry, type: string, party: string): boolean {
  const claim = (name: string) => entry.shown.claims.get(name)?.value;
  const about = thread.entries.filter((one) => one.about === entry.digest);
  const consent = about.findLast((one) => one.type === 'host-consent' && one.issuer === claim('host'));
  switch (type) {
    case 'joint-team-accession': {
      const members = claim('members');
      return Array.isArray(members) && members.includes(party) && entry.issuer !== party;
    }
    case 'joint-team-end': {
      const members = claim('members');
      return Array.isArray(members) && members.includes(party);
    }
    case 'team-offer':
      return entry.issuer !== party;
    case 'team-match':
      return (
        [entry.to, entry.issuer].includes(party) &&
        about.some((one) => one.type === 'team-offer') &&
        !about.some((one) => one.type === 'team-match')
      );
    case 'host-consent':
      return claim('host') === party && consent?.answer !== 'ended';
    case 'team-deployment':
      return claim('sender') === party && consent?.answer === 'granted';
    case 'team-report':
      return claim('sender') === party && about.some((one) => one.type === 'team-deployment');
    default:
      return false;
  }
}
