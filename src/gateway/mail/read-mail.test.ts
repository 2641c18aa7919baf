import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { heavilySigned } from '#gateway/testing/heavy-signature.ts';
import { mailFrom, sample, signedMail } from '#gateway/testing/samples.ts';
import {
  ATTACHMENTS_MOST,
  LINES_MOST,
  MESSAGE_BYTES_MOST,
  MIME_DEPTH_MOST,
  TEXT_CHARACTERS_MOST,
} from './limits.ts';
import { proposalsFrom, questionsOpen } from './proposals.ts';
import { type ReadMail, readMail } from './read-mail.ts';

const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const SIGNATURE_MOST_MS = 1_000;

async function read(raw: Uint8Array): Promise<ReadMail> {
  const mail = await readMail(raw, NOW);
  assert.ok(mail.ok, mail.ok ? '' : mail.refusal.sentence);
  return mail.value;
}

async function code(raw: Uint8Array): Promise<string> {
  const mail = await readMail(raw, NOW);
  return mail.ok ? 'read' : mail.refusal.code;
}

test('lines under the names that links use are proposals, other words are the account, and quoted words and signature blocks are neither', async () => {
  const mail = await read(await sample('report'));
  assert.deepEqual(mail.from, { name: 'Ilse Brandt', address: 'it@orla.example' });
  assert.equal(mail.messageId, '<report-1@orla.example>');
  const { fields, refused } = proposalsFrom(mail);
  assert.deepEqual(
    { ...fields, description: undefined },
    {
      incident_type: 'availability/dos',
      sectors: ['health'],
      affected_states: ['XV'],
      noticed_at: '2026-03-01T07:30Z',
      people: '1200',
      description: undefined,
    },
  );
  assert.match(String(fields.description), /^Laboratory results do not arrive\n\n[\s\S]*on paper – for now\.$/u);
  assert.deepEqual(refused, [{ name: 'danger_to_life', because: 'malformed' }]);
  assert.deepEqual(questionsOpen(fields), ['danger', 'people']);
});

test('files are kept with their digests, HTML and SVG among them, and a mail inside a mail says nothing', async () => {
  const mail = await read(await sample('files'));
  assert.equal(mail.text, 'See the pictures.');
  assert.deepEqual(
    mail.files.map(({ name, type }) => [name, type]),
    [
      ['plan.svg', 'image/svg+xml'],
      ['../../etc/log.html', 'text/html'],
      ['part-3', 'message/rfc822'],
    ],
  );
  assert.ok(mail.files.every(({ digest }) => /^[A-Za-z0-9_-]{43}$/u.test(digest)));
  assert.equal(proposalsFrom(mail).fields.incident_type, undefined);
});

test('words that came as HTML alone are a file and never text', async () => {
  const mail = await read(await sample('html-only'));
  assert.equal(mail.text, '');
  assert.deepEqual(
    mail.files.map(({ name, type }) => [name, type]),
    [['message.html', 'text/html']],
  );
});

test('a mail in another character set is read in it, and one in a set that nobody knows is still read', async () => {
  const cyrillic = await read(await sample('cyrillic'));
  assert.deepEqual(
    [cyrillic.from.name, cyrillic.subject, cyrillic.text],
    ['Иван', 'Стоит', 'Лаборатория не отвечает.'],
  );
  const odd = await read(await sample('wrong-charset'));
  assert.match(odd.text, /aus dem Labor/u);
});

test('line ends hidden in a header stay inside it, and control characters leave the text', async () => {
  const mail = await read(await sample('injection'));
  assert.doesNotMatch(mail.from.name + mail.subject, /[\r\n]/u);
  assert.match(mail.subject, /^Hello Bcc: victims@example\.org Injected body$/u);
  assert.equal(mail.messageId, null, 'two identifiers in one are none');
  assert.doesNotMatch(mail.text, /(?!\n)\p{Cc}/u);
});

test('a mail that is too large, empty, or has more files than are taken is refused', async () => {
  assert.equal(await code(new Uint8Array(MESSAGE_BYTES_MOST + 1)), 'mail-too-large');
  assert.equal(await code(new Uint8Array()), 'mail-malformed');
  const part = ['--b', 'Content-Type: image/png', 'Content-Disposition: attachment', '', 'x'];
  const many = Array.from({ length: ATTACHMENTS_MOST + 1 }, () => part).flat();
  const head = ['From: a@b.example', 'Content-Type: multipart/mixed; boundary="b"', ''];
  assert.equal(await code(mailFrom(...head, ...many, '--b--')), 'mail-too-many-parts');
});

test('parts within parts, headers without end and a million parts are refused, quickly', async () => {
  const deep = (levels: number) =>
    mailFrom(
      'From: a@b.example',
      'Content-Type: multipart/mixed; boundary="b0"',
      '',
      ...Array.from({ length: levels }, (_, at) => [
        `--b${at}`,
        `Content-Type: multipart/mixed; boundary="b${at + 1}"`,
        '',
      ]).flat(),
      'text',
    );
  assert.equal(await code(deep(MIME_DEPTH_MOST - 2)), 'read');
  assert.equal(await code(deep(MIME_DEPTH_MOST + 2)), 'mail-malformed');
  assert.equal(await code(deep(600)), 'mail-malformed');
  const long = `X-Long: ${'a'.repeat(2_000_000)}`;
  assert.equal(await code(mailFrom('From: a@b.example', long, '', 'text')), 'mail-malformed');
  const folded = ' folded\r\n'.repeat(20_000);
  assert.equal(await code(mailFrom(`Subject: a\r\n${folded}`, 'text')), 'mail-malformed');
  const parts = '--b\r\n'.repeat(500_000);
  assert.equal(await code(mailFrom('Content-Type: multipart/mixed; boundary=b', '', parts)), 'mail-malformed');
  const addresses = `To: ${'a@b.example, '.repeat(2_000)}`;
  assert.equal(await code(mailFrom(addresses, '', 'text')), 'read');
});

test('a mail of millions of lines, each of which costs, is refused before it is parsed, and one of many files is read', async () => {
  assert.equal(
    await code(mailFrom('From: a@b.example', '', '\n'.repeat(MESSAGE_BYTES_MOST - 100))),
    'mail-malformed',
  );
  const flowed = 'Content-Type: text/plain; format=flowed; delsp=yes';
  assert.equal(await code(mailFrom(flowed, '', '> a \r\n'.repeat(LINES_MOST + 1))), 'mail-malformed');
  const file = `${'A'.repeat(76)}\r\n`.repeat(Math.floor(MESSAGE_BYTES_MOST / 78) - 10);
  assert.equal(
    await code(mailFrom('Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', file)),
    'read',
  );
});

test('a long text is kept to its limit, and says so', async () => {
  const mail = await read(mailFrom('From: a@b.example', '', 'word '.repeat(TEXT_CHARACTERS_MOST)));
  assert.ok(mail.clipped);
  assert.ok(mail.text.length <= TEXT_CHARACTERS_MOST);
});

test('a mail is the same whatever way it took, and another when its sender, time, subject, words, files or signature are others', async () => {
  const date = 'Date: Sun, 1 Mar 2026 07:40:12 +0000';
  const raw = `${date}\r\n${new TextDecoder().decode(await sample('files'))}`;
  const identity = async (text: string) => (await read(new TextEncoder().encode(text))).identity;
  const one = await identity(raw);
  const hops = 'Received: from x by y\r\nDKIM-Signature: v=1\r\nX-Spam-Score: 3\r\n';
  assert.equal(await identity(`${hops}${raw}`), one);
  for (const [from, to] of [
    ['From: ', 'From: "Somebody" '],
    [date, 'Date: Mon, 2 Mar 2026 07:40:12 +0000'],
    ['Subject: ', 'Subject: Re: '],
    ['See the', 'See no'],
    ['svg ran', 'svg did not run'],
  ] as const) {
    assert.notEqual(await identity(raw.replace(from, to)), one, to);
  }
  const signed = await signedMail();
  const stripped = new TextDecoder().decode(signed.raw).replace(/Autocrypt:[\s\S]*?(?=MIME-Version)/u, '');
  assert.notEqual(await identity(stripped), (await read(signed.raw)).identity, 'a copy without its key');
  const end = (words: string) => `Date: x\r\n\r\n${'word '.repeat(TEXT_CHARACTERS_MOST)}${words}`;
  assert.notEqual(await identity(end('one')), await identity(end('two')), 'beyond what is shown');
});

test('the same words at another time are another report; without a time they are told apart by identifier, else by the day on which they came', async () => {
  async function identity(...headers: readonly string[]) {
    const words = mailFrom('From: a@b.example', ...headers, '', 'The pump stands still');
    return (await read(words)).identity;
  }
  const [monday, tuesday] = ['Date: Mon, 2 Mar 2026 07:40:12 +0000', 'Date: Tue, 3 Mar 2026 07:40:12 +0000'];
  assert.notEqual(await identity(monday), await identity(tuesday));
  assert.equal(await identity(monday, 'Message-ID: <a@b>'), await identity(monday, 'Message-ID: <c@d>'));
  assert.notEqual(await identity('Message-ID: <a@b>'), await identity('Message-ID: <c@d>'));
  const nameless = mailFrom('From: a@b.example', '', 'The pump stands still');
  const tomorrow = await readMail(nameless, NOW.add({ hours: 24 }));
  assert.equal(await identity(), (await read(nameless)).identity);
  assert.notEqual(await identity(), tomorrow.ok && tomorrow.value.identity);
});

test('an OpenPGP signature is checked with the key that came along, and only what it covers is read', async () => {
  const signed = await signedMail();
  const mail = await read(signed.raw);
  assert.deepEqual(mail.signature, {
    kind: 'openpgp',
    fingerprint: signed.fingerprint,
    signedAt: '2026-03-01T07:00:00.000Z',
  });
  assert.equal(proposalsFrom(mail).fields.incident_type, 'availability/dos');
  const smuggled = await signedMail({
    change: (raw) =>
      raw.replace('--sig--', '--sig\r\nContent-Type: text/plain\r\n\r\nkind: fraud/phishing\r\n--sig--'),
  });
  const third = await read(smuggled.raw);
  assert.equal(third.signature.kind, 'openpgp-wrong', 'a third part');
});

test('a signature over other words, without its key, or a certificate’s is named for what it is', async () => {
  const changed = await signedMail({ change: (raw) => raw.replace('Results stopped', 'Results arrived') });
  assert.equal((await read(changed.raw)).signature.kind, 'openpgp-wrong');
  const alone = await signedMail({ sendKey: false });
  assert.equal((await read(alone.raw)).signature.kind, 'openpgp-no-key');
  assert.equal((await read(await sample('smime'))).signature.kind, 'smime-not-checked');
  assert.equal((await read(await sample('report'))).signature.kind, 'none');
  const inside = mailFrom(
    'From: a@b.example',
    'Content-Type: multipart/mixed; boundary="x"',
    '',
    '--x',
    new TextDecoder().decode((await signedMail()).raw).slice(0, 40),
    '--x--',
  );
  assert.equal(
    (await read(inside)).signature.kind,
    'none',
    'a signature that does not cover the whole counts for none',
  );
});

test('a key or a signature made to be slow costs no more time than any other', async () => {
  async function kindOf(raw: Uint8Array): Promise<string> {
    // The processor's time: others at work on the machine cost none of it.
    const began = process.cpuUsage();
    const { signature } = await read(raw);
    const { user, system } = process.cpuUsage(began);
    assert.ok((user + system) / 1_000 < SIGNATURE_MOST_MS, 'checking it took too long');
    return signature.kind;
  }
  // The library and its first use are loaded before anything is measured.
  assert.equal(await kindOf((await signedMail()).raw).catch(() => 'loaded'), 'openpgp');
  assert.equal(await kindOf(heavilySigned(10_000)), 'openpgp-no-key');
  const armor = `$&${`${'A'.repeat(64)}\r\n`.repeat(20_000)}`;
  const long = await signedMail({ change: (raw) => raw.replace(/(?<=SIGNATURE-----)\r\n\r\n/u, armor) });
  assert.equal(await kindOf(long.raw), 'openpgp-wrong');
  const keys = `Autocrypt: ${'keydata='.repeat(3_500)}!`;
  const other = await signedMail({ change: (raw) => `${keys}\r\n${raw}`, sendKey: false });
  assert.equal(await kindOf(other.raw), 'openpgp-no-key');
});

test('whatever bytes come, reading ends in a mail or a refusal, and what is shown is bounded and free of control characters', async () => {
  const header = fc.tuple(
    fc.constantFrom('From', 'Subject', 'Content-Type', 'Message-ID', 'Autocrypt', 'To'),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom(
        'multipart/mixed; boundary="b"',
        'multipart/signed; protocol="application/pgp-signature"; boundary=b',
      ),
    ),
  );
  const body = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('--b', '--b--', '', 'kind: test/test')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(header, { maxLength: 8 }), body, async (headers, lines) => {
      const raw = mailFrom(...headers.map(([name, value]) => `${name}: ${value}`), '', ...lines);
      const mail = await readMail(raw, NOW);
      if (!mail.ok) return;
      const { from, subject, text, files } = mail.value;
      for (const line of [from.name, from.address, subject, ...files.map(({ name }) => name)]) {
        assert.doesNotMatch(line, /\p{Cc}/u);
        assert.ok(line.length <= 200);
      }
      assert.doesNotMatch(text.replaceAll(/[\n\t]/gu, ''), /\p{Cc}/u);
      proposalsFrom(mail.value);
    }),
    { numRuns: 200 },
  );
});
