import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageServer } from '#testing/page-server.ts';
import { signedBy } from '#testing/signed-by.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { appended, withholding } from '#testing/submit.ts';
import { ALPHA, draftOf, newCase, submissionOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import { createReader } from './reader.ts';
import { statementRoutes } from './routes.ts';
import { ledgerTables } from './tables.ts';

const CLAIMS = { text: 'eleven claims', place: 'the port', secret: 'the victim' };

/** The routes of the ledger of this node, for the public. */
async function served({ store, ledger }: TinyNode) {
  const reader = createReader({
    store,
    grants: async () => new Map(),
    communitiesOf: async () => [],
    now: ledger.now,
  });
  const app = await pageServer();
  statementRoutes(app, ledger, { reader, ledger, keyStatements: async () => [] });
  return { app, [Symbol.asyncDispose]: () => app.close() };
}

test('a stranger who brings a signed statement is answered with its proof alone, and uses up nobody’s key', async () => {
  await using place = await sqlitePlace();
  await using node = await tinyNode(place.target);
  await using site = await served(node);
  const { app } = site;
  const bring = async (presentation: string, key = 'report/1') => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/statements/signed',
      headers: { 'idempotency-key': key },
      payload: { presentation },
    });
    return { status: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown> };
  };
  const whole = await signedBy(node, newCase(), { claims: CLAIMS });
  const part = withholding(whole, 'secret', 'place');
  for (const presentation of [whole, whole, part]) {
    const { status, body } = await bring(presentation);
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body).sort(), ['digest', 'logIndex', 'proof']);
  }
  assert.deepEqual(await ledgerTables(node.store.connection).selectFrom('idempotency').selectAll().execute(), []);
  const [head = '', payload = '', rest = ''] = part.split('.');
  const forged = [head, payload, rest.startsWith('A') ? `B${rest.slice(1)}` : `A${rest.slice(1)}`].join('.');
  const unknown = await signedBy(node, newCase(), { claims: CLAIMS, issuer: ALPHA });
  const told = [await bring(forged), await bring(forged, 'never-used'), await bring(unknown)];
  assert.deepEqual(
    told.map(({ body }) => body.code),
    ['signature-invalid', 'signature-invalid', 'signer-unknown'],
  );
  assert.deepEqual(told[0], told[1]);
});

test('a proof is given of what the log has published, and otherwise to whoever is shown the statement', async () => {
  await using place = await sqlitePlace();
  await using node = await tinyNode(place.target, { cadenceMs: 3_600_000 });
  await using site = await served(node);
  const { app } = site;
  const proofOf = async (digest: string) => {
    const { statusCode, body } = await app.inject({ url: `/api/v1/statements/${digest}/proof` });
    return { statusCode, body: body.replaceAll(digest, 'DIGEST') };
  };
  const hidden = await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'amber' })));
  const open = await appended(node.ledger, submissionOf(draftOf('note', newCase(), CLAIMS)));
  assert.deepEqual(await proofOf(hidden.digest), await proofOf('A'.repeat(43)));
  assert.equal((await proofOf(hidden.digest)).statusCode, 404);
  assert.equal((await proofOf(open.digest)).statusCode, 200);
});
