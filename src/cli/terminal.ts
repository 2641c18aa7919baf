import { HELP_TEXTS } from '#help/help-texts.ts';
import { nextStepFor } from '#help/next-steps.ts';
import type { Outcome, Refusal } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import { plainSentence } from '#web/sentence.ts';
import type { ApiClient, CommandContext, Progress } from './context.ts';
import { isOfMachine } from './failure.ts';
import { TERMINAL_TEXTS as T } from './terminal-texts.ts';

const EXIT_REFUSED = 1;
/** The command was right: whoever starts it may start it again, once the machine is mended. */
const EXIT_MACHINE = 3;
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
    language: currentLanguage(),
    api,
    answer(value, lines) {
      streams.out.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.map(printableLine).join('\n')}\n`);
    },
    async tell(lines) {
      if (json) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const text = `${lines.map(printableLine).join('\n')}\n`;
      streams.out.write(text, (failure) => (failure instanceof Error ? reject(failure) : resolve()));
      await promise;
    },
    note(line) {
      if (!json) streams.error.write(`${printableLine(line)}\n`);
    },
    progress: (label) => progressBar(label, streams.error, json),
    refused(refusal) {
      process.exitCode = isOfMachine(refusal.code) ? EXIT_MACHINE : EXIT_REFUSED;
      if (json) streams.out.write(`${JSON.stringify({ refused: refusal }, null, 2)}\n`);
      else
        streams.error.write(`${describe(refusal)}\n${HELP_TEXTS.next} ${nextStepFor(stepCode(refusal.code))}\n`);
    },
  };
}

/** What a node finds malformed was typed here by a person; no program is to be mended. */
function stepCode(code: string): string {
  return code === 'malformed-request' ? 'not-understood' : code;
}

/** The sentence is the one in English that whoever can help will know; what to do next is in the reader's language. */
function describe({ sentence, place, code }: Refusal): string {
  return place === undefined
    ? spoken(T.refused, { sentence, code })
    : spoken(T.refusedAt, { sentence, place, code });
}

/** A sentence of a catalogue for a terminal: what stands in its places is text from outside. */
export function spoken(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const safe = Object.entries(values).map(([name, value]) => {
    return [name, typeof value === 'string' ? printableLine(value) : value] as const;
  });
  return plainSentence(text, Object.fromEntries(safe));
}

/** Text from outside must not move the cursor, recolour the screen or reverse what is read. */
export function printable(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The same, but isolates stay where each is closed again: our own sentences put them around names. */
function printableLine(line: string): string {
  if (!areClosed(line)) return printable(line);
  return line
    .split(/([\u2068\u2069])/u)
    .map((part, at) => (at % 2 === 1 ? part : printable(part)))
    .join('');
}

function areClosed(line: string): boolean {
  let open = 0;
  for (const character of line) {
    if (character === '\u2068') open += 1;
    if (character === '\u2069') open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
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
      stream.write(`\r\u001b[K${spoken(T.progress, { label, bar, done, total, left })}`);
    },
    end() {
      if (drawn !== 0) stream.write('\r\u001b[K');
    },
  };
}
