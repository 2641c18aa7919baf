/**
 * Draws lines of law to be read against their sources: `node tools/run.mjs tools/draw-lines.ts 2026-12-01 50`.
 * `docs/read-lines.md` holds what the reading found.
 */
import { exit, stderr, stdout } from 'node:process';
import { loadRulebook, REGIMES_FOLDER, readCalendars } from '#obligations/regimes/load-regimes.ts';
import type { Outcome } from '#outcome.ts';
import { words } from './arguments.ts';
import { drawLines, legalLines } from './legal-lines.ts';

const USAGE = 'Usage: draw-lines <seed> [count, else 50]\n';
const [seed, wanted = '50'] = words(USAGE, 2);
const count = Number(wanted);
if (seed === undefined || !Number.isInteger(count) || count < 1) {
  stderr.write(USAGE);
  exit(2);
}
const rulebook = soundOr(loadRulebook());
const calendars = soundOr(readCalendars(REGIMES_FOLDER));
const lines = legalLines({ regimes: rulebook.regimes.all, calendars });
stdout.write(`${lines.length} lines; ${count} drawn by the seed ${seed}.\n`);
for (const { id, says } of drawLines(lines, seed, count)) stdout.write(`\n${id}\n  ${JSON.stringify(says)}\n`);

function soundOr<Value>(read: Outcome<Value, string>): Value {
  if (read.ok) return read.value;
  stderr.write(`${read.refusal.place}: ${read.refusal.sentence}\n`);
  return exit(1);
}
