import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type IncidentNode, openIncidentNode } from '#incidents/testing/incident-node.ts';
import { accept, type Outcome, type Refusal } from '#outcome.ts';
import { absent } from '#testing/reference-data.ts';
import { type ImportSink, type ImportSummary, importVeris } from './import.ts';

const REAL = resolve(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'incidents-veris');
const skip = absent('incidents-veris');
const PARTY = 'did:web:csirt.example';
const RECORDS = 1167;
/** Records that say the same as another word for word, as far as claims carry it. */
const REPEATED = 25;

let here: IncidentNode;

before(async () => {
  if (skip === false) here = await openIncidentNode();
});
after(() => here?.[Symbol.asyncDispose]());

/** The batch route of a real node, as the command line reaches it. */
function sinkTo(submit: boolean): ImportSink {
  return async (items) => {
    const answer = await here.app.inject({
      method: 'POST',
      url: '/api/v1/incidents/batch',
      headers: { host: '127.0.0.1:9', authorization: `Bearer ${'Tomas'.padEnd(40, '.')}` },
      payload: { submit, items },
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const { outcomes } = answer.json() as { outcomes: { refused?: Refusal }[] };
    return outcomes.map(
      (one): Outcome<unknown> => (one.refused === undefined ? accept(one) : { ok: false, refusal: one.refused }),
    );
  };
}

function bySink({ imported, refused }: ImportSummary) {
  return { imported, codes: [...new Set(refused.map((one) => one.code))].sort() };
}

const DUE = { imported: RECORDS, codes: ['veris-file-kind', 'veris-not-an-incident'] };

/** Sent again, this part of the folder must change nothing. */
const PART = resolve(REAL, 'raw');
const PART_RECORDS = 141;

async function rowsOf(table: 'statement' | 'workspace_draft'): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    here.node.connection,
  );
  return Number(rows[0]?.count);
}

test('every well-formed VERIS record becomes an alert in a real log, and sent again it changes nothing', {
  skip,
}, async () => {
  const before = await rowsOf('statement');
  assert.deepEqual(bySink(await importVeris({ paths: [REAL], as: 'alert', party: PARTY }, sinkTo(true))), DUE);
  assert.equal((await rowsOf('statement')) - before, RECORDS - REPEATED);
  const again = await importVeris({ paths: [PART], as: 'alert', party: PARTY }, sinkTo(true));
  assert.deepEqual(bySink(again), { imported: PART_RECORDS, codes: [] });
  assert.equal((await rowsOf('statement')) - before, RECORDS - REPEATED);
});

test('every well-formed VERIS record becomes a draft in the workspace, and sent again it adds none', {
  skip,
}, async () => {
  assert.deepEqual(bySink(await importVeris({ paths: [REAL], as: 'report', party: PARTY }, sinkTo(false))), DUE);
  assert.equal(await rowsOf('workspace_draft'), RECORDS - REPEATED);
  const again = await importVeris({ paths: [PART], as: 'report', party: PARTY }, sinkTo(false));
  assert.deepEqual(bySink(again), { imported: PART_RECORDS, codes: [] });
  assert.equal(await rowsOf('workspace_draft'), RECORDS - REPEATED);
});
