import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { demoSeats, type SeatAccess } from '#cli/where.ts';

const ANSWER_WAIT_MS = 1_000;
const PRIVATE_MODE = 0o600;

export type SeatsFile = AsyncDisposable & {
  readonly path: string;
  /** Another demo that runs has the file the command line looks into: this one is to be named to it. */
  readonly isBeside: boolean;
};

/**
 * Writes tokens of a demo's seats for the command line on this machine; readable by their owner only, and gone when the
 * demo ends. The file of another demo that still answers is left to it, and one of its own stands beside.
 */
export async function writeSeatsFile(
  usual: string,
  port: number,
  access: readonly SeatAccess[],
): Promise<SeatsFile> {
  const isBeside = await isInUse(demoSeats(usual));
  const path = isBeside ? join(dirname(usual), `demo-seats-${port}.json`) : usual;
  const text = JSON.stringify(access);
  await mkdir(dirname(path), { recursive: true });
  // A file that a killed demo left keeps the mode it was made with.
  await rm(path, { force: true });
  await writeFile(path, text, { mode: PRIVATE_MODE });
  return {
    path,
    isBeside,
    async [Symbol.asyncDispose]() {
      const found = await readFile(path, 'utf8').catch(() => undefined);
      if (found === text) await rm(path, { force: true });
    },
  };
}

async function isInUse([first]: readonly SeatAccess[]): Promise<boolean> {
  if (first === undefined) return false;
  const headers = { authorization: `Bearer ${first.token}` };
  // Another demo may have taken the port since; it does not know this token.
  const asked = fetch(`${first.url}/api/v1/me`, { headers, signal: AbortSignal.timeout(ANSWER_WAIT_MS) });
  return asked.then(
    ({ ok }) => ok,
    () => false,
  );
}
