import type { StatementType } from '#statement/statement-type.ts';
import {
  assistanceClosed,
  assistanceReply,
  assistanceRequest,
  preservationReply,
  preservationRequest,
} from './statements/assistance.ts';
import {
  CONTENT_OF_CONTACT,
  consultationReply,
  consultationRequest,
  contactRecord,
} from './statements/consultation.ts';
import {
  hostConsent,
  jointTeam,
  jointTeamAccession,
  jointTeamEnd,
  teamDeployment,
  teamMatch,
  teamOffer,
  teamReport,
  teamRequest,
} from './statements/teams.ts';
import {
  deconflictionReply,
  territoryAcknowledgement,
  territoryClosure,
  territoryDecision,
  territoryNotice,
  territoryStep,
  territorySupplement,
} from './statements/territory.ts';

/** Everything one state says to another about territory, tension, help and teams. */
export const COOPERATION_TYPES = [
  territoryNotice,
  territoryAcknowledgement,
  territorySupplement,
  territoryStep,
  territoryClosure,
  territoryDecision,
  deconflictionReply,
  consultationRequest,
  consultationReply,
  contactRecord,
  preservationRequest,
  preservationReply,
  assistanceRequest,
  assistanceReply,
  assistanceClosed,
  jointTeam,
  jointTeamAccession,
  jointTeamEnd,
  teamRequest,
  teamOffer,
  teamMatch,
  hostConsent,
  teamDeployment,
  teamReport,
] as const satisfies readonly StatementType[];

export const TYPE_BY_NAME: ReadonlyMap<string, StatementType> = new Map(
  COOPERATION_TYPES.map((type) => [type.name, type]),
);

/** Never released to anybody: a party decides them for itself. */
export const KEPT_IN_PARTY: readonly string[] = [territoryDecision.name];
/** Never released across a border: they tell what the state's own services are at. */
export const KEPT_IN_STATE: readonly string[] = [deconflictionReply.name];
export const CLAIMS_KEPT_IN_STATE: readonly string[] = ['deconfliction', 'deconfliction_note'];
/** Of a contact off the record these stay where they are, should anybody have written them down. */
export const CLAIMS_OFF_THE_RECORD: readonly string[] = CONTENT_OF_CONTACT;
