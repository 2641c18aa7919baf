import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { ClaimValues, Logged, MarkingsByClaim } from '#ledger/answers.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

/** Once it is signed it is read as the statement that it became: its claims are no longer told here. */
const KeptDraft = Type.Object({
  id: Uuid,
  party: PartyId,
  case: Uuid,
  code: Type.String(),
  type: Type.String(),
  version: Type.Integer(),
  state: Type.Enum(['open', 'proposed', 'approved', 'declined', 'submitted', 'discarded']),
  cameBy: Type.Enum(['mail', 'desk', 'unsigned']),
  createdBy: Type.String(),
  updatedBy: Type.String(),
  updatedAt: Instant,
  proposedBy: orNull(Type.String()),
  covers: Type.String({ description: 'To be repeated in an approval: what was read' }),
  approvedBy: Type.Array(Type.String()),
  declinedBecause: orNull(Type.String()),
  digest: orNull(Digest),
  claims: ClaimValues,
  markings: Type.Optional(MarkingsByClaim),
  along: Type.Optional(Type.Array(Type.Object({ type: Type.String(), claims: ClaimValues }))),
  progress: Type.Optional(ClaimValues),
});

const Nothing = Type.Object({});

export const listDrafts = apiRoute(
  'GET',
  '/api/v1/drafts',
  'listDrafts',
  Type.Object({ drafts: Type.Array(KeptDraft) }),
);

export const keepDraft = apiRoute('POST', '/api/v1/drafts', 'keepDraft', KeptDraft);

export const readDraft = apiRoute('GET', '/api/v1/drafts/:id', 'readDraft', KeptDraft);

export const readDraftByCode = apiRoute('GET', '/api/v1/drafts/by-code/:code', 'readDraftByCode', KeptDraft);

export const changeDraft = apiRoute('PUT', '/api/v1/drafts/:id', 'changeDraft', KeptDraft);

export const DRAFT_STEPS = {
  propose: apiRoute('POST', '/api/v1/drafts/:id/propose', 'proposeDraft', KeptDraft),
  reopen: apiRoute('POST', '/api/v1/drafts/:id/reopen', 'reopenDraft', KeptDraft),
  approve: apiRoute('POST', '/api/v1/drafts/:id/approve', 'approveDraft', KeptDraft),
  discard: apiRoute('POST', '/api/v1/drafts/:id/discard', 'discardDraft', KeptDraft),
  submit: apiRoute('POST', '/api/v1/drafts/:id/submit', 'submitDraft', Type.Union([Logged, Nothing])),
} as const;

export const declineDraft = apiRoute('POST', '/api/v1/drafts/:id/decline', 'declineDraft', KeptDraft);
