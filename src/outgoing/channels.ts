/** The two ways by which something leaves: what each says where it was not taken holds no address. */
import type { PeerFetch } from '#federation/fetch.ts';
import { sendWebhook } from '#federation/webhook.ts';
import type { Mailer, PlainMail } from '#parties/mail.ts';
import type { PrivateKey } from '#primitives/primitives.ts';

/** Undefined where the mail server took it, else why not. */
export async function byMail(mailer: Mailer, mail: PlainMail): Promise<string | undefined> {
  try {
    const sent = await mailer.sendPlain(mail);
    return sent.ok ? undefined : sent.refusal.sentence;
  } catch {
    // What the server says may hold addresses and more; that it failed is enough for whoever waits.
    return 'The mail server could not be reached, or did not take it.';
  }
}

export type WebhookSender = {
  readonly fetch: PeerFetch;
  readonly webhookKey: PrivateKey;
  readonly wall: () => Temporal.Instant;
};

/** Undefined where the receiver took it, else the code and then, in the sender's words, that it did not. */
export async function byWebhook(
  { fetch, webhookKey, wall }: WebhookSender,
  what: { readonly id: string; readonly address: string; readonly body: string },
  notTaken: string,
): Promise<string | undefined> {
  const sent = await sendWebhook(fetch, webhookKey, { ...what, at: wall() });
  return sent.ok ? undefined : `${sent.refusal.code}: ${notTaken}`;
}
