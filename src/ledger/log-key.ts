import { formatKeyId, type SignerKey, signerKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import type { Keyring } from '#store/keyring.ts';

/** The log's Ed25519 key, made at its first start; its name is the origin, and it is never replaced. */
export async function logSigner(keyring: Keyring, origin: string): Promise<SignerKey> {
  const entry = (await keyring.list({ purpose: 'log', owner: origin }))[0];
  if (entry !== undefined) {
    const key = await keyring.get(entry.kid);
    if (key === undefined) throw new Error(`open the log ${origin}: its key is not one that signs`);
    return signerKey(origin, 'ed25519', key);
  }
  const made = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));
  const kid = `log:${origin}:${formatKeyId(made.verifier.keyId)}`;
  await keyring.put({ kid, purpose: 'log', owner: origin }, made.key);
  return made;
}
