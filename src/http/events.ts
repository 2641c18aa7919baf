import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Ledger, Recorded } from '#ledger/contract.ts';
import type { Viewer } from '#statement/show.ts';
import { Uuid } from '#statement/statement-type.ts';
import { clientOf } from './client-address.ts';
import type { App, Reply } from './contract.ts';
import {
  EVENT_HEARTBEAT_MS,
  EVENT_STREAM_LIFE_MS,
  EVENT_STREAMS_LIMIT,
  EVENT_STREAMS_OF_STRANGERS_LIMIT,
  EVENT_STREAMS_PER_CLIENT_LIMIT,
  EVENTS_CLOCKS_DIFFER_MS,
  EVENTS_REMEMBERED_MOST,
  EVENTS_REMEMBERED_MS,
} from './limits.ts';
import { refused } from './problem.ts';

export type EventTimes = {
  /** How long one stream lasts. */
  readonly lifeMs?: number;
  readonly nowMs?: () => number;
};

/** Does the disclosure function show this viewer in which case that statement stands? */
export type MaySee = (digest: string, viewer: Viewer) => Promise<boolean>;

type Stream = {
  readonly viewer: Viewer;
  readonly client: string;
  readonly caseId: string | undefined;
  readonly out: Readable;
};

/**
 * `GET /events`: server-sent events naming the cases in which something was recorded that the viewer may see. They
 * carry no claims; an open page asks again for what it shows. A slow reader misses events rather than memory. A page
 * tells with `since` when it was asked for: what was recorded before it began to listen makes it look once (`look`).
 */
export function registerEvents(
  app: App,
  ledger: Pick<Ledger, 'onRecorded'>,
  maySee: MaySee,
  { lifeMs = EVENT_STREAM_LIFE_MS, nowMs = Date.now }: EventTimes = {},
): void {
  const streams = new Set<Stream>();
  const lately = new Lately(nowMs());
  const stopListening = ledger.onRecorded((records) => {
    lately.add(records, nowMs());
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

  const querystring = Type.Object(
    { case: Type.Optional(Uuid), since: Type.Optional(Type.Integer({ minimum: 0 })) },
    { additionalProperties: false },
  );
  app.get('/events', { schema: { querystring, hide: true }, config: { kind: 'api' } }, (request, reply) => {
    const client = clientOf(request);
    if (!hasPlace(streams, { viewer: request.viewer, client })) {
      return refused(reply, {
        code: 'too-many-streams',
        sentence: 'Too many pages follow live changes. Close some, or reload this page now and then.',
      });
    }
    const out = new Readable({ read() {} });
    const stream: Stream = { viewer: request.viewer, client, caseId: request.query.case, out };
    streams.add(stream);
    const end = setTimeout(() => out.push(null), lifeMs);
    end.unref();
    out.once('close', () => {
      clearTimeout(end);
      streams.delete(stream);
    });
    out.push('retry: 3000\n\n');
    const { since } = request.query;
    if (since !== undefined) {
      const missed = lately.since(since);
      hasMissed(stream, missed, maySee)
        .then((has) => has && !out.destroyed && out.push('event: look\ndata: {}\n\n'))
        .catch((cause) => app.log.error(cause, 'telling an open page failed'));
    }
    return reply.header('cache-control', 'no-store').type('text/event-stream').send(out);
  });
}

/**
 * Places are shared so that nobody fills them alone: strangers have a part of them together, and a party finds one more
 * as long as it has fewer than are free. At one address each party has its own, and strangers theirs.
 */
function hasPlace(streams: ReadonlySet<Stream>, { viewer, client }: Pick<Stream, 'viewer' | 'client'>): boolean {
  const held = [...streams].filter((stream) => stream.viewer.party === viewer.party);
  const here = held.filter((stream) => stream.client === client).length;
  const free = EVENT_STREAMS_LIMIT - streams.size;
  const most = viewer.party === null ? EVENT_STREAMS_OF_STRANGERS_LIMIT : free;
  return here < EVENT_STREAMS_PER_CLIENT_LIMIT && free > 0 && held.length < most;
}

/** When a page was asked for, by this node's clock: what is recorded from then on it may not show. */
export function askedAt(reply: Pick<Reply, 'elapsedTime'>): number {
  return Math.floor(Date.now() - reply.elapsedTime);
}

/** What was recorded in the last minute: long enough for any page to arrive and begin to listen. */
class Lately {
  #heard: { readonly at: number; readonly record: Recorded }[] = [];
  /** Everything from here on is remembered. */
  #from: number;

  constructor(nowMs: number) {
    this.#from = nowMs;
  }

  add(records: readonly Recorded[], nowMs: number): void {
    this.#heard.push(...records.map((record) => ({ at: nowMs, record })));
    const from = nowMs - EVENTS_REMEMBERED_MS;
    const old = this.#heard.findLastIndex(({ at }) => at < from) + 1;
    const drop = Math.max(old, this.#heard.length - EVENTS_REMEMBERED_MOST);
    if (drop === 0) return;
    this.#from = this.#heard[drop - 1]!.at + 1;
    this.#heard = this.#heard.slice(drop);
  }

  /** Undefined where it goes back further than is remembered. Another process may have told the time: clocks differ. */
  since(ms: number): readonly Recorded[] | undefined {
    const since = ms - EVENTS_CLOCKS_DIFFER_MS;
    return since < this.#from
      ? undefined
      : this.#heard.filter(({ at }) => at >= since).map(({ record }) => record);
  }
}

/** Whether a page has to look: it missed something that its viewer may see, or nobody can say. */
async function hasMissed(
  { viewer, caseId }: Stream,
  missed: readonly Recorded[] | undefined,
  maySee: MaySee,
): Promise<boolean> {
  if (missed === undefined) return true;
  for (const { case: inCase, digest } of missed) {
    if (inCase === null || (caseId !== undefined && caseId !== inCase)) continue;
    if (await maySee(digest, viewer)) return true;
  }
  return false;
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
