import { createServer } from 'node:net';

/** Below the range that systems take for outgoing connections, so that a node that is down gets its port back. */
const FIRST_PORT = 20_000;
const LAST_PORT = 31_900;
const ATTEMPTS = 50;

/**
 * A loopback port that nobody listens on at this moment, and so for the `count - 1` after it; whoever needs them must
 * be ready to lose the race.
 */
export async function freePort(count = 1): Promise<number> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const first = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT - count));
    const free = await Promise.all(Array.from({ length: count }, (_, at) => isFree(first + at)));
    if (free.every((one) => one)) return first;
  }
  throw new Error(`found no ${count} free ports in ${ATTEMPTS} attempts`);
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}
