import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Ledger, Recorded } from '#ledger/contract.ts';
import type { Viewer } from '#statement/show.ts';
import { Uuid } from '#statement/statement-type.ts';
import type { App } from './contract.ts';
import {
  EVENT_HEARTBEAT_MS,
  EVENT_STREAM_LIFE_MS,
  EVENT_STREAMS_LIMIT,
  EVENT_STREAMS_PER_CLIENT_LIMIT,
} from './limits.ts';
import { refused } from './problem.ts';
import { clientOf } from './rates.ts';

/** Does the disclosure function show this viewer anything of that statement? */
export type MaySee = (digest: string, viewer: Viewer) => Promise<boolean>;

type Stream = {
  readonly viewer: Viewer;
  readonly client: string;
  readonly caseId: string | undefined;
  readonly out: Readable;
};

/**
 * `GET /events`: server-sent events naming the cases in which something was recorded that the viewer may see. They
 * carry no claims; an open page asks again for what it shows. A slow reader misses events rather than memory.
 */
export function registerEvents(app: App, ledger: Pick<Ledger, 'onRecorded'>, maySee: MaySee): void {
  const streams = new Set<Stream>();
  const stopListening = ledger.onRecorded((records) => {
    const once = askedOnce(maySee);
    for (const stream of streams) {
      tell(stream, records, once).catch((cause) => app.log.error(cause, 'telling an open page failed'));
    }
  });
  const heartbeat = setInterval(() => {
    for (const { out } of streams) out.push(': still here\n\n');
  }, EVENT_HEARTBEAT_MS);
  heartbeat.unref();

  app.addHook('preClose', async () => {
    clearInterval(heartbeat);
    stopListening();
    for (const { out } of streams) out.push(null);
  });

  const querystring = Type.Object({ case: Type.Optional(Uuid) }, { additionalProperties: false });
  app.get('/events', { schema: { querystring, hide: true }, config: { kind: 'api' } }, (request, reply) => {
    const client = clientOf(request);
    const theirs = [...streams].filter((stream) => stream.client === client).length;
    if (streams.size >= EVENT_STREAMS_LIMIT || theirs >= EVENT_STREAMS_PER_CLIENT_LIMIT) {
      return refused(reply, {
        code: 'too-many-streams',
        sentence: 'Too many pages follow live changes. Close some, or reload this page now and then.',
      });
    }
    const out = new Readable({ read() {} });
    const stream: Stream = { viewer: request.viewer, client, caseId: request.query.case, out };
    streams.add(stream);
    const end = setTimeout(() => out.push(null), EVENT_STREAM_LIFE_MS);
    end.unref();
    out.once('close', () => {
      clearTimeout(end);
      streams.delete(stream);
    });
    out.push('retry: 3000\n\n');
    return reply.header('cache-control', 'no-store').type('text/event-stream').send(out);
  });
}

/** Of a thousand open pages most have the same eyes: each pair of eyes is asked about once for a batch. */
function askedOnce(maySee: MaySee): MaySee {
  const answers = new Map<string, Promise<boolean>>();
  return (digest, viewer) => {
    const key = `${digest} ${JSON.stringify(viewer)}`;
    const answer = answers.get(key) ?? maySee(digest, viewer);
    answers.set(key, answer);
    return answer;
  };
}

async function tell(stream: Stream, records: readonly Recorded[], maySee: MaySee): Promise<void> {
  const told = new Set<string>();
  for (const { case: caseId, digest } of records) {
    if (caseId === null || told.has(caseId)) continue;
    if (stream.caseId !== undefined && stream.caseId !== caseId) continue;
    if (!(await maySee(digest, stream.viewer))) continue;
    told.add(caseId);
    if (stream.out.destroyed || stream.out.readableLength > stream.out.readableHighWaterMark) return;
    stream.out.push(`event: recorded\ndata: ${JSON.stringify({ case: caseId })}\n\n`);
  }
}
