import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { sample } from '#gateway/testing/samples.ts';
import { accept, type Outcome } from '#outcome.ts';
import { eventually } from '#testing/eventually.ts';
import {
  CLIENTS_MOST,
  DRIPPING_AFTER_MS,
  MESSAGE_BYTES_MOST,
  MESSAGES_A_MINUTE_FROM_ONE_HOST,
  MESSAGES_AN_HOUR_FROM_ONE_SENDER,
  RECIPIENTS_MOST,
  SESSION_MOST_MS,
  SOCKET_WAIT_MS,
} from './limits.ts';
import { refusal } from './read-mail.ts';
import { type Arriving, openMailDoor } from './smtp-door.ts';

const DESK = 'report@csirt.veldmark.example';
const CSIRT = 'did:web:csirt.veldmark.example';
const SHORT_SESSION_MS = 600;
const DRIP_EVERY_MS = 50;
const DOTS_MOST_MS = 2_000;
const DESKS = new Map([
  [DESK, CSIRT],
  ['second@csirt.veldmark.example', CSIRT],
  ['desk@other.example', 'did:web:other.example'],
]);

async function door(
  take: (mail: Arriving) => Promise<Outcome<unknown>> = async () => accept(null),
  sessionMostMs = SESSION_MOST_MS,
) {
  const taken: Arriving[] = [];
  const troubles: unknown[] = [];
  const clock = { nowMs: 0 };
  const opened = await openMailDoor({
    host: '127.0.0.1',
    port: 0,
    desks: DESKS,
    servers: ['127.0.0.1', '::1'],
    nowMs: () => clock.nowMs,
    sessionMostMs,
    trouble: (error) => troubles.push(error),
    take: async (mail) => {
      const outcome = await take(mail);
      if (outcome.ok) taken.push(mail);
      return outcome;
    },
  });
  const transport = createTransport({ host: '127.0.0.1', port: opened.port, ignoreTLS: true });
  const send = async (raw: Uint8Array | string, to: string | string[] = DESK, from = 'it@orla.example') => {
    try {
      await transport.sendMail({ envelope: { from, to }, raw: typeof raw === 'string' ? raw : Buffer.from(raw) });
      return 250;
    } catch (error) {
      return (error as { responseCode?: number }).responseCode ?? 0;
    }
  };
  return {
    ...opened,
    taken,
    troubles,
    clock,
    send,
    async [Symbol.asyncDispose]() {
      transport.close();
      await opened[Symbol.asyncDispose]();
    },
  };
}

/** Speaks SMTP line by line; answers the codes that came. */
async function speak(port: number, ...lines: readonly string[]): Promise<readonly string[]> {
  return speakFrom('127.0.0.1', port, ...lines);
}

/** The same from an address of this machine. */
async function speakFrom(
  localAddress: string,
  port: number,
  ...lines: readonly string[]
): Promise<readonly string[]> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', () => undefined);
  const codes = () => [...heard.matchAll(/^(\d{3}) /gmu)].map((match) => match[1]!);
  const until = async (count: number) => {
    await eventually('the code', async () => codes().length >= count || socket.readableEnded);
  };
  await until(1);
  for (const [at, line] of lines.entries()) {
    socket.write(`${line}\r\n`);
    await until(at + 2);
  }
  socket.destroy();
  return codes();
}

test('a mail to a desk is handed over byte for byte with its envelope’s sender, once for each party', async () => {
  await using here = await door();
  const raw = await sample('report');
  assert.equal(await here.send(raw, [DESK, 'Second@CSIRT.veldmark.example', 'desk@other.example']), 250);
  const [mail] = here.taken;
  assert.deepEqual(mail?.parties, [CSIRT, 'did:web:other.example']);
  assert.equal(mail?.sender, 'it@orla.example');
  assert.equal(Buffer.from(mail!.raw).toString().trimEnd(), Buffer.from(raw).toString().trimEnd());
});

test('nothing is passed on: mail for anybody else is refused at its recipient', async () => {
  await using here = await door();
  for (const to of [
    'someone@elsewhere.example',
    'report@csirt.veldmark.example.evil.example',
    '%40@csirt.veldmark.example',
  ]) {
    assert.equal(await here.send('Subject: x\r\n\r\nx', to), 550, to);
  }
  assert.deepEqual(here.taken, []);
});

test('there are no accounts, and no encryption with a certificate that nobody chose', async () => {
  await using here = await door();
  const codes = await speak(here.port, 'EHLO x', 'AUTH PLAIN AGEAYg==', 'STARTTLS', 'VRFY report', 'EXPN list');
  assert.deepEqual(codes.slice(0, 2), ['220', '250']);
  assert.ok(
    codes.slice(2).every((one) => /^[25]\d\d$/u.test(one)),
    codes.join(),
  );
  assert.ok(codes[2]!.startsWith('5') && codes[3]!.startsWith('5'), codes.join());
});

test('a mail larger than the limit is refused, announced or not', async () => {
  await using here = await door();
  const codes = await speak(here.port, 'EHLO x', `MAIL FROM:<it@orla.example> SIZE=${MESSAGE_BYTES_MOST + 1}`);
  assert.equal(codes.at(-1), '552');
  assert.equal(await here.send(`Subject: x\r\n\r\n${'word '.repeat(MESSAGE_BYTES_MOST / 4)}`), 552);
  assert.deepEqual(here.taken, []);
});

test('a mail of nothing but lines with a dot, each of which costs a turn, is refused before it costs much', async () => {
  await using here = await door();
  const dots = (lines: number) => `Subject: x\r\n\r\n${'.\r\n'.repeat(lines)}x`;
  assert.equal(await here.send(dots(1_000)), 250);
  const began = process.cpuUsage();
  await here.send(dots(MESSAGE_BYTES_MOST / 4));
  const { user, system } = process.cpuUsage(began);
  assert.equal(here.taken.length, 1);
  assert.ok((user + system) / 1_000 < DOTS_MOST_MS, `${user + system} µs`);
  assert.equal(await here.send(dots(1)), 250, 'others are served');
});

test('more recipients than a report has are refused', async () => {
  await using here = await door();
  const asked = Array.from({ length: RECIPIENTS_MOST + 1 }, () => `RCPT TO:<${DESK}>`);
  const distinct = asked.map((line, at) =>
    at === 0 ? line : line.replace('report@', at % 2 ? 'second@' : 'report@'),
  );
  const codes = await speak(here.port, 'EHLO x', 'MAIL FROM:<it@orla.example>', ...distinct);
  assert.ok(
    codes.every((one) => one === '250' || one === '220' || one === '452'),
    codes.join(),
  );
});

test('one host may send so many mails a minute, and then again', async () => {
  await using here = await door();
  const lines = Array.from({ length: MESSAGES_A_MINUTE_FROM_ONE_HOST + 1 }, () => ['MAIL FROM:<>', 'RSET']).flat();
  const codes = await speak(here.port, 'EHLO x', ...lines);
  assert.equal(codes.filter((one) => one === '452').length, 1);
  here.clock.nowMs = 60_001;
  assert.equal(await here.send('Subject: x\r\n\r\nx'), 250);
});

test('whoever forges a name uses up what they may send themselves, and the one it belongs to is heard', async () => {
  await using here = await door();
  const mails = (client: string, from: string, count: number) =>
    Array.from({ length: count }, () => [`XFORWARD ADDR=${client}`, `MAIL FROM:<${from}>`, 'RSET']).flat();
  const refused = async (...lines: readonly string[]) =>
    (await speak(here.port, 'EHLO mx', ...lines)).filter((one) => one !== '250' && one !== '220');
  const forged = mails('203.0.113.9', 'it@orla.example', MESSAGES_AN_HOUR_FROM_ONE_SENDER + 1);
  assert.deepEqual(await refused(...forged), ['452']);
  assert.deepEqual(await refused(...mails('198.51.100.4', 'it@orla.example', 1)), []);
  assert.deepEqual(await refused(...mails('IPv6:2001:db8::4', 'IT@orla.example', 1)), []);
  assert.deepEqual(await refused(...mails('203.0.113.9', 'IT@orla.example', 1)), ['452']);
  assert.deepEqual(await refused(...mails('203.0.113.9', 'other@orla.example', 1)), []);
  assert.deepEqual(await refused(...mails('[UNAVAILABLE]', 'it@orla.example', 1)), [], 'of whom nothing is known');
});

test('only the operator’s own mail server is believed when it says whom it took a mail from', async () => {
  await using here = await door();
  const lines = Array.from({ length: MESSAGES_AN_HOUR_FROM_ONE_SENDER + 1 }, (_, at) => [
    `XFORWARD ADDR=203.0.113.${at}`,
    'MAIL FROM:<it@orla.example>',
    'RSET',
  ]).flat();
  const refused = (codes: readonly string[]) => codes.filter((one) => one === '452').length;
  assert.equal(refused(await speakFrom('127.0.0.2', here.port, 'EHLO mx', ...lines)), 1, 'it speaks for itself');
  assert.equal(refused(await speak(here.port, 'EHLO mx', ...lines)), 0);
  const letter = ['MAIL FROM:<x@orla.example>', `RCPT TO:<${DESK}>`, 'DATA', 'Subject: x\r\n\r\nx\r\n.'];
  await speakFrom('127.0.0.2', here.port, 'EHLO mx', 'XFORWARD ADDR=203.0.113.9', ...letter);
  await speak(here.port, 'EHLO mx', 'XFORWARD ADDR=203.0.113.9', ...letter);
  assert.deepEqual(
    here.taken.map(({ client }) => client),
    ['127.0.0.2 x@orla.example', '203.0.113.9'],
  );
});

/** Sends a letter of a mail now and then, and never comes to its end; answers what it heard once it is cut off. */
async function drip(port: number, ...lines: readonly string[]): Promise<string> {
  const { ended } = await dripping(port, '127.0.0.1', ...lines);
  return ended;
}

/** The same once it has been greeted, from an address of this machine. */
async function dripping(port: number, localAddress: string, ...lines: readonly string[]) {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', () => undefined);
  const closed = new Promise((gone) => socket.once('close', gone));
  await eventually('the greeting', async () => /^\d{3} /u.test(heard));
  for (const line of lines) socket.write(`${line}\r\n`);
  const drops = setInterval(() => socket.writable && socket.write('a'), DRIP_EVERY_MS);
  const ended = closed.then(() => {
    clearInterval(drops);
    return heard;
  });
  return { socket, ended, heard: () => heard };
}

test('a client that drips letter by letter is sent away when its session has lasted long enough, and nothing of it is taken', async () => {
  assert.ok(SESSION_MOST_MS > SOCKET_WAIT_MS);
  await using here = await door(undefined, SHORT_SESSION_MS);
  const envelope = ['EHLO x', 'MAIL FROM:<it@orla.example>', `RCPT TO:<${DESK}>`, 'DATA'];
  const began = performance.now();
  const heard = await Promise.all([
    ...Array.from({ length: CLIENTS_MOST / 2 - 1 }, () => drip(here.port, ...envelope, 'Subject: x', '', 'word')),
    drip(here.port, 'EHLO x'),
  ]);
  assert.ok(performance.now() - began >= SHORT_SESSION_MS, 'not before its time');
  for (const text of heard) assert.match(text, /^421 /mu, 'it is told to come again');
  assert.deepEqual(here.taken, []);
  assert.equal(await here.send('Subject: x\r\n\r\nx'), 250, 'others are served');
});

const ENVELOPE = ['EHLO x', 'MAIL FROM:<it@orla.example>', `RCPT TO:<${DESK}>`, 'DATA', 'Subject: x', '', 'word'];

test('an address that opens session after session has its share of them, and others are served meanwhile', async () => {
  await using here = await door();
  const open = (from: string) => dripping(here.port, from, ...ENVELOPE);
  const flood = await Promise.all(Array.from({ length: CLIENTS_MOST }, () => open('127.0.0.9')));
  const refused = flood.filter(({ heard }) => heard().startsWith('421'));
  assert.equal(refused.length, CLIENTS_MOST / 2);
  const second = await Promise.all(Array.from({ length: CLIENTS_MOST }, () => open('127.0.0.8')));
  assert.ok(second.some(({ heard }) => heard().startsWith('220')));
  assert.equal(await here.send('Subject: x\r\n\r\nx'), 250);
  for (const { socket } of [...flood, ...second]) socket.destroy();
});

test('where sessions that drip leave no room the slowest of them gives way to whoever comes, is told so, and one that is busy stays', async () => {
  let taken: (outcome: Outcome<unknown>) => void = () => undefined;
  await using here = await door(() => new Promise((resolve) => (taken = resolve)));
  const busy = here.send('Subject: x\r\n\r\nx');
  const all = [];
  for (let at = 1; at < CLIENTS_MOST; at++) all.push(await dripping(here.port, `127.0.1.${at}`, ...ENVELOPE));
  const slowest = all[7]!;
  for (const one of all) if (one !== slowest) one.socket.write('words '.repeat(200));
  const late = async () => {
    const one = await dripping(here.port, '127.0.2.1', 'QUIT');
    one.socket.destroy();
    return one.heard();
  };
  assert.match(await late(), /^421 /u, 'nobody has dripped for long yet');
  here.clock.nowMs += DRIPPING_AFTER_MS;
  assert.match(await late(), /^220 /u);
  assert.match(await slowest.ended, /^421 [^\n]*slow/mu);
  assert.deepEqual(
    all.filter((one) => one !== slowest && one.socket.destroyed),
    [],
  );
  taken(accept(null));
  assert.equal(await busy, 250);
  for (const { socket } of all) socket.destroy();
});

test('what the desk refuses is refused to the sender, and a failure of ours is told and asked again later', async () => {
  await using full = await door(async () => refusal('mail-desk-full'));
  assert.equal(await full.send('Subject: x\r\n\r\nx'), 452);
  await using bad = await door(async () => refusal('mail-malformed', { why: 'x' }));
  assert.equal(await bad.send('Subject: x\r\n\r\nx'), 554);
  await using broken = await door(async () => {
    throw new Error('disk');
  });
  assert.equal(await broken.send('Subject: x\r\n\r\nx'), 451);
  assert.equal(broken.troubles.length, 1);
});
