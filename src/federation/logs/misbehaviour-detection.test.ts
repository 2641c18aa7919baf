import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEDERATION_TABLE_SETS } from '#federation/federation.ts';
import type { Ledger, Submission } from '#ledger/contract.ts';
import { parseLogProof } from '#log/proof.ts';
import { accept } from '#outcome.ts';
import { open } from '#statement/open.ts';
import { parse, type Verified } from '#statement/parse.ts';
import { createTables } from '#store/table-set.ts';
import { type Contract, onPostgres, onSqlite } from '#testing/engines.ts';
import { World } from '#testing/evidence.ts';
import { must } from '#testing/federation.ts';
import { CSIRT, CSIRT_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { detectMisbehaviour, type Found, stateMisbehaviour } from './misbehaviour-detection.ts';

test('each lie is stated under a key of its own that the ledger takes, however the log is called', async () => {
  await using node = await openPartyNode();
  await node.found(CSIRT_FOUNDING);
  const said: Submission[] = [];
  const submit: Ledger['submit'] = async (submission) => {
    said.push(submission);
    return accept(null);
  };
  const long = `${'a'.repeat(230)}.example/log`;
  const logs = ['forked.example/log', 'форк.example/log', `${long}/one`, `${long}/two`];
  const proof: Found['proof'] = { kind: 'two-roots', checkpoints: ['', ''] };
  const found = logs.map((log): Found => ({ log, party: null, proof }));
  await stateMisbehaviour(node.connection, { ...node.ledger, submit }, CSIRT, [...found, ...found]);
  const keys = said.map((one) => ('jobKey' in one ? one.jobKey : '') ?? '');
  assert.ok(
    keys.every((key) => /^[\x21-\x7e]{1,200}$/u.test(key)),
    keys.join('\n'),
  );
  assert.equal(new Set(keys).size, logs.length);
});

const numbers: Contract = (name, makePlace) => {
  test(`${name}: a running number that is none of ours disturbs nothing that it comes with`, async () => {
    await using place = await makePlace();
    await using node = await openPartyNode(place.target);
    await createTables(node.store, FEDERATION_TABLE_SETS);
    const world = new World();
    const arrived = [1.5, -1, 0.1].map((number) => {
      const said = world.say(world.neighbour, 'incident-alert', { number });
      const { presentation, proof } = world.entry(said);
      const [parsed, logProof] = [must(parse(presentation)), must(parseLogProof(proof ?? ''))];
      const { claims } = must(open(parsed as Verified, undefined));
      const proven = { presentation, proof: proof ?? '' };
      return { proven, parsed, type: 'incident-alert', proof: logProof, provenAt: undefined, claims };
    });
    assert.deepEqual(await detectMisbehaviour(node.connection, [], arrived, node.clock.now), []);
  });
};

onSqlite('a node', numbers);
await onPostgres('a node', numbers);
