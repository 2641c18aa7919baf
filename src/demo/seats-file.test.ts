import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeSeatsFile } from './seats-file.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comity-seats-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const seat = (url: string, token: string) => ({ seat: 'operator', url, token });
const read = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as unknown;

test('the seats of a demo that runs stay in their file, and a second demo has one of its own beside it', async () => {
  await using node = createServer((request, response) => {
    response.writeHead(request.headers.authorization === 'Bearer first' ? 200 : 401).end('{}');
  }).listen(0, '127.0.0.1');
  await once(node, 'listening');
  const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
  const usual = join(folder, 'running', 'demo-seats.json');
  const first = [seat(url, 'first')];
  const second = [seat('http://127.0.0.1:9', 'second')];
  {
    await using one = await writeSeatsFile(usual, 4600, first);
    assert.deepEqual([one.path, one.isBeside], [usual, false]);
    assert.equal((await stat(usual)).mode & 0o777, 0o600);
    {
      await using other = await writeSeatsFile(usual, 4700, second);
      assert.deepEqual([other.path, other.isBeside], [join(folder, 'running', 'demo-seats-4700.json'), true]);
      assert.deepEqual(await read(usual), first);
      assert.deepEqual(await read(other.path), second);
    }
    assert.deepEqual(await read(usual), first, 'the second one’s end takes nothing of the first');
    await assert.rejects(read(join(folder, 'running', 'demo-seats-4700.json')), /ENOENT/);
  }
  await assert.rejects(read(usual), /ENOENT/);
});

test('what a demo left that was killed, or was followed on its port by another one, is written anew', async () => {
  await using node = createServer((_request, response) => response.writeHead(401).end()).listen(0, '127.0.0.1');
  await once(node, 'listening');
  const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
  for (const [name, left] of Object.entries({
    gone: JSON.stringify([seat('http://127.0.0.1:9', 'gone')]),
    followed: JSON.stringify([seat(url, 'gone')]),
    broken: '[{',
  })) {
    const usual = join(folder, `${name}.json`);
    await writeFile(usual, left, { mode: 0o644 });
    await using file = await writeSeatsFile(usual, 4600, [seat(url, 'new')]);
    assert.deepEqual([file.path, file.isBeside], [usual, false], name);
    assert.deepEqual(await read(usual), [seat(url, 'new')]);
    assert.equal((await stat(usual)).mode & 0o777, 0o600);
  }
});
