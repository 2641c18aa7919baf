import { HELP_TEXTS } from '#help/help-texts.ts';
import { nextStepFor } from '#help/next-steps.ts';
import type { Outcome, Refusal } from '#outcome.ts';
import type { ApiClient, CommandContext, Progress } from './context.ts';

const BAR_WIDTH_COLUMNS = 28;
/** Nothing shorter than this gets a bar: it would only flicker. */
const BAR_AFTER_MS = 400;
const BAR_EVERY_MS = 100;

type Streams = {
  readonly out: NodeJS.WritableStream;
  readonly error: NodeJS.WritableStream & { isTTY?: boolean };
};

/** The command line's mouth: one place that knows about --json, terminals and exit codes. */
export function terminalContext(
  json: boolean,
  api: () => Outcome<ApiClient>,
  streams: Streams = { out: process.stdout, error: process.stderr },
): CommandContext {
  // Whoever reads may have seen enough (comity … | head).
  streams.out.once('error', (failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'EPIPE') throw failure;
    process.exit();
  });
  return {
    json,
    api,
    answer(value, lines) {
      streams.out.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.map(printable).join('\n')}\n`);
    },
    note(line) {
      if (!json) streams.error.write(`${printable(line)}\n`);
    },
    progress: (label) => progressBar(label, streams.error, json),
    refused(refusal) {
      process.exitCode = 1;
      if (json) streams.out.write(`${JSON.stringify({ refused: refusal }, null, 2)}\n`);
      else streams.error.write(`${describe(refusal)}\n${HELP_TEXTS.next} ${nextStepFor(refusal.code)}\n`);
    },
  };
}

function describe(refusal: Refusal): string {
  const place = refusal.place === undefined ? '' : ` (at ${printable(refusal.place)})`;
  return `refused: ${printable(refusal.sentence)}${place} [${refusal.code}]`;
}

/** Text from outside must not move the cursor, recolour the screen or reverse what is read. */
export function printable(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function progressBar(label: string, stream: Streams['error'], json: boolean): Progress {
  if (json || stream.isTTY !== true) return { step() {}, end() {} };
  const started = Date.now();
  let drawn = 0;
  return {
    step(done, total) {
      const now = Date.now();
      if (now - started < BAR_AFTER_MS || now - drawn < BAR_EVERY_MS) return;
      drawn = now;
      const part = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(part * BAR_WIDTH_COLUMNS);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH_COLUMNS - filled)}`;
      const left = part > 0 ? Math.round(((now - started) * (1 - part)) / part / 1000) : 0;
      stream.write(`\r\u001b[K${label} ${bar} ${done}/${total}, about ${left} s left`);
    },
    end() {
      if (drawn !== 0) stream.write('\r\u001b[K');
    },
  };
}
