/** An operator at the machine of a node: commands as they are typed there, with --json, in this process. */
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { failureOf } from '#cli/failure.ts';
import { nodeCommands } from '#cli/node-commands.ts';
import { terminalContext } from '#cli/terminal.ts';
import { refuse } from '#outcome.ts';

export type Ended = { readonly code: number; readonly answer: Record<string, unknown>; readonly said: string };

/** Runs one command under these settings and no others. */
export async function operate(
  settings: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Ended> {
  using _ = settingsOnly(settings);
  const out = new PassThrough();
  const cli = terminalContext(true, () => refuse('unreachable', 'no node'), { out, error: new PassThrough() });
  const program = new Command('comity');
  nodeCommands(program, () => cli);
  // As bin/cli.ts ends what was thrown.
  await program
    .parseAsync(['node', 'comity', ...words])
    .catch((failure: unknown) => cli.refused(failureOf(failure)));
  const code = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  const said = String(out.read());
  return { code, said, answer: JSON.parse(said) as Record<string, unknown> };
}

/** The environment of a machine with these settings; what stood there before is put back, for whoever else is tested here. */
function settingsOnly(settings: Readonly<Record<string, string>>): Disposable {
  const before = { ...process.env };
  const clear = () => {
    for (const name of Object.keys(process.env)) {
      if (name === 'DATABASE_URL' || name.startsWith('COMITY_')) delete process.env[name];
    }
  };
  clear();
  Object.assign(process.env, settings);
  return {
    [Symbol.dispose]() {
      clear();
      Object.assign(process.env, before);
    },
  };
}

export function codeOf({ answer }: Ended): unknown {
  return (answer.refused as { code?: unknown } | undefined)?.code;
}

/** The place that a refusal speaks of. */
export function placeOf({ answer }: Ended): unknown {
  return (answer.refused as { place?: unknown } | undefined)?.place;
}

type Check = { readonly check: string; readonly passed: boolean; readonly code?: string };

/** What `comity doctor` found wrong. */
export function failedChecks({ answer }: Ended): readonly string[] {
  return (answer.checks as readonly Check[]).filter(({ passed }) => !passed).map(({ code }) => code ?? '');
}
