import { Type } from 'typebox';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import { checkDraft } from '#statement/check.ts';
import type { ClaimCode } from '#statement/codes.ts';
import type { Draft } from '#statement/draft.ts';
import { PartyId, Uuid } from '#statement/statement-type.ts';
import { departure, fits } from '#statement/validator.ts';
import type { FlowCode } from './codes.ts';
import { TYPE_BY_NAME } from './statements.ts';

export const MAX_DRAFT_FILE_BYTES = 1_048_576;

/** A draft as people write it in a file. Issuer and case may be left out: the node knows one, the file gives the other. */
const DraftFile = Type.Object(
  {
    type: Type.String({ pattern: '^[a-z][a-z-]{1,63}$' }),
    issuer: Type.Optional(PartyId),
    case: Type.Optional(Uuid),
    claims: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 64 }),
    markings: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Object({}), { maxProperties: 64 })),
    approvals: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 8 })),
  },
  { additionalProperties: false },
);

/** Stands in for the issuer while a file is checked that leaves it to the node. */
const ANY_ISSUER = 'did:web:party.example';

export type FileDraft = Omit<Draft, 'issuer'> & { readonly issuer?: string };

/** Checks all that can be checked without a node: form, type, every claim. The rules are the node's to apply. */
export function readDraftFile(text: string): Outcome<FileDraft, FlowCode | ClaimCode> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return refuse('not-a-draft', 'The file is not JSON. See the examples folder for files that are taken.');
  }
  if (!fits(DraftFile, content)) {
    const { pointer, expected } = departure(DraftFile, content);
    return refuse('not-a-draft', `A draft has "type" and "claims": ${expected}.`, pointer || undefined);
  }
  const draft = content as FileDraft & { readonly case?: string };
  const type = TYPE_BY_NAME.get(draft.type);
  if (type === undefined) {
    return refuse(
      'not-a-draft',
      `"${draft.type}" is no type of this room: ${[...TYPE_BY_NAME.keys()].join(', ')}.`,
      '/type',
    );
  }
  const whole = { ...draft, case: draft.case ?? caseIdFrom(text) };
  const checked = checkDraft(type, { ...whole, issuer: draft.issuer ?? ANY_ISSUER });
  return checked.ok ? accept(whole) : checked;
}
