import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { argv, execPath, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import type { Row } from './row.ts';
import { table } from './table.ts';

const MODULE_LIMIT_MS = 15 * 60_000;
const USAGE = `npm run bench -- [--only NAME[,NAME]] [--json FILE] [--quick]
  --only NAME   only modules whose file name contains NAME, or else only figures whose name contains it; several with commas
  --json FILE   also write the figures as a JSON list
  --quick       small sizes: shows that everything runs, says nothing about speed
`;

type Request = { readonly only: string; readonly json: string | undefined; readonly quick: boolean };

function readRequest(): Request | undefined {
  try {
    const { values } = parseArgs({
      args: argv.slice(2),
      options: { only: { type: 'string' }, json: { type: 'string' }, quick: { type: 'boolean' } },
    });
    return { only: values.only ?? '', json: values.json, quick: values.quick ?? false };
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : 'Unknown option'}\n${USAGE}`);
    return undefined;
  }
}

/** Each module has a process of its own, so that none measures another's heap; undefined if it failed. */
async function runModule(path: string, request: Request, only: string): Promise<readonly Row[] | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'comity-bench-'));
  const destination = join(folder, 'rows.json');
  try {
    const flags = ['--disable-warning=ExperimentalWarning', '--expose-gc', join(import.meta.dirname, 'module.ts')];
    const child = spawn(execPath, [...flags, path, destination, request.quick ? 'quick' : 'full', only], {
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: MODULE_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0 || !existsSync(destination)) return undefined;
    return JSON.parse(readFileSync(destination, 'utf8')) as readonly Row[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const request = readRequest();
  if (request === undefined) return 2;
  const all = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort();
  const parts = request.only.split(',');
  const named = all.filter((name) => parts.some((part) => basename(name, '.bench.ts').includes(part)));
  const only = named.length > 0 ? '' : request.only;
  const rows: Row[] = [];
  const broken: string[] = [];
  for (const name of named.length > 0 ? named : all) {
    stderr.write(`${name}\n`);
    const measured = await runModule(join(import.meta.dirname, name), request, only);
    if (measured === undefined) broken.push(name);
    rows.push(...(measured ?? []).filter((row) => parts.some((part) => only === '' || row.name.includes(part))));
  }
  stdout.write(`${table(rows)}\n`);
  if (request.json !== undefined) writeFileSync(request.json, `${JSON.stringify(rows, null, 2)}\n`);
  const missed = rows.filter(({ pass }) => !pass).length;
  for (const name of broken) stdout.write(`${name} ended without figures\n`);
  if (request.quick) stdout.write('Small sizes: these are no figures of speed.\n');
  stdout.write(`${rows.length - missed} figures pass, ${missed} miss their target\n`);
  return broken.length > 0 || rows.length === 0 || (missed > 0 && !request.quick) ? 1 : 0;
}

exit(await main());
