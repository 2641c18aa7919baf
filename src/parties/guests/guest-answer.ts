import type { Actor, Ledger, Reader } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { GuestCode } from '#parties/codes.ts';
import { viewerFor } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import {
  GUEST_NAME_CHARACTERS,
  type GuestLink,
  type GuestWay,
  guestLink,
  guestTables,
  openGuestLink,
} from './guests.ts';

export const GUEST_NOTE_CHARACTERS = 2_000;

export type GuestAnswer = { readonly name: string; readonly note?: string; readonly via?: GuestWay };

/** What an answer is written down with. `receiptOf` tells the receipt that a release has, if any. */
export type GuestServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  receiptOf(release: string): Promise<string | null>;
};

/**
 * Writes down the guest's answer as the host's statements: the receipt, then the acknowledgement, both of lower
 * assurance. A link answers once: the first answer stands, and sending it again has no second effect, also after a
 * crash in between. A refusal of the ledger leaves the link open.
 */
export async function answerGuest(
  services: GuestServices,
  secret: string,
  answer: GuestAnswer,
): Promise<Outcome<{ readonly acknowledgement: string }>> {
  const opened = await openGuestLink(services.connection, secret, services.ledger.now());
  return opened.ok
    ? settle(services, opened.value, actorOf(opened.value), { ...answer, via: 'guest-link' })
    : opened;
}

/** The same when the guest answers by telephone or mail, and an officer of the host writes it down and signs for it. */
export async function writeDownAnswer(
  services: GuestServices,
  officer: Extract<Actor, { kind: 'person' }>,
  id: string,
  answer: GuestAnswer & { readonly via: 'mail' | 'telephone' },
): Promise<Outcome<{ readonly acknowledgement: string }>> {
  const found = await guestLink(services.connection, officer.party, id, services.ledger.now());
  return found.ok ? settle(services, found.value, officer, answer) : found;
}

async function settle(
  services: GuestServices,
  link: GuestLink,
  actor: Actor,
  answer: GuestAnswer,
): Promise<Outcome<{ readonly acknowledgement: string }>> {
  if (link.answer !== null) return refuse<GuestCode>('guest-link-used', 'This link was answered already.');
  const fault = malformed(answer);
  if (fault !== undefined) return fault;
  const { at, said } = await holdAnswer(services.connection, link.id, answer, services.ledger.now());
  const written = await writeDown(services, link, actor, at, said);
  await guestTables(services.connection)
    .updateTable('guest_link')
    .set(written.ok ? { answer: written.value } : { said: null })
    .where('id', '=', link.id)
    .where('answer', 'is', null)
    .execute();
  return written.ok ? accept({ acknowledgement: written.value }) : written;
}

function malformed({ name, note }: GuestAnswer) {
  if (name.trim() === '')
    return refuse<GuestCode>('guest-answer-malformed', 'Give the name of whoever has read this.', 'name');
  if (name.length > GUEST_NAME_CHARACTERS) return tooLong(GUEST_NAME_CHARACTERS, 'name');
  return note === undefined || note.length <= GUEST_NOTE_CHARACTERS
    ? undefined
    : tooLong(GUEST_NOTE_CHARACTERS, 'note');
}

function tooLong(most: number, place: 'name' | 'note') {
  return refuse<GuestCode>('guest-answer-malformed', `Keep this to ${most} characters.`, place);
}

/** The first answer and its moment are kept before anything is signed, so that a repetition signs the same words. */
async function holdAnswer(connection: Connection, id: string, answer: GuestAnswer, now: Temporal.Instant) {
  const links = guestTables(connection);
  await links
    .updateTable('guest_link')
    .set(({ fn, val }) => ({
      said: JSON.stringify(answer),
      answered_at: fn.coalesce('answered_at', val(toMicroseconds(now))),
    }))
    .where('id', '=', id)
    .where('said', 'is', null)
    .execute();
  const row = await links
    .selectFrom('guest_link')
    .select(['said', 'answered_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const said = row.said === null ? answer : (JSON.parse(row.said) as GuestAnswer);
  return { said, at: fromMicroseconds(row.answered_at ?? toMicroseconds(now)) };
}

async function writeDown(
  services: GuestServices,
  link: GuestLink,
  actor: Actor,
  at: Temporal.Instant,
  { name, note, via = 'guest-link' }: GuestAnswer,
): Promise<Outcome<string>> {
  const told = { assurance: 'lower', via, on_behalf_of: link.guest } as const;
  const moment = at.toString({ smallestUnit: 'second' });
  const receipt = await receiptFor(services, link, { ...told, received_at: moment });
  if (!receipt.ok) return receipt;
  const claims = {
    receipt: receipt.value,
    target: link.target,
    person: link.person,
    person_name: name,
    at: moment,
    ...told,
    ...(note === undefined || note === '' ? {} : { note }),
  };
  return submit(services, link, actor, 'acknowledgement', claims);
}

async function receiptFor(
  services: GuestServices,
  link: GuestLink,
  told: Draft['claims'],
): Promise<Outcome<string>> {
  const known = await services.receiptOf(link.release);
  if (known !== null) return accept(known);
  const eyes = await viewerFor(services.connection, actorOf(link), services.ledger.now());
  const shown = await services.reader.statement(link.target, eyes);
  const claims = [...(shown?.claims.keys() ?? [])];
  return submit(services, link, actorOf(link), 'receipt', {
    release: link.release,
    target: link.target,
    claims,
    ...told,
  });
}

async function submit(
  { ledger }: GuestServices,
  link: GuestLink,
  actor: Actor,
  type: string,
  claims: Draft['claims'],
): Promise<Outcome<string>> {
  const draft: Draft = { type, issuer: link.host, case: link.case, claims };
  const jobKey = `guest/${link.id}/${type}`;
  const appended = await ledger.submit({ kind: 'draft', actor, draft, jobKey });
  if (!appended.ok) return appended;
  if (appended.value === null)
    throw new Error(`write down a guest's ${type}: the ledger answered without a statement`);
  return accept(appended.value.digest);
}

function actorOf(link: GuestLink) {
  return { kind: 'guest', party: link.guest, link: link.id } as const;
}
