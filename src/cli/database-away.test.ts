import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { begin } from '#testing/command-line.ts';
import { eventually } from '#testing/eventually.ts';
import { freePort } from '#testing/free-port.ts';
import { codeOf, operate } from '#testing/operator.ts';
import { postgresSchema } from '#testing/postgres.ts';

const schema = await postgresSchema();
/** On a machine that does much else besides. */
const START_LIMIT_MS = 60_000;

const skip = schema.ok ? false : schema.refusal.sentence;

/** The way to a database, which may be cut: connections break, and nobody answers, until it is mended. */
async function wayTo({ hostname, port: databasePort }: URL) {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const onward = connect(Number(databasePort), hostname);
    for (const socket of [client, onward]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    client.pipe(onward).pipe(client);
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  async function cut(): Promise<void> {
    for (const socket of open) socket.destroy();
    await new Promise((closed) => server.close(closed));
  }
  return { port, cut, mend: () => listen(port), [Symbol.asyncDispose]: cut };
}

test('a node whose database goes away says so, starts nowhere else, and serves again by itself when it is back', {
  skip,
}, async () => {
  if (!schema.ok) return;
  await using place = schema.value;
  const database = new URL(place.url);
  await using way = await wayTo(database);
  database.port = String(way.port);
  await using folders = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'comity-away-'));
  folders.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const settings = {
    ...{ COMITY_DATA: folder, COMITY_REALM: 'exercise:away', COMITY_LISTEN: `127.0.0.1:${port}` },
    ...{ DATABASE_URL: database.href, COMITY_SCHEMA: place.schema, COMITY_ORIGIN: 'away.example/log' },
  };
  const said = ['--party', 'did:web:away.example', '--name', 'Away', '--kind', 'csirt', '--territory', 'XC'];
  const secret = ['--administrator', 'Ann', '--recovery-out', join(folder, 'recovery')];
  const founded = await operate(settings, 'init', ...said, ...secret);
  assert.equal(founded.code, 0, founded.said);

  const serving = begin(['serve'], settings);
  folders.defer(() => void serving.child.kill('SIGKILL'));
  const health = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    return answer === undefined ? undefined : { status: answer.status, text: await answer.text() };
  };
  await eventually('the node to serve', async () => (await health())?.status === 200, START_LIMIT_MS);
  await way.cut();
  const ill = await eventually('the node to know', async () => {
    const told = await health();
    return told?.status === 503 && told;
  });
  assert.match(ill.text, /database-unreachable/u);
  assert.match(ill.text, /check DATABASE_URL and the server/u);
  assert.ok(!ill.text.includes(database.password), 'nobody is told its password');
  const another = await operate(settings, 'serve');
  assert.deepEqual([codeOf(another), another.code], ['database-unreachable', 3]);
  const cases = await fetch(`http://127.0.0.1:${port}/api/v1/cases`);
  assert.equal(cases.status, 500);
  assert.match(await cases.text(), /Try again in a moment/u);

  await way.mend();
  await eventually('the node to serve again', async () => (await health())?.status === 200, START_LIMIT_MS);
  serving.child.kill('SIGTERM');
  const ended = await serving.ended;
  assert.equal(ended.code, 0, ended.error);
  assert.ok(!ended.error.includes(database.password), 'nor does its journal tell');
});
