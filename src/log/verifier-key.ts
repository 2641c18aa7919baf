/**
 * Keys that sign notes, and their vkey strings `<name>+<key id>+<base64(type || public key)>` (C2SP signed-note,
 * "Verifier keys"). Types 0x04 and 0x06 are cosigners (C2SP tlog-cosignature).
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { Algorithm, PrivateKey, PublicKey } from '#primitives/primitives.ts';
import type { LogCode } from './codes.ts';
import { isKeyName, parseBase64, utf8 } from './lines.ts';
import { sameBytes } from './tree.ts';

export type NoteKeyType = 'ed25519' | 'cosignature-ed25519' | 'cosignature-ml-dsa-44';

const TYPES: Readonly<Record<NoteKeyType, { readonly byte: number; readonly algorithm: Algorithm }>> = {
  ed25519: { byte: 0x01, algorithm: 'Ed25519' },
  'cosignature-ed25519': { byte: 0x04, algorithm: 'Ed25519' },
  'cosignature-ml-dsa-44': { byte: 0x06, algorithm: 'ML-DSA-44' },
};
const TYPE_OF_BYTE = new Map(Object.entries(TYPES).map(([type, { byte }]) => [byte, type as NoteKeyType]));

/** ML-DSA-44 cosignatures carry the name behind a one-byte length, so no name may be longer. */
export const MAX_NAME_BYTES = 255;
/** An ML-DSA-44 key is 1,313 bytes with its type, 1,752 characters in base64. */
const MAX_VKEY_CHARACTERS = 2_100;

const VKEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u;

/** Name and key id together say which key made a signature, and how. */
export type VerifierKey = {
  readonly name: string;
  readonly keyId: number;
  readonly type: NoteKeyType;
  readonly key: PublicKey;
};

export type SignerKey = { readonly verifier: VerifierKey; readonly key: PrivateKey };

/** SHA-256(name || newline || type || public key), the first four bytes as a big-endian number. */
function keyIdOf(name: string, encoded: Uint8Array): number {
  const hash = primitives.sha256(utf8(`${name}\n`), encoded);
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

function encodedKey(type: NoteKeyType, key: PublicKey): Uint8Array {
  const bytes = new Uint8Array(1 + key.raw.length);
  bytes[0] = TYPES[type].byte;
  bytes.set(key.raw, 1);
  return bytes;
}

/** Throws when the key's algorithm is not the type's, or the name is none: both are mistakes of the caller. */
export function verifierKey(name: string, type: NoteKeyType, key: PublicKey): VerifierKey {
  if (key.algorithm !== TYPES[type].algorithm)
    throw new Error(`name a note key: ${type} needs ${TYPES[type].algorithm}`);
  if (!isKeyName(name) || utf8(name).length > MAX_NAME_BYTES)
    throw new Error(`name a note key: "${name}" is no name`);
  return { name, keyId: keyIdOf(name, encodedKey(type, key)), type, key };
}

export function signerKey(name: string, type: NoteKeyType, key: PrivateKey): SignerKey {
  return { verifier: verifierKey(name, type, key.publicKey), key };
}

export function formatVerifierKey({ name, keyId, type, key }: VerifierKey): string {
  return `${name}+${formatKeyId(keyId)}+${encodedKey(type, key).toBase64()}`;
}

/** Name and id alone do not say so: an id has 32 bits, and whoever makes keys can look for one that shares it. */
export function isSameKey(one: VerifierKey, other: VerifierKey): boolean {
  return one.name === other.name && one.type === other.type && sameBytes(one.key.raw, other.key.raw);
}

export function formatKeyId(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}

export function parseVerifierKey(vkey: string): Outcome<VerifierKey, LogCode> {
  const match = vkey.length > MAX_VKEY_CHARACTERS ? null : VKEY.exec(vkey);
  const [, name = '', id = '', encoded = ''] = match ?? [];
  const bytes = parseBase64(encoded);
  if (bytes === undefined || bytes.length === 0 || !isKeyName(name) || utf8(name).length > MAX_NAME_BYTES) {
    return refuse('vkey-malformed', 'A verifier key is written <name>+<eight hexadecimal digits>+<base64>.');
  }
  const type = TYPE_OF_BYTE.get(bytes[0] as number);
  if (type === undefined) {
    return refuse(
      'vkey-type-unknown',
      phrase`The key of ${name} has type ${bytes[0]}; known are 1, 4 (Ed25519) and 6 (ML-DSA-44).`,
    );
  }
  const keyId = keyIdOf(name, bytes);
  if (formatKeyId(keyId) !== id) {
    return refuse(
      'vkey-id-mismatch',
      phrase`The key of ${name} hashes to ${formatKeyId(keyId)}, not to ${id}: it was mistyped.`,
    );
  }
  const key = primitives.importPublicKey(TYPES[type].algorithm, bytes.subarray(1));
  if (key === undefined) {
    return refuse(
      'vkey-invalid-key',
      phrase`The key of ${name} is not a valid ${TYPES[type].algorithm} public key.`,
    );
  }
  return accept({ name, keyId, type, key });
}
