import type { PublicKey } from 'openpgp';
import { KEY_BYTES_MOST, KEYS_IN_A_MAIL_MOST, SIGNATURES_IN_A_MAIL_MOST } from './limits.ts';
import type { SignedPart } from './signed-part.ts';

/**
 * What a mail's signature is worth, as it is written down. Whether somebody listed the key is decided elsewhere; who
 * merely wrote an address above a mail has proved nothing.
 */
export type Signature =
  | { readonly kind: 'none' }
  /** An S/MIME signature is there; this node checks none, since it trusts no certification authority. */
  | { readonly kind: 'smime-not-checked' }
  /** Encrypted to somebody; nothing of it can be read here. */
  | { readonly kind: 'encrypted' }
  /** An OpenPGP signature without its key in the mail. */
  | { readonly kind: 'openpgp-no-key' }
  | { readonly kind: 'openpgp-wrong' }
  /** It checks with this key, which came in the mail itself: that alone says nothing about whose it is. */
  | {
      readonly kind: 'openpgp';
      readonly fingerprint: string;
      /** As the signature itself says; what was signed once can be sent again. Mails of earlier versions lack it. */
      readonly signedAt?: string;
    };

/** Checks an OpenPGP signature with keys that came along; the library refuses weak hashes and keys past their time. */
export async function checkOpenPgp(
  { bytes, armoredSignature }: SignedPart,
  keys: readonly Uint8Array[],
  at: Date,
): Promise<Signature> {
  // A megabyte of library, read only when a signed mail comes.
  const openpgp = await import('openpgp');
  const sent = (await Promise.all(keys.slice(0, KEYS_IN_A_MAIL_MOST).map(readKeys))).flat();
  const verificationKeys = sent.filter(isQuick);
  if (verificationKeys.length === 0) return { kind: 'openpgp-no-key' };
  try {
    const message = await openpgp.createMessage({ binary: bytes });
    const signature = await openpgp.readSignature({ armoredSignature });
    if (signature.packets.length > SIGNATURES_IN_A_MAIL_MOST) return { kind: 'openpgp-wrong' };
    const { signatures } = await openpgp.verify({
      message,
      signature,
      verificationKeys,
      date: at,
      format: 'binary',
    });
    for (const { verified, keyID, signature: made } of signatures) {
      const key = verificationKeys.find((one) => one.getKeys(keyID).length > 0);
      const good = await verified.catch(() => false);
      if (key === undefined || good !== true) continue;
      const signedAt = (await made).packets[0]?.created?.toISOString();
      const fingerprint = key.getFingerprint().toUpperCase();
      return { kind: 'openpgp', fingerprint, ...(signedAt === undefined ? {} : { signedAt }) };
    }
    const known = signatures.some(({ keyID }) => verificationKeys.some((one) => one.getKeys(keyID).length > 0));
    return { kind: known ? 'openpgp-wrong' : 'openpgp-no-key' };
  } catch {
    return { kind: 'openpgp-wrong' };
  }
}

/**
 * The library does a signature's arithmetic before it refuses the kind of key, and DSA numbers as long as a sender likes
 * would keep the whole node busy for minutes.
 */
function isQuick(key: PublicKey): boolean {
  return key.getKeys().every((one) => one.getAlgorithmInfo().algorithm !== 'dsa');
}

async function readKeys(bytes: Uint8Array) {
  if (bytes.length > KEY_BYTES_MOST) return [];
  const openpgp = await import('openpgp');
  const text = Buffer.from(bytes).toString('latin1');
  try {
    return text.includes('-----BEGIN PGP PUBLIC KEY')
      ? await openpgp.readKeys({ armoredKeys: text })
      : await openpgp.readKeys({ binaryKeys: bytes });
  } catch {
    return [];
  }
}
