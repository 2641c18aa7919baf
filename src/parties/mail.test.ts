import assert from 'node:assert/strict';
import { test } from 'node:test';
import PostalMime from 'postal-mime';
import { newIdentity, recipientOf, unseal } from '#store/seal.ts';
import { openMailServer } from '#testing/mail-server.ts';
import { message } from '#texts/catalogue.ts';
import { MAIL_BYTES_MOST, openMailer, type PlainMail, type SealedMail } from './mail.ts';

const identity = await newIdentity();
const recipient = await recipientOf(identity);
const content = new TextEncoder().encode('{"comity-bundle":1,"victim":"Sankt Orla"}');
const cover = { subject: 'A sealed message', text: 'Decrypt what is attached.' };
const HERE = { from: 'node@veldmark.example', realm: 'live' };
const mail: SealedMail = {
  to: 'ama@sorrel.example',
  language: 'en',
  recipient,
  cover,
  attachments: [{ name: 'release.json', content }],
};

/** The one attachment of a MIME message, decoded. */
function attachmentIn(text: string): Uint8Array {
  const [, after = ''] = text.split(/filename="?release\.json\.age"?/);
  const [body = ''] = after.split(/\r\n\r\n/).slice(1);
  return Uint8Array.fromBase64(body.split('\r\n--')[0]!.replaceAll(/\s/g, ''));
}

test('a bundle is mailed sealed, so that only the contact’s key opens it', async () => {
  await using server = await openMailServer();
  using mailer = openMailer({ smtpUrl: server.url, ...HERE });
  const sent = await mailer.send(mail);
  assert.ok(sent.ok);
  const [received] = server.received;
  assert.deepEqual(received?.to, ['<ama@sorrel.example>']);
  assert.equal(received?.text.includes('Sankt Orla'), false);
  assert.equal(received?.text.includes(Buffer.from(content).toString('base64').slice(0, 20)), false);
  assert.deepEqual(await unseal(identity, attachmentIn(received!.text)), content);
  assert.equal(await unseal(await newIdentity(), attachmentIn(received!.text)), undefined);
});

test('an address that could add recipients or headers is refused', async () => {
  await using server = await openMailServer();
  using mailer = openMailer({ smtpUrl: server.url, ...HERE });
  const wrong = [
    '',
    'nobody',
    'a@b, c@d',
    'a@b\r\nBcc: c@d',
    '"x" <a@b.example>',
    'a@b@c',
    'a b@c.example',
    'a@-b.example',
  ];
  for (const to of wrong) {
    const sent = await mailer.send({ ...mail, to });
    assert.equal(sent.ok ? 'sent' : sent.refusal.code, 'mail-not-accepted', to);
  }
  assert.equal(server.received.length, 0);
});

test('without a key that can be sealed to nothing is mailed', async () => {
  await using server = await openMailServer();
  using mailer = openMailer({ smtpUrl: server.url, ...HERE });
  const broken = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`;
  for (const key of ['', 'age1', identity, broken, recipient.toUpperCase()]) {
    const sent = await mailer.send({ ...mail, recipient: key });
    assert.equal(sent.ok ? 'sent' : sent.refusal.code, 'recipient-key-invalid');
  }
  assert.equal(server.received.length, 0);
});

test('a mail that is too large is refused before it is sealed', async () => {
  await using server = await openMailServer();
  using mailer = openMailer({ smtpUrl: server.url, ...HERE });
  const sent = await mailer.send({
    ...mail,
    attachments: [{ name: 'x', content: new Uint8Array(MAIL_BYTES_MOST + 1) }],
  });
  assert.equal(sent.ok ? 'sent' : sent.refusal.code, 'mail-not-accepted');
});

test('a mail server that refuses or is away is a failure, not a silent loss', async () => {
  await using server = await openMailServer({ refuseRecipients: true });
  using refusing = openMailer({ smtpUrl: server.url, ...HERE });
  await assert.rejects(refusing.send(mail));
  using away = openMailer({ smtpUrl: 'smtp://127.0.0.1:9', ...HERE });
  await assert.rejects(away.send(mail));
});

test('a server elsewhere that offers no TLS is told neither credentials nor mail', async () => {
  await using server = await openMailServer({ host: '127.0.0.2' });
  using mailer = openMailer({ smtpUrl: server.url.replace('smtp://', 'smtp://user:secret@'), ...HERE });
  await assert.rejects(mailer.send(mail), /TLS/i);
  assert.equal(server.received.length, 0);
});

const plain: PlainMail = {
  to: 'ada@veldmark.example',
  language: 'fr',
  subject: 'Échéance',
  text: 'Voyez.\n',
  messageId: '<1@x>',
};

test('every mail from an exercise says so in its subject and before its words, in its own language', async () => {
  await using server = await openMailServer();
  using mailer = openMailer({ smtpUrl: server.url, ...HERE, realm: 'exercise:north' });
  assert.ok((await mailer.sendPlain(plain)).ok);
  assert.ok((await mailer.send(mail)).ok);
  const [open, sealed] = await Promise.all(server.received.map(({ text }) => PostalMime.parse(text)));
  const french = message('fr', 'brief.exercise', { realm: 'exercise:north' });
  const english = message('en', 'brief.exercise', { realm: 'exercise:north' });
  assert.equal(open?.subject, `${french} ${plain.subject}`);
  assert.ok(open?.text?.startsWith(french));
  assert.equal(sealed?.subject, `${english} ${cover.subject}`);
  assert.ok(sealed?.text?.startsWith(english));
});

test('a mail of the live realm is sent as it was written, and names its language', async () => {
  await using server = await openMailServer();
  using mailer = openMailer({ smtpUrl: server.url, ...HERE });
  assert.ok((await mailer.sendPlain(plain)).ok);
  const received = await PostalMime.parse(server.received[0]!.text);
  assert.deepEqual([received.subject, received.text?.trim()], [plain.subject, plain.text.trim()]);
  assert.equal(received.headers.find(({ key }) => key === 'content-language')?.value, 'fr');
});
