import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutPostgres, cutSqlite } from '#testing/crash/power.ts';
import { NO_POSTGRES, postgresBinaries } from '#testing/postgres-server.ts';
import { powerCutsUnavailable } from '#testing/power-cut.ts';

const CUTS = 10;
const skip = powerCutsUnavailable() ?? false;
const postgresSkip = skip === false && postgresBinaries() === undefined ? NO_POSTGRES : skip;

test('Two nodes on SQLite lose power 10 times under load, and nothing that was acknowledged', {
  skip,
}, async () => {
  const shown = await cutSqlite(CUTS);
  assert.ok(shown > CUTS, `only ${shown} lines were acknowledged`);
});

test('Two nodes on PostgreSQL lose power 10 times under load, and nothing that was acknowledged', {
  skip: postgresSkip,
}, async () => {
  const shown = await cutPostgres(CUTS);
  assert.ok(shown > CUTS, `only ${shown} lines were acknowledged`);
});
