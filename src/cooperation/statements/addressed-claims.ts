import { Type } from 'typebox';
import { CHANNELS, InstantText, PersonRef } from '#parties/statements.ts';
import { ofKind } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { claim, Digest, PartyId, requiredClaim } from '#statement/statement-type.ts';
import { addressing, referring } from '#statement/traits.ts';

const MAX_TEXT_CHARACTERS = 4_000;
const MAX_LINE_CHARACTERS = 300;
export const MAX_STEPS = 10;
export const MAX_MEMBERS = 40;

export const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });
export const Line = Type.String({ minLength: 1, maxLength: MAX_LINE_CHARACTERS });
/** A calendar day, ISO 8601. */
export const Day = ofKind(
  'day',
  Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', maxLength: 10 }),
);

/** Between states: for those it was given to, and what they may do with it is to act, not to publish. */
export const between = marking('amber', ['mitigation']);
/** For the investigation that a police request serves. */
export const forPolice = marking('amber', ['mitigation', 'prosecution']);
/** For one's own party alone, until somebody releases it. */
export const inside = marking('amber+strict', ['mitigation']);

/** The room in which something is said; whoever goes to another one says why. */
const ROOM = {
  channel: requiredClaim('Channel', Type.Enum([...CHANNELS]), between, 'Which room it is said in'),
  crossing: claim(
    'Why it leaves the channel it came in',
    Text,
    between,
    'Needed where this answers something that was said in another channel',
  ),
};

/** Whoever speaks for a state is named; a desk is not enough. */
export const SPEAKER = {
  person: requiredClaim('Who speaks, by identifier', PersonRef, between),
  person_name: claim('Who speaks for the authority', Line, between),
};

/** What everything that one state says to another one carries. */
export const ADDRESSED = {
  ...ROOM,
  to: addressing(requiredClaim('To', PartyId, between)),
  ...SPEAKER,
};

/** What is recorded of a room without being addressed to anybody. */
export const RECORDED = { ...ROOM, ...SPEAKER };

export const REPLY_WANTED_BY = claim(
  'We would value an answer by',
  InstantText,
  between,
  'A wish; nobody is in breach who answers later',
);

/** The claim by which an answer names what it answers. */
export function answerTo(label: string) {
  return referring('answers', requiredClaim(label, Digest, between));
}
