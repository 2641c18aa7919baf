import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { type Identity, type Recipient, sealTo, unseal } from '#store/seal.ts';
import type { WireCode } from './codes.ts';

export const SEALED_MEDIA_TYPE = 'application/octet-stream';
/** A sealed delivery; its text is a little shorter. */
export const SEALED_LIMIT_BYTES = 8 * 1_048_576;

/** Each costs the work of a key exchange to look at, and a file from anybody may bring thousands; ours bring one. */
const KEY_SLOTS_MOST = 8;
const KEY_SLOT = Buffer.from('\n-> ');
const HEADER_END = Buffer.from('\n---');

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
    return refuse(
      'delivery-too-large',
      phrase`A delivery has at most ${SEALED_LIMIT_BYTES} bytes; send it in parts.`,
    );
  }
  if (keySlots(sealed) > KEY_SLOTS_MOST) {
    return refuse('delivery-malformed', phrase`A sealed file is for at most ${KEY_SLOTS_MOST} keys.`);
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

/** For how many keys an age file says it is, up to one more than are allowed; nothing else of it is judged. */
function keySlots(sealed: Uint8Array): number {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const end = bytes.indexOf(HEADER_END);
  let slots = 0;
  let at = bytes.indexOf(KEY_SLOT);
  while (at !== -1 && (end === -1 || at < end) && slots <= KEY_SLOTS_MOST) {
    slots++;
    at = bytes.indexOf(KEY_SLOT, at + KEY_SLOT.length);
  }
  return slots;
}
