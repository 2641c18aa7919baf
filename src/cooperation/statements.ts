import type { StatementType } from '#statement/statement-type.ts';
import { Traits } from '#statement/traits.ts';
import {
  assistanceClosed,
  assistanceReply,
  assistanceRequest,
  preservationReply,
  preservationRequest,
} from './statements/assistance.ts';
import { consultationReply, consultationRequest, contactRecord } from './statements/consultation.ts';
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

/** What these types say of themselves, for rooms of this one that meet no others. */
export const COOPERATION_TRAITS = new Traits(COOPERATION_TYPES);
