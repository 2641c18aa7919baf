/** Sealing with age (age-encryption.org/v1): to recipients by X25519, or by a passphrase through scrypt. */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

/** `AGE-SECRET-KEY-1…`: opens what was sealed to its recipient. */
export type Identity = string;
/** `age1…`, public. */
export type Recipient = string;

export function newIdentity(): Promise<Identity> {
  return generateX25519Identity();
}

/** Throws when the text is no identity. */
export function recipientOf(identity: Identity): Promise<Recipient> {
  return identityToRecipient(identity);
}

export async function sealTo(recipients: readonly Recipient[], plain: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(plain);
}

/** Undefined when the identity does not open it, or when it was altered. */
export async function unseal(identity: Identity, sealed: Uint8Array): Promise<Uint8Array | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(sealed).catch(() => undefined);
}

/** `workFactor` is the base-2 logarithm of scrypt's cost; each step up doubles what a guess costs. */
export async function sealWithPassphrase(
  passphrase: string,
  plain: Uint8Array,
  workFactor: number,
): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  return encrypter.encrypt(plain);
}

export async function unsealWithPassphrase(
  passphrase: string,
  sealed: Uint8Array,
): Promise<Uint8Array | undefined> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypter.decrypt(sealed).catch(() => undefined);
}
