import { Type } from 'typebox';
import type { FlowCode } from '#incidents/codes.ts';
import { TYPE_BY_NAME } from '#incidents/statements.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { checkDraft } from '#statement/check.ts';
import type { ClaimCode } from '#statement/codes.ts';
import type { Draft } from '#statement/draft.ts';
import { PartyId, Uuid } from '#statement/statement-type.ts';
import { departure, fits } from '#statement/validator.ts';

export const MAX_DRAFT_FILE_BYTES = 1_048_576;

/** A draft as people write it in a file. Issuer and case may be left out: the node knows both, the case by the party and the key the file is sent under. */
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

/** Stand in, while a file is checked, for what it leaves to the node. */
const ANY_ISSUER = 'did:web:party.example';
const ANY_CASE = '00000000-0000-4000-8000-000000000000';

export type FileDraft = Omit<Draft, 'issuer' | 'case'> & { readonly issuer?: string; readonly case?: string };

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
    return refuse('not-a-draft', phrase`A draft has "type" and "claims": ${expected}.`, pointer || undefined);
  }
  const draft = content as FileDraft;
  const type = TYPE_BY_NAME.get(draft.type);
  if (type === undefined) {
    return refuse(
      'not-a-draft',
      phrase`"${draft.type}" is no type of this room: ${[...TYPE_BY_NAME.keys()].join(', ')}.`,
      '/type',
    );
  }
  const checked = checkDraft(type, { issuer: ANY_ISSUER, case: ANY_CASE, ...draft });
  return checked.ok ? accept(draft) : checked;
}
