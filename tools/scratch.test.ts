import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isMemory, removeLeftOver } from './scratch.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-scratch-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const MOUNTS = `/dev/vda / ext4 rw,relatime 0 0
tmpfs /memory tmpfs rw,relatime,size=24684096k 0 0
tmpfs /no-programs tmpfs rw,nosuid,nodev,noexec 0 0
tmpfs /fixed tmpfs ro,relatime 0 0
/dev/vdb /disk ext4 rw,relatime 0 0
tmpfs /covered tmpfs rw,relatime 0 0
/dev/vdc /covered ext4 rw,relatime 0 0
`;

test('only memory that can be written to and run from holds what tests write', () => {
  const chosen = ['/', '/memory', '/no-programs', '/fixed', '/disk', '/covered', '/nowhere'];
  assert.deepEqual(
    chosen.filter((at) => isMemory(MOUNTS, at)),
    ['/memory'],
  );
});

test('what a killed run left in memory is removed by the next, and what a running one has stays', () => {
  const ended = spawnSync(process.execPath, ['--eval', '']).pid;
  const names = [`comity-run-${ended}-a`, `comity-run-${process.pid}-b`, 'somebody-else'];
  for (const name of names) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'data'), 'any');
  }
  removeLeftOver(folder);
  assert.deepEqual(readdirSync(folder).sort(), names.slice(1).sort());
});
