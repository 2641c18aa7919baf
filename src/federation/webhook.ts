/**
 * Webhooks as Standard Webhooks signs them, in its asymmetric form (`v1a`, Ed25519): the receiver checks with a public
 * key, so that no secret is shared, stored or logged. Source: the Standard Webhooks specification, sections on signing.
 */

import { accept, type Outcome, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Keyring } from '#store/keyring.ts';
import type { PeerFetch } from './fetch.ts';

const WEBHOOK_ANSWER_BYTES_MOST = 65_536;
const WEBHOOK_CHARACTERS_MOST = 1_000;
const encoder = new TextEncoder();

/** Whether it may be connected to at all is decided again for each connection, by the address it resolves to. */
export function isWebhookAddress(text: string): boolean {
  const url = text.length <= WEBHOOK_CHARACTERS_MOST ? URL.parse(text) : null;
  return (
    url !== null &&
    /^https?:$/u.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.hash === ''
  );
}

/** The node's key for this purpose alone; made when it is first asked for. */
export async function webhookKey(keyring: Keyring, origin: string): Promise<PrivateKey> {
  const owner = `${origin}/webhook`;
  const [known] = await keyring.list({ purpose: 'request', owner });
  const key = known === undefined ? undefined : await keyring.get(known.kid);
  if (key !== undefined) return key;
  const made = primitives.generateKey('Ed25519');
  await keyring.put({ kid: `request:${owner}`, purpose: 'request', owner }, made);
  return made;
}

/** As receivers paste it: `whpk_` and the 32 bytes in base64. */
export function webhookPublicKey({ publicKey }: Pick<PrivateKey, 'publicKey'>): string {
  return `whpk_${publicKey.raw.toBase64()}`;
}

function webhookHeaders(key: Pick<PrivateKey, 'sign'>, id: string, body: string, at: Temporal.Instant) {
  const seconds = Math.floor(at.epochMilliseconds / 1_000);
  const signature = key.sign(encoder.encode(`${id}.${seconds}.${body}`)).toBase64();
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1a,${signature}`,
  };
}

/** Sends it to where it was set, through the fetcher that connects to public addresses only and follows nobody. */
export async function sendWebhook(
  fetch: PeerFetch,
  key: PrivateKey,
  {
    id,
    address,
    body,
    at,
  }: { readonly id: string; readonly address: string; readonly body: string; readonly at: Temporal.Instant },
): Promise<Outcome<null>> {
  const url = new URL(address);
  const answer = await fetch({
    node: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    headers: webhookHeaders(key, id, body, at),
    body: encoder.encode(body),
    accept: ['application/json'],
    anyType: true,
    maxBytes: WEBHOOK_ANSWER_BYTES_MOST,
  });
  if (!answer.ok) return answer;
  if (answer.value.verdict === 'ok') return accept(null);
  return refuse('webhook-refused', 'The receiver did not take it.');
}
