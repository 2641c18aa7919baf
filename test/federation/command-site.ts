/** A demo of its own for a file of tests that speak to it by the command line. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { begin, type Ran, type Running, runHere } from '#testing/command-line.ts';
import { eventually } from '#testing/eventually.ts';
import { freePort } from '#testing/free-port.ts';

export const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
/** A case that no node knows. */
export const CASE = '00000000-0000-4000-8000-000000000000';

/** Against a hang: how soon it is ready, the bench measures. */
const READY_LIMIT_MS = 180_000;

export class CommandSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'comity-commands-'));
  readonly kept = join(this.folder, 'kept');
  readonly trust = join(this.kept, 'trust.txt');
  readonly environment = { COMITY_DEMO_SEATS: join(this.folder, 'seats.json') };
  /** Of the demo's guide; its nodes are on the next ones. */
  port = 0;
  #demo: Running | undefined;

  /** Begins the demo, on the same addresses and the same folder each time. */
  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort(4);
    const started = begin(['demo', '--port', String(this.port), '--keep', this.kept, '--json'], this.environment);
    this.#demo = started;
    await eventually('the demo', async () => started.said.out.includes('"guide"'), READY_LIMIT_MS).catch(
      (late: Error) => {
        throw new Error(`${late.message}\n${started.said.error}`);
      },
    );
  }

  async kill(): Promise<void> {
    this.#demo?.child.kill('SIGKILL');
    await this.#demo?.ended;
  }

  /** As one of the demo's seats. */
  async comity(...args: readonly string[]): Promise<Ran> {
    return runHere(args, this.environment);
  }

  /** What the command answers with `--json`. */
  async answer(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, out, error } = await this.comity('--json', ...args);
    assert.equal(code, 0, `${args.join(' ')}: ${out}${error}`);
    return JSON.parse(out) as Record<string, unknown>;
  }

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  async reported(): Promise<{ case: string; digest: string }> {
    const draft = { type: 'near-miss', claims: { summary: `A door stood open, ${crypto.randomUUID()}.` } };
    const told = await this.answer('notify', this.file(`${crypto.randomUUID()}.json`, JSON.stringify(draft)));
    return { case: String(told.case), digest: String(told.digest) };
  }
}

/** Started before the tests of the calling file, and gone after them. */
export function commandSite(): CommandSite {
  const site = new CommandSite();
  before(() => site.start());
  after(async () => {
    await site.kill();
    rmSync(site.folder, { recursive: true, force: true });
  });
  return site;
}
