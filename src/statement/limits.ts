/** A presentation: issuer-signed JWT and disclosures together. */
export const MAX_PRESENTATION_CHARACTERS = 1_048_576;
/** One disclosure as it travels, base64url. */
export const MAX_DISCLOSURE_CHARACTERS = 131_072;
/** All disclosures of a statement we sign, so that its whole presentation stays readable. */
export const MAX_DISCLOSED_CHARACTERS = 917_504;
/** The issuer-signed JWT, base64url parts and dots. */
export const MAX_JWT_CHARACTERS = 131_072;
/** The protected header before decoding. */
export const MAX_HEADER_CHARACTERS = 1_024;
/** Disclosures in any presentation we parse; our own types use at most {@link MAX_CLAIMS}. */
export const MAX_DISCLOSURES = 256;
/** Digests in a payload and in everything disclosed from it. */
export const MAX_DIGESTS = 1_024;
/** Claims in a statement of ours, the common ones included; also the largest padded number of digests. */
export const MAX_CLAIMS = 64;
/** Objects and arrays inside one another, within one JSON text and across nested disclosures alike. */
export const MAX_DEPTH = 16;
/** The same for a claim's value, which stands inside its disclosure and its wrapper. */
export const MAX_VALUE_DEPTH = MAX_DEPTH - 2;
/** One claim's value as JSON text in UTF-8. */
export const MAX_CLAIM_VALUE_BYTES = 32_768;
/** Names in one claim's audience. */
export const MAX_AUDIENCE = 64;
/** A party, community, log origin or realm as text. */
export const MAX_NAME_CHARACTERS = 512;
/** 128 bits from the caller's generator, as RFC 9901 recommends. */
export const SALT_BYTES = 16;
/** The number of digests in a statement of ours is one of these, so that it tells little about the claims. */
export const PADDED_DIGEST_COUNTS = [8, 16, 32, 64] as const;
