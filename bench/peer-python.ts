import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Debian's own first: another Python on the path need not have its packages. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const MOST_OUTPUT_BYTES = 1_024 ** 3;

/** What a script in bench/peers prints, as JSON; undefined where Python or one of its modules is not installed. */
export function askPeer(
  script: string,
  modules: readonly string[],
  input: string,
  args: readonly string[] = [],
): unknown {
  const imports = modules.map((name) => `import ${name}`).join('\n');
  const python = PYTHONS.find((one) => spawnSync(one, ['-c', imports]).status === 0);
  if (python === undefined) return undefined;
  const ran = spawnSync(python, [join(import.meta.dirname, 'peers', script), ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  if (ran.status !== 0) throw new Error(`${script}: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}
