/** A disk that is full from one write on: whatever this process would then keep in a file or in SQLite is refused. */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { SqliteFile } from '#store/sqlite-file.ts';

const CHARACTERS_TAKEN = 20;
const CHANGES = /^\s*(?:insert|update|delete|create|drop|alter)\b/iu;

export type FullDisk = Disposable & {
  /** What was refused, in its order. */
  readonly refused: readonly string[];
};

/** Lets `writes` of them through, then none until it is disposed. A transaction is written by its commit. */
export function fullDiskAfter(writes: number): FullDisk {
  const refused: string[] = [];
  let left = writes;
  function pass(what: string): void {
    left -= 1;
    if (left >= 0) return;
    refused.push(what);
    throw Object.assign(new Error(`ENOSPC: no space left on device, ${what}`), { code: 'ENOSPC' });
  }
  const { exec, run } = SqliteFile.prototype;
  SqliteFile.prototype.exec = function full(sql) {
    if (sql === 'commit') pass(sql);
    exec.call(this, sql);
  };
  SqliteFile.prototype.run = function full(sql, parameters) {
    if (!this.inTransaction && CHANGES.test(sql)) pass(sql.slice(0, 40));
    return run.call(this, sql, parameters);
  };
  const { writeFile, mkdir, link } = fs;
  Object.assign(fs, {
    async writeFile(path: string, text: string, options: Parameters<typeof writeFile>[2]) {
      // What a full disk takes of a file before it refuses the rest.
      if (left <= 0) await writeFile(path, text.slice(0, CHARACTERS_TAKEN), options);
      pass(`write ${path}`);
      return writeFile(path, text, options);
    },
    async mkdir(...words: Parameters<typeof mkdir>) {
      pass(`mkdir ${String(words[0])}`);
      return mkdir(...words);
    },
    async link(...words: Parameters<typeof link>) {
      pass(`name ${String(words[1])}`);
      return link(...words);
    },
  });
  syncBuiltinESMExports();
  return {
    refused,
    [Symbol.dispose]() {
      Object.assign(SqliteFile.prototype, { exec, run });
      Object.assign(fs, { writeFile, mkdir, link });
      syncBuiltinESMExports();
    },
  };
}
