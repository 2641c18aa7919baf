import PostalMime from 'postal-mime';
import type { ReceivedMail } from './mail-server.ts';

/** What a person reads of a mail that the test server kept, whatever its headers and body are encoded in. */
export async function readReceived({
  text,
}: ReceivedMail): Promise<{ readonly subject: string; readonly text: string }> {
  const mail = await PostalMime.parse(Buffer.from(text, 'latin1'));
  return { subject: mail.subject ?? '', text: mail.text ?? '' };
}
