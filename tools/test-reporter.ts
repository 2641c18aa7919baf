import type { TestEvent } from 'node:test/reporters';

/** One finished test, as a line of JSON in the reporter's destination. */
export type TestLine = {
  readonly title: string;
  /** A note is no test: what the runner found wrong with the file around its tests. */
  readonly verdict: 'passed' | 'failed' | 'skipped' | 'note';
  /** Why it was skipped, or how it failed. */
  readonly reason?: string;
  /** Where it was declared, and how long it took. */
  readonly file?: string;
  readonly ms?: number;
};

/** Tells every finished test to the runner in a form that survives the file's crash half-way. */
export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const trail: string[] = [];
  for await (const event of events) {
    if (event.type === 'test:start') trail[event.data.nesting] = event.data.name;
    if (event.type === 'test:diagnostic' && /^(?:Error|Warning): /u.test(event.data.message)) {
      yield write({ title: '', verdict: 'note', reason: event.data.message });
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, nesting, details, skip, todo } = event.data;
    trail[nesting] = name;
    const title = trail.slice(0, nesting + 1).join(' > ');
    const place = { file: event.data.file ?? '', ms: details.duration_ms };
    const line = judge(event, title);
    // A suite is a heading; it counts only when it failed by itself, as in a hook.
    if (line === undefined || (details.type === 'suite' && line.verdict !== 'failed')) continue;
    if (skip !== undefined || todo !== undefined) {
      yield write({ title, verdict: 'skipped', reason: wording(skip ?? todo), ...place });
    } else yield write({ ...line, ...place });
  }
}

function write(line: TestLine): string {
  return `${JSON.stringify(line)}\n`;
}

function wording(reason: string | boolean | undefined): string {
  return typeof reason === 'string' && reason !== '' ? reason : 'no reason given';
}

function judge(event: TestEvent, title: string): TestLine | undefined {
  if (event.type !== 'test:fail') return { title, verdict: 'passed' };
  const error = event.data.details.error as Error & { failureType?: string; cause?: unknown };
  // A parent that failed because its subtests did is counted through them.
  if (error.failureType === 'subtestsFailed') return undefined;
  return { title, verdict: 'failed', reason: describe(error.cause ?? error) };
}

function describe(error: unknown): string {
  if (!(error instanceof Error))
    return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${describe(error.cause)}`;
}
