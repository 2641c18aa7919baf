import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Debian's own first: another Python on the path need not have its packages. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

const found = new Map<string, string | undefined>();

function pythonWith(modules: readonly string[]): string | undefined {
  const script = modules.map((name) => `import ${name}`).join('\n');
  if (!found.has(script))
    found.set(
      script,
      PYTHONS.find((python) => spawnSync(python, ['-c', script]).status === 0),
    );
  return found.get(script);
}

const packages: Readonly<Record<string, string>> = { scipy: 'python3-scipy', networkx: 'python3-networkx' };

/** For a test's `skip`: false where Python has these modules, else the reason why the test cannot run. */
export function noPython(...modules: readonly string[]): string | false {
  if (pythonWith(modules) !== undefined) return false;
  return `no Python with ${modules.join(' and ')} here (Debian: ${modules.map((name) => packages[name] ?? name).join(' ')})`;
}

/** What a script beside this file prints, as JSON. */
export function askPython(script: string, modules: readonly string[], input: string): unknown {
  const python = pythonWith(modules)!;
  const ran = spawnSync(python, [join(import.meta.dirname, script)], {
    input,
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  if (ran.status !== 0) throw new Error(`${script}: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}
