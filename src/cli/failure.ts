import { phrase, type Refusal, refuse } from '#outcome.ts';
import { StepFailed } from '#store/move-forward.ts';
import { type VersionCode, WrongVersion } from '#store/versions.ts';
import type { FAILURE_CODES } from './codes.ts';

export type FailureCode = keyof typeof FAILURE_CODES | VersionCode;

const CAUSES_MOST = 5;
/** By the operating system, by SQLite (SQLITE_FULL) and by PostgreSQL (53100, disk_full). */
const DISK_FULL = new Set<unknown>(['ENOSPC', 'EDQUOT', 13, '53100']);
/** By the operating system, by SQLite (SQLITE_READONLY) and by PostgreSQL (a server that only reads). */
const NOT_PERMITTED = new Set<unknown>(['EACCES', 'EPERM', 'EROFS', 8, '25006']);
/** No answer, no such role or database, a wrong password, no room for another connection, or just starting. */
const UNREACHABLE = /^(?:ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|28\w{3}|3D000|53300|57P0[123])$/u;
/** What pg says without a code, of a server that a firewall hides or that breaks off. */
const UNREACHABLE_WORDS =
  /^(?:timeout expired|timeout exceeded when trying to connect|Connection terminated\b.*)$/u;

/** What has nothing to do with what was asked, and goes by itself once the machine is mended. */
const OF_MACHINE: ReadonlySet<string> = new Set([
  'disk-full',
  'not-permitted',
  'database-unreachable',
  'store-refuses-writes',
  'port-taken',
]);

/** Whether a refusal is about this machine, and not about the command. */
export function isOfMachine(code: string): boolean {
  return OF_MACHINE.has(code);
}

/** What stopped a command on this machine, as an answer to whoever runs the machine. */
export function failureOf(failure: unknown): Refusal<FailureCode> {
  const causes = causesOf(failure);
  const met = causes.find((cause) => cause instanceof WrongVersion);
  if (met !== undefined) return met.refusal;
  const why = [...new Set(causes.map(sentenceOf))].join(': ');
  const codes = causes.flatMap(codesOf);
  if (codes.some((code) => DISK_FULL.has(code))) {
    return refuse(
      'disk-full',
      phrase`There is no room left (${why}): make room, by moving or deleting files that are not the node’s.`,
    ).refusal;
  }
  if (codes.some((code) => NOT_PERMITTED.has(code))) {
    return refuse(
      'not-permitted',
      phrase`This user may not do that here (${why}): give it the right, or run as the node’s own user.`,
    ).refusal;
  }
  if (codes.some((code) => UNREACHABLE.test(String(code))) || causes.some(isUnheard)) {
    return refuse(
      'database-unreachable',
      phrase`PostgreSQL does not answer (${why}): check DATABASE_URL and the server.`,
    ).refusal;
  }
  if (causes.some((cause) => cause instanceof StepFailed)) {
    return refuse('migration-failed', phrase`The tables of this store were left as they were (${why}).`).refusal;
  }
  return refuse('command-failed', phrase`The command failed: ${why}.`).refusal;
}

function causesOf(failure: unknown): readonly unknown[] {
  const causes = [failure];
  while (causes.length < CAUSES_MOST) {
    const last = causes.at(-1);
    // Several addresses were tried, and each failed in its way: the first tells.
    const next = last instanceof AggregateError ? last.errors[0] : last instanceof Error ? last.cause : undefined;
    if (next === undefined) break;
    causes.push(next);
  }
  return causes.filter((cause) => sentenceOf(cause) !== '');
}

function isUnheard(cause: unknown): boolean {
  return UNREACHABLE_WORDS.test(sentenceOf(cause));
}

function sentenceOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/u, '');
}

function codesOf(cause: unknown): readonly unknown[] {
  const { code, errcode } = Object(cause) as { code?: unknown; errcode?: unknown };
  return [code, errcode];
}
