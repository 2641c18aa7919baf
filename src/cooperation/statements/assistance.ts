/** Norm 13(h) of A/70/174: answer requests for help, and requests to mitigate what comes from one's own territory. */
import { Type } from 'typebox';
import { InstantText } from '#parties/statements.ts';
import { claim, requiredClaim, statementType } from '#statement/statement-type.ts';
import { ADDRESSED, answerTo, between, Day, forPolice, Line, REPLY_WANTED_BY, Text } from './addressed-claims.ts';

const MAX_NEEDS = 8;
const MAX_PRESERVATION_DAYS = 180;

const ASSISTANCE_KINDS = ['help', 'mitigate'] as const;
const ASSISTANCE_NEEDS = [
  'forensics',
  'malware-analysis',
  'responders',
  'equipment',
  'records',
  'advice',
  'mitigation',
  'translation',
] as const;
const URGENCIES = ['hours', 'days', 'weeks'] as const;
const ASSISTANCE_ANSWERS = ['accepted', 'partly', 'unable', 'asks'] as const;
const ASSISTANCE_OUTCOMES = ['helped', 'partly-helped', 'no-longer-needed', 'not-helped'] as const;

export const Needs = Type.Array(Type.Enum([...ASSISTANCE_NEEDS]), {
  minItems: 1,
  maxItems: MAX_NEEDS,
  uniqueItems: true,
});

export const assistanceRequest = statementType('assistance-request', 1, 'Request for assistance', {
  ...ADDRESSED,
  kind: requiredClaim(
    'What is asked',
    Type.Enum([...ASSISTANCE_KINDS]),
    between,
    'Help for us, or mitigation of something that comes from your territory',
  ),
  needs: requiredClaim('Kinds of help', Needs, between),
  description: requiredClaim('Situation, and what would help', Text, between),
  urgency: requiredClaim('How urgent', Type.Enum([...URGENCIES]), between),
  sovereignty: claim(
    'With due regard for sovereignty',
    Type.Literal(true),
    between,
    'The state that is asked decides what is done on its territory; needed where mitigation is asked',
  ),
  reply_wanted_by: REPLY_WANTED_BY,
});

export const assistanceReply = statementType('assistance-reply', 1, 'Answer to a request for assistance', {
  request: answerTo('Request'),
  ...ADDRESSED,
  answer: requiredClaim('Answer', Type.Enum([...ASSISTANCE_ANSWERS]), between),
  offered: claim('What we can do', Text, between),
  reason: claim('Why not, or not all', Text, between),
  question: claim('What we need to know first', Text, between),
});

export const assistanceClosed = statementType('assistance-closed', 1, 'Assistance closed', {
  request: answerTo('Request'),
  ...ADDRESSED,
  outcome: requiredClaim('How it ended', Type.Enum([...ASSISTANCE_OUTCOMES]), between),
  summary: claim('In words', Text, between),
});

/** Asks that stored data are kept until a formal request arrives; nothing is handed over by it. */
export const preservationRequest = statementType('preservation-request', 1, 'Request to preserve data', {
  ...ADDRESSED,
  what: requiredClaim('Which data', Text, forPolice),
  where: claim('Where they are believed to be', Line, forPolice),
  covers_from: claim('From', Day, forPolice),
  covers_until: claim('Until', Day, forPolice),
  days: requiredClaim(
    'For how many days',
    Type.Integer({ minimum: 1, maximum: MAX_PRESERVATION_DAYS }),
    forPolice,
  ),
  legal_basis: requiredClaim('Legal basis', Line, forPolice),
  reply_wanted_by: REPLY_WANTED_BY,
});

const PRESERVATION_ANSWERS = ['preserved', 'unable', 'expired'] as const;

export const preservationReply = statementType('preservation-reply', 1, 'Answer about preserved data', {
  request: answerTo('Request'),
  ...ADDRESSED,
  answer: requiredClaim('Answer', Type.Enum([...PRESERVATION_ANSWERS]), forPolice),
  until: claim('Kept until', InstantText, forPolice),
  reason: claim('Why not', Text, forPolice),
});
