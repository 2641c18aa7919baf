/** One line of a directory as lists carry it: what every form (CSV, JSON, Cerebrate) is read into and written from. */
import { type Static, Type } from 'typebox';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import {
  CHANNELS,
  CONTACT_KINDS,
  type ContactChannel,
  type ContactKind,
  contactPoint,
  Territory,
} from '#parties/statements.ts';
import { PartyId } from '#statement/statement-type.ts';
import { departure, fits } from '#statement/validator.ts';
import type { ImportCode } from './codes.ts';

const NAME_CHARACTERS = 200;
const NOTE_CHARACTERS = 500;
const { languages, hours, phone, email, url, pgp, seal, verified_on } = contactPoint.claims;

/** The claims of a contact point, with the state and the organisation beside; the same bounds as when it is stated. */
export const ContactRecord = Type.Object(
  {
    state: Territory,
    kind: Type.Enum([...CONTACT_KINDS]),
    organisation: Type.String({ minLength: 1, maxLength: NAME_CHARACTERS }),
    party: Type.Optional(PartyId),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: NAME_CHARACTERS })),
    languages: Type.Optional(Type.Unsafe<string[]>(languages!.schema)),
    hours: Type.Optional(Type.Unsafe<string>(hours!.schema)),
    phone: Type.Optional(Type.Unsafe<string>(phone!.schema)),
    email: Type.Optional(Type.Unsafe<string>(email!.schema)),
    url: Type.Optional(Type.Unsafe<string>(url!.schema)),
    pgp: Type.Optional(Type.Unsafe<string>(pgp!.schema)),
    seal: Type.Optional(Type.Unsafe<string>(seal!.schema)),
    verified_on: Type.Optional(Type.Unsafe<string>(verified_on!.schema)),
    /** What the list says besides; kept with a proposal, never stated. */
    note: Type.Optional(Type.String({ minLength: 1, maxLength: NOTE_CHARACTERS })),
  },
  { additionalProperties: false },
);
export type ContactRecord = Static<typeof ContactRecord>;
export type RecordField = keyof ContactRecord;

export const RECORD_FIELDS = Object.keys(ContactRecord.properties) as readonly RecordField[];

/** A record as a list gave it, or what is wrong with which field; `place` names the line or the entry. */
export function checkRecord(
  record: Readonly<Record<string, unknown>>,
  place: string,
): Outcome<ContactRecord, ImportCode> {
  const missing = REQUIRED.find((name) => record[name] === undefined);
  if (missing !== undefined)
    return refuse('contact-malformed', phrase`"${missing}" is missing.`, `${place}, ${missing}`);
  if (!fits(ContactRecord, record)) {
    const { pointer, expected } = departure(ContactRecord, record);
    const field = pointer.split('/')[1] ?? 'entry';
    return refuse('contact-malformed', phrase`"${field}" ${expected}.`, `${place}, ${field}`);
  }
  const sound = record as ContactRecord;
  if (sound.verified_on === undefined || isDay(sound.verified_on)) return accept(sound);
  return refuse(
    'contact-malformed',
    phrase`"${sound.verified_on}" is no day of the calendar.`,
    `${place}, verified_on`,
  );
}

const REQUIRED: readonly RecordField[] = ['state', 'kind', 'organisation'];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day that exists, written as 2026-03-01 and not otherwise. */
export function isDay(text: string): boolean {
  try {
    return DAY.test(text) && Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

const CHANNEL_OF_KIND: Readonly<Record<ContactKind, ContactChannel>> = {
  csirt: 'csirt',
  'single-point-of-contact': 'csirt',
  'police-24-7': 'police',
  'un-diplomatic': 'diplomatic',
  'un-technical': 'csirt',
};

/** The room in which a contact of this kind is spoken to. */
export function channelOf(kind: ContactKind): ContactChannel {
  return CHANNEL_OF_KIND[kind];
}

/** For a contact point that names no kind: what its channel is for by default. */
export function kindOfChannel(channel: string): ContactKind {
  const kinds: Readonly<Record<ContactChannel, ContactKind>> = {
    csirt: 'csirt',
    police: 'police-24-7',
    diplomatic: 'un-diplomatic',
  };
  return kinds[CHANNELS.find((known) => known === channel) ?? 'csirt'];
}

/**
 * Two lines that speak of one contact: same state and kind, and the same address or number. A name alone says nothing
 * without its organisation: every desk has a duty officer.
 */
export function identityOf({ state, kind, email, phone, name, organisation }: ContactRecord): string {
  const reached = email ?? phone ?? [organisation, name ?? ''];
  return JSON.stringify([state, kind, reached]).toLowerCase();
}
