/** Teams: a joint one of several states in a shared room, and a response team that one state lends to another. */
import { Type } from 'typebox';
import { CHANNELS, InstantText } from '#parties/statements.ts';
import { claim, controlling, Digest, PartyId, requiredClaim, statementType } from '#statement/statement-type.ts';
import { referring } from '#statement/traits.ts';
import { ADDRESSED, answerTo, between, Line, MAX_MEMBERS, SPEAKER, Text } from './addressed-claims.ts';
import { Needs } from './assistance.ts';

const MAX_TEAM_PERSONS = 500;
const MAX_LANGUAGES = 12;

const channel = requiredClaim('Channel', Type.Enum([...CHANNELS]), between, 'Which room it is said in');

/** Its case is the shared room: what is given in it by a member goes out under the agreement named here alone. */
export const jointTeam = statementType('joint-team', 1, 'Joint team', {
  channel,
  ...SPEAKER,
  name: requiredClaim('Name', Line, between),
  ...controlling({
    members: requiredClaim(
      'Members',
      Type.Array(PartyId, { minItems: 2, maxItems: MAX_MEMBERS, uniqueItems: true }),
      between,
    ),
    lead: requiredClaim('Lead', PartyId, between),
  }),
  scope: requiredClaim('What it looks into', Text, between),
  ...controlling({
    until: requiredClaim('Ends on', InstantText, between),
    governed_by: referring(
      'bound-by',
      requiredClaim('Data-sharing agreement', Digest, between, 'The text under which its members share'),
    ),
  }),
});

export const jointTeamAccession = statementType('joint-team-accession', 1, 'Joins a joint team', {
  team: answerTo('Team'),
  channel,
  ...SPEAKER,
  governed_by: referring(
    'bound-by',
    requiredClaim('Data-sharing agreement', Digest, between, 'The text that was accepted'),
  ),
});

export const jointTeamEnd = statementType('joint-team-end', 1, 'Leaves or ends a joint team', {
  team: answerTo('Team'),
  channel,
  ...SPEAKER,
  reason: requiredClaim('Why', Text, between),
});

const Languages = Type.Array(Type.String({ pattern: '^[a-z]{2,3}$' }), {
  minItems: 1,
  maxItems: MAX_LANGUAGES,
  uniqueItems: true,
});

export const teamRequest = statementType('team-request', 1, 'A team is asked for', {
  ...ADDRESSED,
  needs: requiredClaim('What the team should bring', Needs, between),
  situation: requiredClaim('Situation', Text, between),
  languages: claim('Languages to work in', Languages, between),
  from: claim('Needed from', InstantText, between),
  until: claim('Needed until', InstantText, between),
});

export const teamOffer = statementType('team-offer', 1, 'A team is offered', {
  request: claim('Request', Digest, between, 'Absent where the offer stands by itself'),
  ...ADDRESSED,
  brings: requiredClaim('What the team brings', Needs, between),
  persons: requiredClaim('How many persons', Type.Integer({ minimum: 1, maximum: MAX_TEAM_PERSONS }), between),
  languages: claim('Languages', Languages, between),
  from: requiredClaim('Available from', InstantText, between),
  until: requiredClaim('Available until', InstantText, between),
  conditions: claim('Conditions', Text, between),
});

export const teamMatch = statementType('team-match', 1, 'Request and offer matched', {
  request: answerTo('Request'),
  offer: requiredClaim('Offer', Digest, between),
  ...ADDRESSED,
  host: requiredClaim('Host', PartyId, between),
  sender: requiredClaim('Sends the team', PartyId, between),
  note: claim('Why these two', Text, between),
});

const CONSENTS = ['granted', 'refused', 'ended'] as const;

/** Nobody works on another state's territory without its word, and its word can end at any time. */
export const hostConsent = statementType('host-consent', 1, 'Consent of the host', {
  match: answerTo('Match'),
  ...ADDRESSED,
  consent: requiredClaim('Consent', Type.Enum([...CONSENTS]), between),
  status: claim('Status of the team', Text, between, 'Under whose direction it works, and as what'),
  privileges: claim('Privileges and immunities', Text, between),
  exit: claim('How it ends', Text, between, 'The host may end it at any time; how long the team has to leave'),
  until: claim('Holds until', InstantText, between),
  reason: claim('Why', Text, between),
});

export const teamDeployment = statementType('team-deployment', 1, 'Team deployed', {
  match: answerTo('Match'),
  ...ADDRESSED,
  consent: requiredClaim('Consent of the host', Digest, between),
  lead: requiredClaim('Lead on the ground', Line, between),
  persons: requiredClaim('How many persons', Type.Integer({ minimum: 1, maximum: MAX_TEAM_PERSONS }), between),
  tasks: requiredClaim('Tasks', Text, between),
  from: requiredClaim('From', InstantText, between),
});

export const teamReport = statementType('team-report', 1, 'Report of a team', {
  match: answerTo('Match'),
  ...ADDRESSED,
  done: requiredClaim('What was done', Text, between),
  final: requiredClaim('The team has left', Type.Boolean(), between),
  recommendations: claim('What should be done next', Text, between),
});
