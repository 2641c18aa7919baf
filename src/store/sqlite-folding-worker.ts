/** The folding thread: each message asks for one pass over the write-ahead log; what readers still need stays there. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { FoldingStart } from './sqlite-folding.ts';

const { path } = workerData as FoldingStart;
const database = new DatabaseSync(path);
// Folding syncs log and database, so that a power cut leaves one of the two whole.
database.exec('pragma synchronous = full; pragma wal_autocheckpoint = 0');
const pass = database.prepare('pragma wal_checkpoint(passive)');

parentPort?.on('message', () => {
  pass.get();
  parentPort?.postMessage(null);
});
