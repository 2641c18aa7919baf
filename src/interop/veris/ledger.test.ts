import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { type IncidentNode, openIncidentNode } from '#incidents/testing/incident-node.ts';
import { accept, type Outcome, type Refusal } from '#outcome.ts';
import { absent } from '#testing/reference-data.ts';
import { type ImportSink, type ImportSummary, importVeris } from './import.ts';

const REAL = resolve(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'incidents-veris');
const skip = absent('incidents-veris');
const RECORDS = 1167;

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

test('every well-formed VERIS record becomes an alert in a real log, and a second run changes nothing', {
  skip,
}, async () => {
  const checkpoint = async () => (await here.node.ledger.published())?.checkpoint.size ?? 0;
  assert.deepEqual(bySink(await importVeris({ paths: [REAL], as: 'alert' }, sinkTo(true))), DUE);
  const { cases } = await here.reader.casesOf(
    { party: here.people.Tomas.party, person: null, servedBy: [], communities: [] },
    { limit: 5 },
  );
  assert.equal(cases.length, 5);
  assert.deepEqual(bySink(await importVeris({ paths: [REAL], as: 'alert' }, sinkTo(true))), DUE);
  assert.ok((await checkpoint()) < 2 * RECORDS);
});

test('every well-formed VERIS record becomes a draft in the workspace, and a second run adds none', {
  skip,
}, async () => {
  const count = async () => {
    const { rows } = await import('kysely').then(({ sql }) =>
      sql<{ drafts: number }>`select count(*) as drafts from workspace_draft`.execute(here.node.connection),
    );
    return Number(rows[0]?.drafts);
  };
  assert.deepEqual(bySink(await importVeris({ paths: [REAL], as: 'report' }, sinkTo(false))), DUE);
  const first = await count();
  assert.deepEqual(bySink(await importVeris({ paths: [REAL], as: 'report' }, sinkTo(false))), DUE);
  assert.equal(await count(), first);
});
