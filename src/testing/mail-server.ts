import { createServer, type Server, type Socket } from 'node:net';

export type ReceivedMail = { readonly from: string; readonly to: readonly string[]; readonly text: string };

/** It offers no TLS, so that whoever insists on it must give up. */
const ANSWERS: Readonly<Record<string, string>> = { DATA: '354 go on', QUIT: '221 bye', STAR: '502 not here' };

/** A mail server (RFC 5321, the least of it) on a loopback port, that keeps what it is given. */
export async function openMailServer({
  refuseRecipients = false,
  host = '127.0.0.1',
}: {
  readonly refuseRecipients?: boolean;
  readonly host?: string;
} = {}): Promise<AsyncDisposable & { readonly url: string; readonly received: readonly ReceivedMail[] }> {
  const received: ReceivedMail[] = [];
  const server: Server = createServer((socket) => serve(socket, received, refuseRecipients));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('open the mail server: it has no port');
  return {
    url: `smtp://${host}:${address.port}`,
    received,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function serve(socket: Socket, received: ReceivedMail[], refuseRecipients: boolean): void {
  let buffer = '';
  let mail: { from: string; to: string[] } = { from: '', to: [] };
  let inData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  say('220 test');
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    for (;;) {
      const ending = inData ? '\r\n.\r\n' : '\r\n';
      const at = buffer.indexOf(ending);
      if (at === -1) return;
      const part = buffer.slice(0, at);
      buffer = buffer.slice(at + ending.length);
      if (inData) {
        received.push({ ...mail, text: part });
        inData = false;
        say('250 kept');
        continue;
      }
      const verb = part.slice(0, 4).toUpperCase();
      if (verb === 'MAIL') mail = { from: part.slice(10), to: [] };
      if (verb === 'RCPT' && refuseRecipients) {
        say('550 nobody here');
        continue;
      }
      if (verb === 'RCPT') mail.to.push(part.slice(8));
      inData = verb === 'DATA';
      say(ANSWERS[verb] ?? '250 ok');
      if (verb === 'QUIT') socket.end();
    }
  });
  socket.on('error', () => socket.destroy());
}
