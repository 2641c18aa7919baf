import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '#testing/eventually.ts';
import { givenToHospital } from '#testing/given-from-abroad.ts';
import { openIncidentNode } from './testing/incident-node.ts';

test('that a statement of another node came here is told to those alone who were given something of it', async () => {
  await using here = await openIncidentNode();
  const { alert, receipt } = await givenToHospital(here.node);
  const proofFor = async (digest: string, name?: string) => {
    const headers = name === undefined ? {} : { authorization: `Bearer ${name.padEnd(43, '.')}` };
    return (await here.app.inject({ url: `/api/v1/statements/${digest}/proof`, headers })).statusCode;
  };
  // Its digest stands in a public log elsewhere, where anybody finds it to ask for here.
  assert.equal(await proofFor(alert, 'Ilse'), 200);
  assert.equal(await proofFor(alert, 'Tomas'), 404);
  assert.equal(await proofFor(alert), 404);
  // Our own log is public as well, as soon as it is published.
  await eventually('the receipt is published', async () => (await proofFor(receipt)) === 200);
  assert.equal(await proofFor(receipt), 200);
});
