import { Type } from 'typebox';

const Coordinate = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** Public keys for signatures as JWK (RFC 7517): P-256 or Ed25519 (RFC 8037), nothing else beside the members shown. */
export const PublicJwk = Type.Union([
  Type.Object(
    { kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: Coordinate, y: Coordinate },
    { additionalProperties: false },
  ),
  Type.Object(
    { kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Coordinate },
    { additionalProperties: false },
  ),
]);
/** An age recipient: X25519, or hybrid with ML-KEM-768. */
export const SealRecipient = Type.String({ pattern: '^age1(pq1)?[02-9ac-hj-np-z]{40,2000}$', maxLength: 2010 });
