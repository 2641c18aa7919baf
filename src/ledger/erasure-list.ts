/**
 * The erasure list: what was erased here, kept outside the database and its backups. A node restored from an older
 * backup applies it before it serves. It holds digests and claim names, never values; losing it loses only that.
 */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is to be gone: these claims of that statement, because this statement says so. */
export type Erased = {
  readonly digest: string;
  readonly names: readonly string[];
  /** Digest of the erasure statement. */
  readonly statement: string;
  /** In whose copy; in lines of before, in every copy. */
  readonly holder?: string | undefined;
};

export interface ErasureList {
  /** Durable when it resolves; what is there already may be added again. */
  add(erased: readonly Erased[]): Promise<void>;
  all(): Promise<readonly Erased[]>;
}

/** For a ledger that is thrown away with its database. */
export const NO_ERASURE_LIST: ErasureList = { add: async () => undefined, all: async () => [] };

const PRIVATE_MODE = 0o600;

/** One JSON line each, only appended. A last line torn by a crash is passed over: its erasure is in the database. */
export function fileErasureList(path: string): ErasureList {
  return {
    async add(erased) {
      if (erased.length === 0) return;
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a', PRIVATE_MODE);
      try {
        const lines = erased.map(({ digest, names, statement, holder }) =>
          JSON.stringify({ digest, names, statement, holder }),
        );
        // The leading newline ends a torn line, so that it cannot swallow this one.
        await file.write(`\n${lines.join('\n')}\n`);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    async all() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw new Error(`read the erasure list ${path}`, { cause: error });
      });
      return text.split('\n').flatMap(readLine);
    },
  };
}

function readLine(line: string): readonly Erased[] {
  if (line === '') return [];
  try {
    const { digest, names, statement, holder } = JSON.parse(line) as Partial<Erased>;
    if (typeof digest !== 'string' || typeof statement !== 'string' || !Array.isArray(names)) return [];
    return [{ digest, names, statement, ...(typeof holder === 'string' ? { holder } : {}) }];
  } catch {
    return [];
  }
}
