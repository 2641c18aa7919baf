import { primitives as deterministic } from '#primitives/primitives.browser.ts';
import type { Claim } from '#statement/draft.ts';
import { type Issued, prepare, sign } from '#statement/issue.ts';
import type { KeyDescription } from '#statement/jwk.ts';
import { marking } from '#statement/marking.ts';
import { digestOf, fixedBytes, fixedKey } from './forge.ts';

/** A presentation with its due verdict: what any implementation in any language must say of it. */
export type StatementCase = {
  readonly title: string;
  readonly presentation: string;
  /** Names one of the file's keys: the one to verify with. */
  readonly key: string;
} & (
  | {
      readonly verdict: 'accepted';
      readonly digest: string;
      readonly withheld: number;
      readonly claims: readonly Claim[];
    }
  | { readonly verdict: 'refused'; readonly at: 'parse' | 'verify' | 'open'; readonly code: string }
);
export type StatementVectors = {
  readonly about: string;
  readonly keys: Readonly<Record<string, KeyDescription>>;
  readonly cases: readonly StatementCase[];
};

// These signatures are the same in every run (RFC 6979), so that the files do not drift.
export const issuer = fixedKey('vector issuer', 'ES256', deterministic);
export const edwards = fixedKey('vector issuer', 'Ed25519', deterministic);
export const stranger = fixedKey('vector stranger', 'ES256', deterministic);
export const KEYS = { issuer: issuer.description, edwards: edwards.description, stranger: stranger.description };

const envelope = {
  issuer: 'did:web:csirt.example',
  vct: 'urn:comity:statement:incident-alert:1',
  log: 'csirt.example/log',
  realm: 'live',
};
export const CLAIMS: readonly Claim[] = [
  { name: 'iat', value: 1_645_672_500, marking: marking('amber') },
  { name: 'what', value: 'Modems stopped answering', marking: marking('clear', ['mitigation', 'publication']) },
  {
    name: 'people',
    value: { known: 'not-yet' },
    marking: { ...marking('red'), audience: ['did:web:csirt.example#p1'] },
  },
];

/** The same statement in every run. */
export function issue(claims: readonly Claim[], key = issuer, seed = 'vectors'): Issued {
  const prepared = prepare(envelope, claims, key, fixedBytes(seed));
  if (!prepared.ok) throw new Error(`vectors: ${prepared.refusal.sentence}`);
  return sign(prepared.value, key);
}

/** The signed payload of a sound statement, to be broken one member at a time. */
export function soundPayload(disclosures: readonly string[]): Record<string, unknown> {
  const decoys = Array.from({ length: 8 - disclosures.length }, (_, index) => digestOf(`decoy ${index}`));
  const { issuer: iss, ...shown } = envelope;
  return { iss, ...shown, _sd: [...disclosures.map(digestOf), ...decoys].sort(), _sd_alg: 'sha-256' };
}
