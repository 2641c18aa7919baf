/** A party says something: through the API as its person, in two steps where a second person approves, or as its node likes. */
import { randomUUID } from 'node:crypto';
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import type { PartyName, PersonName } from './acts.ts';
import { type Answer, codeOf, isDone, membersOf } from './doors.ts';
import type { Play } from './play.ts';
import { didOf, homeOf, seatName } from './stage.ts';

export type Wish = {
  readonly party: PartyName;
  readonly by?: PersonName | undefined;
  readonly type: string;
  readonly case?: string | undefined;
  readonly claims: Readonly<Record<string, JsonValue>>;
  readonly markings?: Readonly<Record<string, Partial<Marking>>>;
  /** Who approves it besides its author; where nobody is named it is said at once. */
  readonly approvedBy?: readonly PersonName[];
  readonly key?: string;
};

export type Said = { readonly digest?: string; readonly code: string; readonly text: string };

export async function say(play: Play, wish: Wish): Promise<Said> {
  if (homeOf(wish.party) === 'far') return sayAsLiar(play, wish);
  if (wish.by === undefined || !play.stage.honest.has(homeOf(wish.party))) return nobody;
  if (wish.approvedBy !== undefined) return sayApproved(play, wish, wish.by, wish.approvedBy);
  const caller = await play.doors.person(wish.by, wish.party);
  const { type, claims, markings } = wish;
  const body = { type, case: wish.case ?? randomUUID(), claims, ...(markings === undefined ? {} : { markings }) };
  const key = wish.key === undefined ? {} : { key: wish.key };
  return saidIn(await play.doors.ask(caller, { method: 'POST', path: '/api/v1/statements', body, ...key }));
}

const nobody: Said = { code: 'nobody-signs', text: '' };

export function saidIn(answer: Answer): Said {
  const { digest } = membersOf(answer.text);
  const text = `${answer.text}\n${answer.headers}`;
  if (!isDone(answer) || typeof digest !== 'string') return { code: codeOf(answer), text };
  return { digest, code: '', text };
}

/** A node whose ledger refuses nothing signs whatever its person asks for. */
async function sayAsLiar({ stage }: Play, wish: Wish): Promise<Said> {
  const { far } = stage;
  const actor = {
    kind: 'person' as const,
    person: stage.persons.get(seatName(wish.by ?? '', wish.party)) ?? '',
    party: didOf(wish.party),
  };
  if (actor.person === '') return nobody;
  const { type, claims, markings } = wish;
  const draft = {
    ...{ type, claims },
    issuer: actor.party,
    case: wish.case ?? randomUUID(),
    ...(markings === undefined ? {} : { markings }),
  };
  const said = await far.ledger.submit({ kind: 'draft', actor, draft });
  if (!said.ok) return { code: said.refusal.code, text: '' };
  return said.value === null ? nobody : { digest: said.value.digest, code: '', text: '' };
}

/** As two persons do it: one drafts and proposes, each other approves, the first submits. */
async function sayApproved(
  { doors }: Play,
  wish: Wish,
  by: PersonName,
  approvedBy: readonly PersonName[],
): Promise<Said> {
  const { type, claims, markings, party } = wish;
  const author = await doors.person(by, party);
  const post = (path: string, body: unknown) => doors.ask(author, { method: 'POST', path, body });
  const body = { type, case: wish.case ?? randomUUID(), claims, ...(markings === undefined ? {} : { markings }) };
  const begun = await post('/api/v1/drafts', body);
  if (!isDone(begun)) return saidIn(begun);
  const { id, version } = membersOf(begun.text);
  const proposed = await post(`/api/v1/drafts/${id}/propose`, { version });
  if (!isDone(proposed)) return saidIn(proposed);
  for (const person of new Set(approvedBy)) {
    if (person === by) continue;
    const second = await doors.person(person, party);
    await doors.ask(second, { method: 'POST', path: `/api/v1/drafts/${id}/approve`, body: { version } });
  }
  const submitted = saidIn(await post(`/api/v1/drafts/${id}/submit`, { version }));
  if (submitted.digest === undefined) await takeBack(post, id, version);
  return submitted;
}

/** What was not signed does not stay in the workspace, where the party's persons would see it. */
async function takeBack(post: (path: string, body: unknown) => Promise<Answer>, id: unknown, version: unknown) {
  const open = await post(`/api/v1/drafts/${id}/reopen`, { version });
  await post(`/api/v1/drafts/${id}/discard`, { version: membersOf(open.text).version ?? version });
}
