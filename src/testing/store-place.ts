/** Empty places for stores under test, removed when disposed: a folder, or a schema of a real PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accept, type Outcome } from '#outcome.ts';
import type { StoreTarget } from '#store/open.ts';
import { postgresSchema } from './postgres.ts';

export type StorePlace = AsyncDisposable & { readonly target: StoreTarget; readonly folder: string };

export async function sqlitePlace(): Promise<StorePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'comity-store-'));
  return {
    target: { folder },
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Refused, with the reason to skip for, where this machine has no PostgreSQL. */
export async function postgresPlace(): Promise<Outcome<StorePlace>> {
  const schema = await postgresSchema();
  if (!schema.ok) return schema;
  const { folder, ...files } = await sqlitePlace();
  return accept({
    target: { databaseUrl: schema.value.url, schema: schema.value.schema },
    folder,
    async [Symbol.asyncDispose]() {
      await schema.value[Symbol.asyncDispose]();
      await files[Symbol.asyncDispose]();
    },
  });
}
