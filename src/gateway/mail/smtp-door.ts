import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { GATEWAY_REFUSALS } from '#gateway/refusal-texts.ts';
import { clientOf } from '#http/client-address.ts';
import { Rate } from '#http/rate.ts';
import type { Outcome, Refusal } from '#outcome.ts';
import { plainSentence } from '#web/sentence.ts';
import {
  CLOSE_WAIT_MS,
  MESSAGE_BYTES_MOST,
  MESSAGES_A_MINUTE_FROM_ONE_HOST,
  MESSAGES_AN_HOUR_FROM_ONE_SENDER,
  PIECES_MOST,
  RECIPIENTS_MOST,
  SENDERS_REMEMBERED,
  SESSION_MOST_MS,
  SOCKET_WAIT_MS,
  SOCKETS_MOST,
} from './limits.ts';
import { DoorSessions } from './sessions.ts';
import { SMTP_TEXTS } from './smtp-texts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const CLOSING = 421;
const TRY_LATER = 451;
const TOO_MANY = 452;
const TOO_LARGE = 552;
const NO_SUCH_DESK = 550;
const NOT_TAKEN = 554;

export type Arriving = {
  readonly parties: readonly string[];
  readonly raw: Uint8Array;
  /** The envelope's sender; empty for a bounce. */
  readonly sender: string;
  /**
   * Whom the operator's mail server took it from; where it does not say, that server and the sender's name, which
   * anybody may write.
   */
  readonly client: string;
};

export type DoorSettings = {
  readonly host: string;
  readonly port: number;
  /** The party behind each address of a duty desk, in small letters. There is mail for nobody else. */
  readonly desks: ReadonlyMap<string, string>;
  /** Addresses of the operator's mail servers; whoever else speaks to the door speaks for itself alone. */
  readonly servers: readonly string[];
  /** Answers once it is durable: only then is the sender told that it was taken. */
  readonly take: (mail: Arriving) => Promise<Outcome<unknown>>;
  readonly trouble: (error: unknown) => void;
  readonly nowMs?: () => number;
  readonly sessionMostMs?: number;
};

export type MailDoor = AsyncDisposable & { readonly port: number };

class Refused extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, sentence: string) {
    super(sentence);
    this.responseCode = responseCode;
  }
}

/**
 * Listens for mail from the operator's own mail server, which meets the internet. It knows no accounts, sends nothing
 * on, and keeps nothing of what it refuses.
 */
export async function openMailDoor(settings: DoorSettings): Promise<MailDoor> {
  const { host, port, trouble, nowMs = () => performance.now(), sessionMostMs = SESSION_MOST_MS } = settings;
  const sessions = new DoorSessions(nowMs, (socket) => sendAway(socket, SMTP_TEXTS.givesWay));
  const server = new SMTPServer({
    size: MESSAGE_BYTES_MOST,
    maxClients: SOCKETS_MOST,
    socketTimeout: SOCKET_WAIT_MS,
    closeTimeout: CLOSE_WAIT_MS,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    // Anybody can write such a line: from whoever else it comes it is refused, and changes nothing.
    useXForward: [...settings.servers],
    banner: SMTP_TEXTS.banner,
    ...doorkeeper({ ...settings, nowMs }, sessions, cutOff),
  });
  /** What the client still sends of a mail that is refused is not read any more. */
  function cutOff(session: SMTPServerSession): void {
    for (const one of server.connections) if (one.session === session) one.close();
  }
  server.on('error', (error: NodeJS.ErrnoException) => {
    // Clients that vanish are no trouble of ours.
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') trouble(error);
  });
  server.server.maxConnections = SOCKETS_MOST;
  server.server.on('connection', (socket) => {
    sessions.met(socket);
    endLater(socket, sessionMostMs);
  });
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/**
 * Whoever sends a letter now and then is never idle, and would hold one of few places for ever. A mail that was kept and
 * whose sender was not told so any more is sent again, and is the same mail then.
 */
function endLater(socket: Socket, ms: number): void {
  const end = setTimeout(() => sendAway(socket, SMTP_TEXTS.tooLong), ms);
  end.unref();
  socket.once('close', () => clearTimeout(end));
}

/** Tells why, and leaves a moment to hear it. */
function sendAway(socket: Socket, why: string): void {
  socket.end(`${CLOSING} ${why}\r\n`);
  const end = setTimeout(() => socket.destroy(), CLOSE_WAIT_MS);
  end.unref();
  socket.once('close', () => clearTimeout(end));
}

type Done = (error?: Error | null, message?: string) => void;

function doorkeeper(
  { desks, take, trouble, nowMs }: DoorSettings & { readonly nowMs: () => number },
  sessions: DoorSessions,
  cutOff: (session: SMTPServerSession) => void,
) {
  const mayHandOver = allowances();
  return {
    onConnect(session: SMTPServerSession, done: Done) {
      return sessions.enter(session) ? done() : done(new Refused(CLOSING, SMTP_TEXTS.full));
    },
    onMailFrom({ address }: { address: string }, session: SMTPServerSession, done: Done) {
      const client = clientTold(session) ?? clientOf({ ip: session.remoteAddress });
      const free = mayHandOver(client, address.toLowerCase(), nowMs());
      return free ? done() : done(new Refused(TOO_MANY, SMTP_TEXTS.tooMany));
    },
    onRcptTo({ address }: { address: string }, { envelope }: SMTPServerSession, done: Done) {
      if (!desks.has(address.toLowerCase()))
        return done(new Refused(NO_SUCH_DESK, GATEWAY_REFUSALS['mail-desk-unknown']));
      if (envelope.rcptTo.length >= RECIPIENTS_MOST) {
        return done(new Refused(TOO_MANY, plainSentence(SMTP_TEXTS.recipients, { most: RECIPIENTS_MOST })));
      }
      return done();
    },
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) {
      const { envelope } = session;
      async function answered(mail: Arriving): Promise<void> {
        sessions.keeps(session, true);
        try {
          const taken = await take(mail);
          if (taken.ok) done(null, SMTP_TEXTS.taken);
          else done(refusedAs(taken.refusal));
        } catch (error) {
          trouble(error);
          done(new Refused(TRY_LATER, SMTP_TEXTS.failed));
        } finally {
          sessions.keeps(session, false);
        }
      }
      const parts: Uint8Array[] = [];
      let bytes = 0;
      function tooManyPieces(): void {
        stream.destroy();
        const why = GATEWAY_REFUSALS.why.parts;
        done(new Refused(NOT_TAKEN, plainSentence(GATEWAY_REFUSALS['mail-malformed'], { why })));
        cutOff(session);
      }
      stream.on('data', (part: Uint8Array) => {
        bytes += part.length;
        if (parts.length >= PIECES_MOST) return tooManyPieces();
        if (bytes <= MESSAGE_BYTES_MOST) parts.push(part);
      });
      stream.once('error', (error: Error) => done(error));
      stream.once('end', () => {
        if (stream.sizeExceeded || bytes > MESSAGE_BYTES_MOST) {
          const sentence = plainSentence(GATEWAY_REFUSALS['mail-too-large'], { most: MESSAGE_BYTES_MOST });
          return done(new Refused(TOO_LARGE, sentence));
        }
        const parties = [
          ...new Set(envelope.rcptTo.flatMap(({ address }) => desks.get(address.toLowerCase()) ?? [])),
        ];
        const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const told = clientTold(session);
        const client = told ?? `${session.remoteAddress} ${sender.toLowerCase()}`;
        void answered({ parties, raw: new Uint8Array(Buffer.concat(parts)), sender, client });
      });
    },
  };
}

/**
 * Counts a mail of one client. A sender's name is written by whoever likes: it counts among the mails of that client, so
 * that nobody uses up what another may send from elsewhere.
 */
function allowances(): (client: string, sender: string, nowMs: number) => boolean {
  const perHost = new Rate({
    most: MESSAGES_A_MINUTE_FROM_ONE_HOST,
    windowMs: MINUTE_MS,
    remembered: SENDERS_REMEMBERED,
  });
  const perSender = new Rate({
    most: MESSAGES_AN_HOUR_FROM_ONE_SENDER,
    windowMs: HOUR_MS,
    remembered: SENDERS_REMEMBERED,
  });
  return function mayHandOver(client, sender, nowMs) {
    return perHost.take(client, nowMs) && (sender === '' || perSender.take(`${client} ${sender}`, nowMs));
  };
}

/** Whom the operator's mail server took this mail from, where it says so (XFORWARD). */
function clientTold({ xForward }: SMTPServerSession): string | undefined {
  const told = xForward.get('ADDR') || xForward.get('ADDR:DEFAULT');
  return typeof told === 'string' ? clientOf({ ip: told }) : undefined;
}

function refusedAs({ code, sentence }: Refusal): Refused {
  return new Refused(code === 'mail-desk-full' || code === 'too-many-drafts' ? TOO_MANY : NOT_TAKEN, sentence);
}
