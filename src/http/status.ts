import type { RefusalStatus } from '#codes.ts';
import { declarationOf } from '#help/next-steps.ts';

/** Understood, and refused for the reason given. */
const DEFAULT_REFUSAL_STATUS = 422;

const NUMBERS: Readonly<Record<RefusalStatus, number>> = {
  malformed: 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'address-too-long': 414,
  'media-type': 415,
  'too-often': 429,
  failure: 500,
  unavailable: 503,
};

/** The one place where a refusal's code becomes an HTTP status; each room says of its own codes which status is meant. */
export function statusOf(code: string): number {
  const status = declarationOf(code)?.status;
  return status === undefined ? DEFAULT_REFUSAL_STATUS : NUMBERS[status];
}
