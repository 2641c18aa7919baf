import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import { isLowS } from '#primitives/low-s.ts';
import { decodeBase64url, decodeTextBase64url, encodeTextBase64url } from './base64url.ts';
import type { EnvelopeCode } from './codes.ts';
import { type JoseHeader, readJoseHeader } from './jose-header.ts';
import {
  MAX_DISCLOSURES,
  MAX_HEADER_CHARACTERS,
  MAX_JWT_CHARACTERS,
  MAX_PRESENTATION_CHARACTERS,
} from './limits.ts';
import { placeDisclosures } from './process.ts';
import {
  isObject,
  type JsonObject,
  NOT_CANONICAL,
  type RawDisclosure,
  readJsonPart,
  readPayloadPart,
  readRawDisclosures,
  refusedAt,
  type SdJwtCode,
} from './raw-disclosure.ts';

/** A well-formed SD-JWT whose disclosures fit its digests. Its signature is not yet verified. */
export type SdJwt = {
  /** The issuer-signed JWT, without disclosures. */
  readonly jwt: string;
  /** SHA-256 of `jwt`, base64url: the statement's identity and its log entry. */
  readonly digest: string;
  readonly header: JoseHeader;
  readonly payload: JsonObject;
  /** The signed octets as text (RFC 7515, section 5.1). */
  readonly signingInput: string;
  readonly signature: Uint8Array;
  readonly disclosures: readonly RawDisclosure[];
  /** The payload with everything disclosed in its place and all digests gone (RFC 9901, section 7.1). */
  readonly processed: JsonObject;
};

type IssuerSigned = Pick<SdJwt, 'header' | 'payload' | 'signingInput' | 'signature'>;

/**
 * Reads any compact SD-JWT of RFC 9901, nested and array disclosures included. `typ`, where given, must stand in the
 * header. Key binding is refused: a presentation here is transferable, so that a leak can be proved.
 */
export function parseSdJwt(presentation: string, typ?: string): Outcome<SdJwt, SdJwtCode> {
  if (presentation.length > MAX_PRESENTATION_CHARACTERS) {
    const sentence = phrase`A presentation may have at most ${MAX_PRESENTATION_CHARACTERS} characters.`;
    return refuse('presentation-too-long', sentence);
  }
  const parts = presentation.split('~', MAX_DISCLOSURES + 3);
  if (parts.length < 2)
    return refuse('presentation-malformed', 'A presentation is a JWT, disclosures, and ~ after each.');
  if (parts.length > MAX_DISCLOSURES + 2) {
    return refuse('disclosure-count', phrase`At most ${MAX_DISCLOSURES} disclosures are read.`);
  }
  if (parts.at(-1) !== '') {
    return refuse(
      'key-binding-refused',
      'Text after the last ~ would be a key-binding JWT, which is not accepted.',
    );
  }
  const jwt = parts[0]!;
  const signed = readJwt(jwt, typ);
  if (!signed.ok) return signed;
  const disclosures = readRawDisclosures(parts.slice(1, -1));
  if (!disclosures.ok) return disclosures;
  const { header, payload, signingInput, signature } = signed.value;
  const placed = placeDisclosures(payload, disclosures.value);
  if (!placed.ok) return placed;
  return accept({
    jwt,
    digest: primitives.sha256Base64url(jwt),
    header,
    payload,
    signingInput,
    signature,
    disclosures: disclosures.value,
    get processed() {
      return placed.value();
    },
  });
}

function readJwt(jwt: string, typ: string | undefined): Outcome<IssuerSigned, EnvelopeCode> {
  if (jwt.length > MAX_JWT_CHARACTERS) {
    return refuse(
      'jwt-too-long',
      phrase`An issuer-signed JWT may have at most ${MAX_JWT_CHARACTERS} characters.`,
      'jwt',
    );
  }
  const parts = jwt.split('.', 4);
  if (parts.length !== 3) return refuse('jwt-malformed', 'A JWT has three parts between two dots.', 'jwt');
  const [headerPart, payloadPart, signaturePart] = parts as [string, string, string];
  if (headerPart.length > MAX_HEADER_CHARACTERS) {
    return refuse(
      'header-malformed',
      phrase`A header may have at most ${MAX_HEADER_CHARACTERS} characters.`,
      'header',
    );
  }
  const header = readHeader(headerPart, typ);
  if (!header.ok) return header;
  const signature = readSignature(signaturePart, header.value);
  if (!signature.ok) return signature;
  const payload = readPayloadPart(payloadPart);
  if (!payload.ok) return refusedAt(payload, 'payload');
  if (!isObject(payload.value))
    return refuse('payload-malformed', 'The payload must be a JSON object.', 'payload');
  return accept({
    header: header.value,
    payload: payload.value,
    signingInput: jwt.slice(0, headerPart.length + 1 + payloadPart.length),
    signature: signature.value,
  });
}

const HEADERS_REMEMBERED = 256;
/** Headers that were read, by their text: whatever one key signs begins with the same. */
const headers = new Map<string, { readonly typ: string | undefined; readonly header: JoseHeader }>();

function readHeader(part: string, typ: string | undefined): Outcome<JoseHeader, EnvelopeCode> {
  const known = headers.get(part);
  if (known !== undefined && known.typ === typ) return accept(known.header);
  const json = readJsonPart(part);
  if (!json.ok) return refusedAt(json, 'header');
  const header = readJoseHeader(json.value, typ);
  if (!header.ok) return header;
  if (headers.size >= HEADERS_REMEMBERED) headers.clear();
  // A copy, since the part itself would keep the whole presentation in memory.
  headers.set(copyOf(part), { typ, header: Object.freeze(header.value) });
  return header;
}

/** The same text in memory of its own: canonical base64url has one spelling. */
function copyOf(part: string): string {
  const decoded = decodeTextBase64url(part);
  return typeof decoded === 'string' ? part : encodeTextBase64url(decoded.text);
}

const SIGNATURE_BYTES = 64;

function readSignature(text: string, header: JoseHeader): Outcome<Uint8Array, EnvelopeCode> {
  const signature = decodeBase64url(text);
  if (signature === undefined) return refusedAt(NOT_CANONICAL, 'signature');
  if (signature.length !== SIGNATURE_BYTES) {
    return refuse(
      'signature-length',
      phrase`A signature has ${SIGNATURE_BYTES} bytes, not ${signature.length}.`,
      'signature',
    );
  }
  if (header.alg === 'ES256' && !isLowS(signature)) {
    return refuse('signature-high-s', 'An ES256 signature must use the smaller of its two s values.', 'signature');
  }
  return accept(signature);
}
