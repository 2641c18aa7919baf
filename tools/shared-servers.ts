import { stdout } from 'node:process';
import { POSTGRES_VARIABLE } from '#testing/postgres.ts';
import { startPostgres } from '#testing/postgres-server.ts';
import { readSources } from './source.ts';
import { usesPostgres } from './stages.ts';
import type { FileJob } from './test-file.ts';

/** Starts the one PostgreSQL of the run if any of these files may ask for it; they say why they skip if there is none. */
export async function sharedPostgres(
  jobs: readonly FileJob[],
): Promise<AsyncDisposable & { readonly environment: Readonly<Record<string, string>> }> {
  const nothing = { environment: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
  const sources = readSources();
  if (!jobs.some(({ path }) => usesPostgres(sources, path))) return nothing;
  const started = await startPostgres();
  if (started.ok) {
    const { url, [Symbol.asyncDispose]: end } = started.value;
    return { environment: { [POSTGRES_VARIABLE]: url }, [Symbol.asyncDispose]: end };
  }
  stdout.write(`Without PostgreSQL: ${started.refusal.sentence}\n`);
  return nothing;
}
