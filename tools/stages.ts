import { imported, type Source } from './source.ts';

/** In the order they run: what takes long begins early, and at the end the short files fill what it leaves free. */
export const STAGES = ['types', 'lint', 'tidy', 'federation', 'browser', 'contract', 'unit'] as const;
export type Stage = (typeof STAGES)[number];

/** How long one test file may take: long enough that only a hang meets it, on a slow and busy machine too. */
export const FILE_LIMIT_MS = 10 * 60_000;

/** What takes longest on two cores begins first of all, each in a process of its own, so that nobody waits for it. */
export const LONGEST: readonly string[] = [
  'test/hostile/hostile.postgres.test.ts',
  'test/hostile/hostile.sqlite.test.ts',
  'test/hostile/hostile-2.sqlite.test.ts',
  'test/hostile/hostile-3.sqlite.test.ts',
  'test/browser/accessible.test.ts',
  'src/ledger/ledger.postgres.test.ts',
  'test/federation/commands.test.ts',
  'test/federation/kill-postgres.test.ts',
  'test/federation/kill-sqlite.test.ts',
  'test/browser/report-flow.test.ts',
  'test/browser/flows.test.ts',
  'test/browser/desk.test.ts',
  'test/browser/bad-input.test.ts',
  'test/browser/check-broken.test.ts',
  'src/ledger/kill.postgres.test.ts',
  'src/ledger/kill.sqlite.test.ts',
];

const POSTGRES = 'src/testing/postgres.ts';

/** Compares two files by when they begin. */
export function begins(one: { path: string; stage: Stage }, other: { path: string; stage: Stage }): number {
  const rank = (path: string) => (LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length);
  return rank(one.path) - rank(other.path) || STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage);
}

export function isStage(name: string): name is Stage {
  return (STAGES as readonly string[]).includes(name);
}

/** Whether a test file can ask for the shared PostgreSQL. */
export function usesPostgres(sources: readonly Source[], path: string): boolean {
  return imported(sources, [path]).has(POSTGRES);
}

/**
 * Where a test file belongs: by folder under test/, and elsewhere by whether it reaches the real PostgreSQL. Every
 * `*.test.ts` belongs somewhere, so none can be forgotten.
 */
export function stageOf(sources: readonly Source[], path: string): Stage {
  if (path === 'tools/tidy.test.ts') return 'tidy';
  if (path.startsWith('test/browser/') || path === 'src/testing/browser.test.ts') return 'browser';
  if (path.startsWith('test/')) return 'federation';
  return usesPostgres(sources, path) ? 'contract' : 'unit';
}
