import { accept, type Outcome, refuse } from '#outcome.ts';
import { type Identity, type Recipient, sealTo, unseal } from '#store/seal.ts';
import type { WireCode } from './codes.ts';

export const SEALED_MEDIA_TYPE = 'application/octet-stream';
/** A sealed delivery; its text is a little shorter. */
export const SEALED_LIMIT_BYTES = 8 * 1_048_576;

/**
 * Seals a text to a party, not to its node (age; X25519, or hybrid with ML-KEM-768 where the recipient is `age1pq…`).
 */
export async function sealText(text: string, recipient: Recipient): Promise<Uint8Array> {
  return sealTo([recipient], new TextEncoder().encode(text));
}

/** Opens what was sealed to one of these identities, the newest of which stands last. */
export async function unsealText(
  sealed: Uint8Array,
  identities: readonly Identity[],
): Promise<Outcome<string, WireCode>> {
  if (sealed.length > SEALED_LIMIT_BYTES) {
    return refuse('delivery-too-large', `A delivery has at most ${SEALED_LIMIT_BYTES} bytes; send it in parts.`);
  }
  for (const identity of identities.toReversed()) {
    const plain = await unseal(identity, sealed);
    if (plain === undefined) continue;
    try {
      return accept(new TextDecoder('utf-8', { fatal: true }).decode(plain));
    } catch {
      return refuse('delivery-malformed', 'The delivery is not UTF-8 text.');
    }
  }
  return refuse('delivery-not-for-us', 'This was not sealed to a key of the addressed party, or was altered.');
}
