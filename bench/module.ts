import { writeFileSync } from 'node:fs';
import { argv, exit, stderr } from 'node:process';
import { pathToFileURL } from 'node:url';
import type { BenchModule, Row } from './row.ts';

/** Runs one bench module in this process alone and writes its rows to a file; started by bench.ts. */
async function main(): Promise<void> {
  const [, , path = '', destination = '', mode = '', only = ''] = argv;
  const { run } = (await import(pathToFileURL(path).href)) as Partial<BenchModule>;
  if (run === undefined) throw new TypeError(`${path} does not export run(options)`);
  const rows = await run({
    quick: mode === 'quick',
    only: only === '' ? undefined : only,
    say: (line) => stderr.write(`  ${line}\n`),
  });
  for (const row of rows) check(path, row);
  writeFileSync(destination, JSON.stringify(rows));
}

function check(path: string, row: Row): void {
  const numbers = [row.value, row.limit ?? 0, row.ratio ?? 0, row.target ?? 0];
  if (row.name === '' || !numbers.every(Number.isFinite)) {
    throw new TypeError(`${path} returned a row that is no figure: ${JSON.stringify(row)}`);
  }
}

await main();
// A module may leave servers or timers behind; its figures are complete.
exit(0);
