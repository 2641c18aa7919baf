import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { KEY_STATEMENT_CODES } from './codes.ts';
import type { Claim } from './draft.ts';
import { instantFrom } from './instant-text.ts';
import { importKey, type PublicJwk, thumbprint } from './jwk.ts';

/** What a key is for. A root signs keys only; a recovery key, kept offline, revokes and starts anew. */
export const KEY_USES = ['root', 'sign', 'recover', 'seal'] as const;
export type KeyUse = (typeof KEY_USES)[number];

/** Refusals of a statement that should tell of a key. */
export type KeyStatementCode = keyof typeof KEY_STATEMENT_CODES;

/** The name of a key: the RFC 7638 thumbprint of a JWK, or SHA-256 of an age recipient's text, base64url. */
export function keyId(key: PublicJwk | string): string {
  return typeof key === 'string' ? primitives.sha256Base64url(key) : thumbprint(key);
}

/**
 * One `party-key` or `party-key-revocation`, its signature already verified against the key named by `signer`.
 * `provenAt` is the statement's proven time (receipt or witness quorum), null while there is none.
 */
export type KeyStatement = {
  readonly digest: string;
  readonly issuer: string;
  readonly signer: string;
  readonly provenAt: Temporal.Instant | null;
} & (
  | {
      readonly type: 'party-key';
      readonly subject: string;
      readonly key: PublicJwk | string;
      readonly use: KeyUse;
      readonly validFrom: Temporal.Instant;
    }
  | {
      readonly type: 'party-key-revocation';
      readonly subject: string;
      readonly kid: string;
      readonly invalidAfter: Temporal.Instant;
    }
);
export type Introduction = Extract<KeyStatement, { type: 'party-key' }>;
export type Revocation = Extract<KeyStatement, { type: 'party-key-revocation' }>;

/** A statement of either type as parsed and opened, with who signed it. */
export type OpenedKeyStatement = {
  readonly digest: string;
  readonly issuer: string;
  /** `kid` of the key that signed it. */
  readonly signer: string;
  readonly type: string;
  readonly claims: ReadonlyMap<string, Pick<Claim, 'value'>>;
  readonly provenAt: Temporal.Instant | null;
};

/** Reads what a key chain needs from an opened statement; a withheld or malformed claim is refused with its name. */
export function readKeyStatement(opened: OpenedKeyStatement): Outcome<KeyStatement, KeyStatementCode> {
  const { digest, issuer, signer, type, claims, provenAt } = opened;
  const subject = claims.get('subject')?.value;
  if (typeof subject !== 'string') return unreadable('subject');
  const said = { digest, issuer, signer, provenAt, subject };
  if (type === 'party-key') {
    const key = keyIn(claims.get('key')?.value);
    const use = KEY_USES.find((known) => known === claims.get('use')?.value);
    const validFrom = instantIn(claims.get('valid_from')?.value);
    if (key === undefined) return unreadable('key');
    if (use === undefined) return unreadable('use');
    return validFrom === undefined ? unreadable('valid_from') : accept({ ...said, type, key, use, validFrom });
  }
  const kid = claims.get('kid')?.value;
  const invalidAfter = instantIn(claims.get('invalid_after')?.value);
  if (type !== 'party-key-revocation')
    return refuse('key-statement-type', phrase`A ${type} says nothing about keys.`);
  if (typeof kid !== 'string') return unreadable('kid');
  return invalidAfter === undefined ? unreadable('invalid_after') : accept({ ...said, type, kid, invalidAfter });
}

function keyIn(value: unknown): PublicJwk | string | undefined {
  if (typeof value === 'string') return value.startsWith('age1') ? value : undefined;
  const imported = importKey(value);
  if (!imported.ok) return undefined;
  const { kid: _, ...bare } = imported.value.description;
  return bare;
}

function instantIn(value: unknown): Temporal.Instant | undefined {
  return typeof value === 'string' && value.endsWith('Z') ? instantFrom(value) : undefined;
}

function unreadable(place: string): Outcome<never, KeyStatementCode> {
  return refuse(
    'key-statement-unreadable',
    'This key statement withholds or garbles what the chain needs.',
    place,
  );
}
