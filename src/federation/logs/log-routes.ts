import type { Federation } from '#federation/federation.ts';
import { takenInPart } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { statusOf } from '#http/status.ts';
import { readTile } from '#ledger/tiles.ts';
import { formatSignedCheckpoint } from '#log/checkpoint.ts';
import type { LogCode } from '#log/codes.ts';
import { MAX_UPLOAD_BYTES, MIRROR_INFO_MEDIA_TYPE } from '#log/mirror-upload.ts';
import { narrowTile, parseTilePath, type TileLevel, tileWidth } from '#log/tile.ts';
import { formatHeldSize, MAX_ADD_CHECKPOINT_CHARACTERS, TREE_SIZE_MEDIA_TYPE } from '#log/witness.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { mirroredTile, mirrorTables } from './mirror-tables.ts';
import { takeEntries, takePending } from './mirror-uploads.ts';
import { unzipped } from './unzip.ts';
import { witnessCheckpoint } from './witness.ts';

const forNodes = { config: { kind: 'machine', rate: 'federation' }, schema: { hide: true } } as const;
const NOTE_TYPE = 'text/plain; charset=utf-8';
const UPLOAD_ENCODING = 'gzip';
const TILE_TYPE = 'application/octet-stream';
/** A tile never changes once a checkpoint needs it. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const A_MOMENT = 'public, max-age=1';
/** TypeBox compiles no property named `*`, so these are read without a schema; each is checked where it is used. */
type TileParams = { readonly hash?: string; readonly '*'?: string };

/** Our log and the mirrored ones as C2SP tlog-tiles, and the witness of C2SP tlog-witness. */
export function logRoutes(app: App, federation: Federation): void {
  const { office, ledger } = federation;
  const { connection } = office.store;

  app.get('/log/checkpoint', forNodes, async (_request, reply) => {
    const signed = await ledger.published();
    if (signed === undefined) return refused(reply, nothingYet);
    return reply.header('cache-control', A_MOMENT).type(NOTE_TYPE).send(formatSignedCheckpoint(signed));
  });

  app.get('/log/tile/*', forNodes, async (request, reply) => {
    const size = (await ledger.published())?.checkpoint.size ?? 0;
    const read = (level: TileLevel, index: number) => readTile(connection, ledger.origin, level, index);
    return sendTile(reply, await tileAt(tilePathOf(request), size, read));
  });

  app.get('/mirror/:hash/checkpoint', forNodes, async (request, reply) => {
    const row = await mirrorAt(request);
    if (row?.note === null || row?.note === undefined) return refused(reply, nothingYet);
    return reply.header('cache-control', A_MOMENT).type(NOTE_TYPE).send(row.note);
  });

  app.get('/mirror/:hash/tile/*', forNodes, async (request, reply) => {
    const row = await mirrorAt(request);
    if (row === undefined) return refused(reply, nothingYet);
    const read = (level: TileLevel, index: number) => mirroredTile(connection, row.log, level, index);
    return sendTile(reply, await tileAt(tilePathOf(request), row.size, read));
  });

  witnessRoutes(app, federation);

  async function mirrorAt(request: Request) {
    const { hash = '' } = request.params as TileParams;
    return mirrorTables(connection)
      .selectFrom('federation_mirror')
      .selectAll()
      .where('origin_hash', '=', hash)
      .executeTakeFirst();
  }
}

/** What other logs hand in: checkpoints to be cosigned, checkpoints and entries to be mirrored. */
function witnessRoutes(app: App, { office, keys, heardOf }: Federation): void {
  // In a scope of their own, since bodies are taken here as they come.
  void app.register(async (scope: App) => {
    scope.removeContentTypeParser('text/plain');
    scope.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.addContentTypeParser(TILE_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const limits = { ...forNodes, bodyLimit: MAX_ADD_CHECKPOINT_CHARACTERS };
    scope.post('/witness/add-checkpoint', limits, async (request, reply) => {
      const answer = await witnessCheckpoint(office, keys.witness, textOf(request));
      if (!answer.ok) return refused(reply, answer.refusal);
      if (answer.value.type === 'cosigned') {
        heardOf(answer.value.origin);
        return reply.type(NOTE_TYPE).send(answer.value.lines);
      }
      return conflict(reply, TREE_SIZE_MEDIA_TYPE, formatHeldSize(answer.value.heldSize));
    });
    scope.post('/mirror/add-checkpoint', limits, async (request, reply) => {
      const answer = await takePending(office, textOf(request));
      if (!answer.ok) return refused(reply, answer.refusal);
      if (answer.value.type === 'taken') return reply.type(NOTE_TYPE).send('');
      return conflict(reply, TREE_SIZE_MEDIA_TYPE, formatHeldSize(answer.value.heldSize));
    });
    scope.post('/mirror/add-entries', { ...forNodes, bodyLimit: MAX_UPLOAD_BYTES }, async (request, reply) => {
      void reply.header('accept-encoding', UPLOAD_ENCODING);
      const body = await uploadedBytes(request);
      if (!body.ok) return refused(reply, body.refusal);
      const answer = await takeEntries(office, keys.mirror, body.value);
      if (!answer.ok) return refused(reply, answer.refusal);
      if (answer.value.type === 'cosigned') return reply.type(NOTE_TYPE).send(answer.value.lines);
      const { why, text } = answer.value;
      if (why === 'conflict') return conflict(reply, MIRROR_INFO_MEDIA_TYPE, text);
      return takenInPart(reply).type(MIRROR_INFO_MEDIA_TYPE).send(text);
    });
  });
}

/** C2SP tlog-mirror has mirrors read gzip, too; what unfolds beyond the limit is not read. */
async function uploadedBytes({ body, headers }: Request): Promise<Outcome<Uint8Array, string>> {
  const bytes = Buffer.isBuffer(body) ? new Uint8Array(body) : new Uint8Array(0);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return accept(bytes);
  if (encoding === UPLOAD_ENCODING) return unzipped(bytes, MAX_UPLOAD_BYTES);
  return refuse('media-type-not-supported', 'Send the upload as it is, or compressed with gzip.');
}

function textOf({ body }: Request): string {
  return typeof body === 'string' ? body : '';
}

function tilePathOf(request: Request): string {
  return (request.params as TileParams)['*'] ?? '';
}

const nothingYet = { code: 'not-found', sentence: 'There is nothing here yet.' } as const;

/** C2SP: where the client has to go on from, as the answer to a conflict. */
function conflict(reply: Reply, type: string, text: string): Reply {
  return reply.code(statusOf('old-size-conflict')).type(type).send(text);
}

type TileRead = (level: TileLevel, index: number) => Promise<Uint8Array | undefined>;

/** A tile of the tree of this size, full or partial; what lies beyond it is not there. */
async function tileAt(
  path: string,
  size: number,
  read: TileRead,
): Promise<Outcome<Uint8Array, LogCode | 'not-found'>> {
  const coordinate = parseTilePath(`tile/${path}`);
  if (!coordinate.ok) return coordinate;
  const { level, index, width } = coordinate.value;
  if (width > tileWidth(level, index, size)) return refuse('not-found', 'The published tree has no such tile.');
  const bytes = await read(level, index);
  return bytes === undefined
    ? refuse('not-found', 'The published tree has no such tile.')
    : narrowTile(bytes, level, width);
}

function sendTile(reply: Reply, tile: Outcome<Uint8Array, LogCode | 'not-found'>): Reply {
  if (!tile.ok) return refused(reply, tile.refusal);
  return reply.header('cache-control', FOR_EVER).type(TILE_TYPE).send(Buffer.from(tile.value));
}
