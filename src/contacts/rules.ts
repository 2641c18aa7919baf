import { textOf } from '#federation/draft-text.ts';
import { conflictKind } from '#ledger/conflict-key.ts';
import type { Actor, Rule } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, refuse } from '#outcome.ts';
import { HOST_KINDS } from '#parties/statements.ts';
import { partyTables } from '#parties/tables.ts';
import { type Party, partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { PingCode } from './codes.ts';
import type { AnsweredBy, PingMode } from './statements.ts';
import { answersTo, lastPings, type Ping, pingOf } from './view.ts';

const ANSWER_DAYS_MOST = 30;
/** Two scheduled pings of one contact lie at least this far apart, so that no restart pings twice. */
const SCHEDULED_GAP_DAYS = 20;
/** A contact is tried, not worn down: surprise pings of one contact by one party within 24 hours. */
export const SURPRISES_A_DAY_MOST = 4;
const HOURS_A_DAY = 24;

type Verdict = Outcome<null, PingCode>;

export type PingState = {
  readonly issuer: Party | undefined;
  readonly to: Party | undefined;
  /** `<party> <channel>` of the entry that is named; undefined where there is none. */
  readonly entry: string | undefined;
  /** Earlier pings of this contact by the same party, newest first. */
  readonly before: readonly { readonly mode: PingMode; readonly at: Temporal.Instant }[];
};

export type AnswerState = { readonly ping: Ping | undefined; readonly answered: ReadonlySet<AnsweredBy> };

const pingOfParty = conflictKind<[from: string, to: string]>('ping');
const answerTo = conflictKind<[ping: string, by: string]>('ping-answer');

export const pingRule: Rule<PingState> = {
  type: 'reachability-ping',
  conflictKeys: (draft) => [pingOfParty(draft.issuer, textOf(draft, 'to'))],
  load: (reads, drafts) => Promise.all(drafts.map((draft) => pingState(reads, draft))),
  decide: (state, draft, { actor, at }) =>
    firstRefusal([
      () => askedOfAnother(state, draft),
      () => mayAsk(state),
      () => entryFits(state, draft),
      () => timeFits(draft, at),
      () => notTooOften(state, draft, actor, at),
    ]),
};

const answerRule: Rule<AnswerState> = {
  type: 'reachability-answer',
  conflictKeys: (draft) => [answerTo(textOf(draft, 'ping') || textOf(draft, 'echo_of'), draft.issuer)],
  load: (reads, drafts) => Promise.all(drafts.map((draft) => answerState(reads, draft))),
  decide: (state, draft, { actor }) => decideAnswer(state, draft, actor),
};

/** One rule a type; who may author at all stands in `acts.ts`. */
// biome-ignore lint/suspicious/noExplicitAny: the state type is each rule's own.
export const CONTACT_RULES: readonly Rule<any>[] = [pingRule, answerRule];

async function pingState(reads: Connection, draft: Draft): Promise<PingState> {
  const [to, contact, channel] = [textOf(draft, 'to'), textOf(draft, 'contact'), textOf(draft, 'channel')];
  const entry =
    contact === ''
      ? undefined
      : await partyTables(reads)
          .selectFrom('party_contact_point')
          .select(['party', 'channel'])
          .where('contact', '=', contact)
          .orderBy('arrival', 'desc')
          .executeTakeFirst();
  return {
    issuer: await partyOf(reads, draft.issuer),
    to: await partyOf(reads, to),
    entry: entry === undefined ? undefined : `${entry.party} ${entry.channel}`,
    before: await lastPings(reads, { issuer: draft.issuer, party: to, channel, contact: contact || null }),
  };
}

async function answerState(reads: Connection, draft: Draft): Promise<AnswerState> {
  const ping = await pingOf(reads, textOf(draft, draft.claims.answered_by === 'person' ? 'ping' : 'echo_of'));
  const answers = ping === undefined ? [] : await answersTo(reads, [ping.digest]);
  return {
    ping,
    answered: new Set(answers.filter(({ issuer }) => issuer === draft.issuer).map((one) => one.answeredBy)),
  };
}

function askedOfAnother({ to }: PingState, draft: Draft): Verdict {
  const asked = textOf(draft, 'to');
  if (asked === draft.issuer)
    return refuse('ping-to-itself', 'Ping another party: you know that you are here.', 'to');
  if (to !== undefined) return accept(null);
  return refuse(
    'ping-party-unknown',
    `Nothing is known here of ${asked}. Confirm it as a peer, or describe it.`,
    'to',
  );
}

/** Across a border only those speak who speak for a state or a region; within one, anybody may try its authority. */
function mayAsk({ issuer, to }: PingState): Verdict {
  if (issuer !== undefined && HOST_KINDS.includes(issuer.kind)) return accept(null);
  if (issuer !== undefined && issuer.territory === to?.territory) return accept(null);
  return refuse(
    'ping-not-mandated',
    'Across a border an authority or a regional body pings: ask yours to do it.',
    'to',
  );
}

function entryFits({ entry }: PingState, draft: Draft): Verdict {
  if (draft.claims.contact === undefined) return accept(null);
  if (entry === `${textOf(draft, 'to')} ${textOf(draft, 'channel')}`) return accept(null);
  return refuse('ping-contact-unknown', 'This party lists no such entry in this channel.', 'contact');
}

function timeFits(draft: Draft, at: Temporal.Instant): Verdict {
  const until = instantFrom(draft.claims.answer_by);
  const latest = at.add({ hours: ANSWER_DAYS_MOST * HOURS_A_DAY });
  const fits = until !== undefined && until.epochMilliseconds > at.epochMilliseconds;
  if (fits && until.epochMilliseconds <= latest.epochMilliseconds) return accept(null);
  return refuse('ping-answer-time', `Ask for an answer within ${ANSWER_DAYS_MOST} days from now.`, 'answer_by');
}

function notTooOften({ before }: PingState, draft: Draft, actor: Actor, at: Temporal.Instant): Verdict {
  if (draft.claims.mode === 'scheduled') {
    const last = before.find(({ mode }) => mode === 'scheduled');
    if (last === undefined || hoursSince(last.at, at) >= SCHEDULED_GAP_DAYS * HOURS_A_DAY) return accept(null);
    return refuse('pinged-already', 'This contact had its scheduled ping; try a surprise ping instead.', 'mode');
  }
  if (actor.kind === 'node')
    return refuse('ping-surprise-by-person', 'A person decides on a surprise ping.', 'mode');
  const today = before.filter((one) => one.mode === 'surprise' && hoursSince(one.at, at) < HOURS_A_DAY);
  if (today.length < SURPRISES_A_DAY_MOST) return accept(null);
  return refuse(
    'pinged-too-often',
    `This contact was pinged ${SURPRISES_A_DAY_MOST} times within a day: call it instead.`,
  );
}

/** Pure; a token or the node can say that the machine answered, and nothing more. */
function decideAnswer({ ping, answered }: AnswerState, draft: Draft, actor: Actor): Verdict {
  if (ping === undefined || (draft.claims.ping !== undefined && draft.claims.echo_of !== undefined)) {
    return refuse('ping-unknown', 'Name one ping: as "ping" for a person, as "echo_of" for a machine.', 'ping');
  }
  if (ping.party !== draft.issuer) return refuse('ping-not-for-you', `This ping was for ${ping.party}.`, 'ping');
  if (textOf(draft, 'to') !== ping.issuer) {
    return refuse('answer-to-wrong-party', `Answer whoever asked: ${ping.issuer}.`, 'to');
  }
  if (ping.challenge === null || textOf(draft, 'response') !== ping.challenge) {
    return refuse('challenge-wrong', 'Read the code back as it stands in the ping.', 'response');
  }
  const by = draft.claims.answered_by === 'person' ? 'person' : 'machine';
  const isMachine = actor.kind === 'node' || (actor.kind === 'person' && actor.scopes !== undefined);
  if (by === 'person' && (isMachine || !namesItself(draft, actor))) {
    return refuse(
      'not-a-person',
      'Only a person who has signed in answers as a person, in their own name.',
      'person',
    );
  }
  if (!answered.has(by)) return accept(null);
  return refuse('answered-already', `This ping has an answer by a ${by} of your party.`, 'ping');
}

function namesItself(draft: Draft, actor: Actor): boolean {
  return actor.kind === 'person' ? draft.claims.person === actor.person : textOf(draft, 'person') !== '';
}

const MICROSECONDS_AN_HOUR = 3_600_000_000;

function hoursSince(earlier: Temporal.Instant, now: Temporal.Instant): number {
  return (toMicroseconds(now) - toMicroseconds(earlier)) / MICROSECONDS_AN_HOUR;
}
