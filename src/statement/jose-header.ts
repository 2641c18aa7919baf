import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { EnvelopeCode } from './codes.ts';
import type { JsonValue } from './draft.ts';
import type { SignatureAlgorithm } from './jwk.ts';

/** The `typ` of every statement. */
export const STATEMENT_TYP = 'comity-statement+sd-jwt';

/** A JWS protected header (RFC 7515, section 4) with nothing in it that could point elsewhere for a key. */
export type JoseHeader = { readonly alg: SignatureAlgorithm; readonly typ?: string; readonly kid?: string };

const MAX_KEY_ID_CHARACTERS = 256;

/** Only `alg`, `typ` and `kid` may stand in a header. Keys, certificates and addresses inside one are never used. */
export function readJoseHeader(value: JsonValue, typ: string | undefined): Outcome<JoseHeader, EnvelopeCode> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('header-malformed', 'The protected header must be a JSON object.', 'header');
  }
  const members = new Map(Object.entries(value));
  if (members.has('crit')) {
    return refuse('header-critical', 'The header demands extensions; none is understood here.', 'header/crit');
  }
  for (const name of members.keys()) {
    if (name !== 'alg' && name !== 'typ' && name !== 'kid') {
      return refuse('header-member-unknown', 'A header may carry only alg, typ and kid.', `header/${name}`);
    }
  }
  const alg = members.get('alg');
  if (alg !== 'ES256' && alg !== 'EdDSA') {
    return refuse(
      'header-algorithm',
      'A statement is signed with ES256 or EdDSA, and nothing else.',
      'header/alg',
    );
  }
  const found = members.get('typ');
  if (typ !== undefined && found !== typ) {
    return refuse('header-type', phrase`The header's typ must be ${typ}.`, 'header/typ');
  }
  if (found !== undefined && typeof found !== 'string') {
    return refuse('header-type', "The header's typ must be a string.", 'header/typ');
  }
  const kid = members.get('kid');
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KEY_ID_CHARACTERS)) {
    return refuse(
      'header-key-id',
      phrase`kid must be a string of at most ${MAX_KEY_ID_CHARACTERS} characters.`,
      'header/kid',
    );
  }
  return accept({ alg, ...(found === undefined ? {} : { typ: found }), ...(kid === undefined ? {} : { kid }) });
}
