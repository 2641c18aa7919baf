import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { apiClient } from './client.ts';
import type { ApiClient } from './context.ts';

const SEATS_FILE = join(import.meta.dirname, '../../tmp/demo-seats.json');

/** Where a running demo leaves the addresses and tokens of its seats, so that the command line finds them. */
export function demoSeatsFile(environment: NodeJS.ProcessEnv): string {
  return environment.COMITY_DEMO_SEATS ?? SEATS_FILE;
}

export type SeatAccess = { readonly seat: string; readonly url: string; readonly token: string };

export type Where = { readonly url?: string; readonly token?: string; readonly seat?: string };

/** The node to speak to: named by option, by environment, or the seat of a demo that runs on this machine. */
export function nodeToAsk(where: Where, environment: NodeJS.ProcessEnv): Outcome<ApiClient> {
  const url = where.url ?? environment.COMITY_URL;
  if (url !== undefined && where.seat === undefined) {
    if (URL.parse(url) === null) return refuse('url-malformed', phrase`${url} is no address.`, '--url');
    return accept(apiClient(url, where.token ?? environment.COMITY_TOKEN));
  }
  const seats = demoSeats(demoSeatsFile(environment));
  if (seats.length === 0) {
    return refuse(
      'node-not-named',
      'Name a node with --url and --token (or COMITY_URL and COMITY_TOKEN), or start the demo: npm start.',
    );
  }
  const wanted = where.seat ?? 'operator';
  const access = seats.find(({ seat }) => seat === wanted);
  if (access === undefined) {
    return refuse(
      'seat-unknown',
      phrase`The demo has no seat ${wanted}. Seats: ${seats.map(({ seat }) => seat).join(', ')}.`,
      '--seat',
    );
  }
  return accept(apiClient(access.url, access.token));
}

/** What a demo wrote there; nothing where there is no such file. */
export function demoSeats(path: string): readonly SeatAccess[] {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Array.isArray(found) ? found.filter(isAccess) : [];
  } catch {
    return [];
  }
}

function isAccess(value: unknown): value is SeatAccess {
  const parts = value as Partial<Record<keyof SeatAccess, unknown>> | null;
  return typeof parts?.seat === 'string' && typeof parts.url === 'string' && typeof parts.token === 'string';
}
