import { formatKeyId, type NoteKeyType, type SignerKey, signerKey, type VerifierKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import type { KeyPurpose, Keyring } from '#store/keyring.ts';

/** The keys a node has besides its log's: it cosigns peers' logs, and signs its requests to them. */
export type NodeKeys = {
  /** Ed25519 and ML-DSA-44, one name. */
  readonly witness: readonly SignerKey[];
  /** Says "I hold all of this log" on mirrored checkpoints; another name than the witness's, as C2SP wants. */
  readonly mirror: SignerKey;
  readonly request: SignerKey;
};

/** Made at the node's first start, and kept in its keyring; peers confirm them by name. */
export async function nodeKeys(keyring: Keyring, origin: string): Promise<NodeKeys> {
  const witness = `${origin}/witness`;
  return {
    witness: [
      await kept(keyring, 'witness', witness, 'cosignature-ed25519'),
      await kept(keyring, 'witness', witness, 'cosignature-ml-dsa-44'),
    ],
    mirror: await kept(keyring, 'witness', `${origin}/mirror`, 'cosignature-ed25519'),
    request: await kept(keyring, 'request', `${origin}/request`, 'ed25519'),
  };
}

async function kept(keyring: Keyring, purpose: KeyPurpose, name: string, type: NoteKeyType): Promise<SignerKey> {
  const algorithm = type === 'cosignature-ml-dsa-44' ? 'ML-DSA-44' : 'Ed25519';
  const entries = await keyring.list({ purpose, owner: name });
  const entry = entries.find((known) => known.algorithm === algorithm);
  if (entry !== undefined) {
    const key = await keyring.get(entry.kid);
    if (key === undefined) throw new Error(`open the key ${entry.kid}: it is not one that signs`);
    return signerKey(name, type, key);
  }
  const made = signerKey(name, type, primitives.generateKey(algorithm));
  const kid = `${purpose}:${name}:${formatKeyId(made.verifier.keyId)}`;
  await keyring.put({ kid, purpose, owner: name }, made.key);
  return made;
}

/** Keys of logs that ended when a successor went on after a restore; what stands in them stays verifiable. */
export async function formerLogKeys(keyring: Keyring, origin: string): Promise<readonly VerifierKey[]> {
  const keys: VerifierKey[] = [];
  for (const { kid, owner } of await keyring.list({ purpose: 'log' })) {
    const key = owner === origin ? undefined : await keyring.get(kid);
    if (key !== undefined) keys.push(signerKey(owner, 'ed25519', key).verifier);
  }
  return keys;
}
