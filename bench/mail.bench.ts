/** What a mail costs that says one thing over and over, through the door and the parser, up to the limit. */
import { connect, type Socket } from 'node:net';
import { MESSAGE_BYTES_MOST } from '#gateway/mail/limits.ts';
import { readMail } from '#gateway/mail/read-mail.ts';
import { openMailDoor } from '#gateway/mail/smtp-door.ts';
import { monotonous } from '#gateway/testing/monotonous.ts';
import { figure } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const DESK = 'report@csirt.veldmark.example';
const NAMED = ['lines with a dot', 'line feeds', 'empty lines'] as const;
const TIME_MOST_MS = 1_000;
const MEMORY_MOST_MB = 100;
const MB = 1_048_576;
const ENVELOPE = ['EHLO x', 'MAIL FROM:<it@orla.example>', `RCPT TO:<${DESK}>`, 'DATA'];

export async function run({ quick, say }: BenchOptions): Promise<readonly Row[]> {
  const bytes = quick ? MESSAGE_BYTES_MOST / 8 : MESSAGE_BYTES_MOST;
  await using door = await openMailDoor({
    host: '127.0.0.1',
    port: 0,
    servers: [],
    desks: new Map([[DESK, 'did:web:csirt.veldmark.example']]),
    take: ({ raw }) => readMail(raw, Temporal.Now.instant()),
    trouble: (error) => say(String(error)),
  });
  await send(door.port, Buffer.from('Subject: x\r\n\r\nwords\r\n'));
  const mails = NAMED.map((name) => ({ name, raw: stuffed(monotonous(name, bytes)) }));
  const rest = process.memoryUsage().rss;
  const rows: Row[] = [];
  for (const { name, raw } of mails) {
    const began = performance.now();
    const answer = await send(door.port, raw);
    const value = performance.now() - began;
    say(`${name}: ${answer}`);
    rows.push(figure({ name: `mail of ${name}`, value, unit: 'ms', better: 'less', target: TIME_MOST_MS }));
  }
  const value = (process.resourceUsage().maxRSS * 1_024 - rest) / MB;
  const name = 'mails of one thing, memory above rest';
  return [...rows, figure({ name, value, unit: 'MB', better: 'less', target: MEMORY_MOST_MB })];
}

/** As it goes over the line: a dot that begins a line is doubled (RFC 5321, 4.5.2). */
function stuffed(raw: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(raw).toString('latin1').replaceAll('\n.', '\n..'), 'latin1');
}

/** Hands a mail over; answers the last line that was heard. */
async function send(port: number, raw: Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  const closed = new Promise((gone) => socket.once('close', gone));
  socket.on('error', () => undefined);
  const answers = () => heard.match(/^\d{3} /gmu)?.length ?? 0;
  await until(socket, () => answers() >= 1);
  for (const [at, line] of ENVELOPE.entries()) {
    socket.write(`${line}\r\n`);
    await until(socket, () => answers() >= at + 2);
  }
  socket.write(raw);
  socket.write('\r\n.\r\n');
  await Promise.race([closed, until(socket, () => answers() >= ENVELOPE.length + 2)]);
  socket.destroy();
  return heard.trimEnd().split('\n').at(-1) ?? '';
}

async function until(socket: Socket, isSo: () => boolean): Promise<void> {
  while (!isSo() && !socket.destroyed) {
    await Promise.race([
      new Promise((heard) => socket.once('data', heard)),
      new Promise((gone) => socket.once('close', gone)),
    ]);
  }
}
