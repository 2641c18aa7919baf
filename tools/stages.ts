import { imported, type Source } from './source.ts';

/** In the order they run: what takes minutes begins early, and at the end the short files fill what it leaves free. */
export const STAGES = ['types', 'lint', 'tidy', 'federation', 'browser', 'contract', 'unit'] as const;
export type Stage = (typeof STAGES)[number];

/** How long one test file may take: long enough that only a hang meets it, on a slow and busy machine too. */
export const FILE_LIMIT_MS = 10 * 60_000;

const POSTGRES = 'src/testing/postgres.ts';

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
