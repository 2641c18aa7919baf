/** A ping asks a point of contact whether it answers; an answer says who, or what, answered. */
import { Type } from 'typebox';
import { CHANNELS, InstantText, PersonRef } from '#parties/statements.ts';
import { marking } from '#statement/marking.ts';
import {
  claim,
  Digest,
  PartyId,
  requiredClaim,
  type StatementType,
  statementType,
  Uuid,
} from '#statement/statement-type.ts';
import { addressing, typeThat } from '#statement/traits.ts';

/** `scheduled`: in the agreed rhythm, also by the node itself; `surprise`: when a person decides so. */
const PING_MODES = ['scheduled', 'surprise'] as const;
export type PingMode = (typeof PING_MODES)[number];

/** Only a person's answer proves that somebody is there; a machine's proves that the node is. */
export const ANSWERED_BY = ['person', 'machine'] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

const NOTE_CHARACTERS = 500;
const amber = marking('amber');
const strict = marking('amber+strict');

/** Ten characters of Crockford's base 32, made to be read out: `newSpokenCode(2)`. */
export const Challenge = Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$', maxLength: 11 });
const Note = Type.String({ minLength: 1, maxLength: NOTE_CHARACTERS });

export const reachabilityPing: StatementType = typeThat(
  { wordless: true, givenBySaying: 'addressee' },
  statementType('reachability-ping', 1, 'Are you there?', {
    to: addressing(requiredClaim('Asked of', PartyId, amber)),
    contact: claim('Entry in the directory', Uuid, amber, 'Absent where the party lists none in this channel'),
    channel: requiredClaim('Channel', Type.Enum([...CHANNELS]), amber),
    challenge: requiredClaim('Code to read back', Challenge, amber),
    mode: requiredClaim('Kind of ping', Type.Enum([...PING_MODES]), amber),
    answer_by: requiredClaim(
      'Answer wanted by',
      InstantText,
      amber,
      'Agreed or asked for; nobody is in breach of it',
    ),
    note: claim('Note', Note, amber),
  }),
);

const reachabilityAnswer: StatementType = typeThat(
  { wordless: true, givenBySaying: 'addressee' },
  statementType('reachability-answer', 1, 'We are here', {
    ping: claim('Ping', Digest, amber, 'Named by a person’s answer, which meets what was agreed'),
    echo_of: claim(
      'Ping that a machine echoes',
      Digest,
      amber,
      'In place of the above, so that no clock takes it for a person',
    ),
    to: addressing(requiredClaim('Answered to', PartyId, amber)),
    response: requiredClaim('Code read back', Challenge, amber),
    answered_by: requiredClaim('Answered by', Type.Enum([...ANSWERED_BY]), amber),
    at: requiredClaim('Answered at', InstantText, amber),
    person: claim('Person', PersonRef, strict),
    note: claim('Note', Note, amber),
  }),
);

export const CONTACT_TYPES: readonly StatementType[] = [reachabilityPing, reachabilityAnswer];
