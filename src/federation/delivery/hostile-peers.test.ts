import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createPeerFetch } from '#federation/fetch.ts';
import { eventually } from '#testing/eventually.ts';
import { startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { troubles } from './attempts.ts';
import { deliveries } from './deliveries.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';
/** Longer than anything is waited for here: whoever waited for the hostile peer's turn to end would wait in vain. */
const NEVER_GIVEN_UP_MS = 120_000;

let federation: TestFederation;
let veldmark: TestNode;
let sorrel: TestNode;

before(async () => {
  federation = await startFederation(
    [
      { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
      { name: 'sorrel', parties: [{ party: SORREL, name: 'Sorrel CERT', kind: 'csirt', territory: 'XS' }] },
    ],
    {
      cadenceMs: 200,
      fetchOf: () => createPeerFetch({ privatePeers: true, silenceMs: NEVER_GIVEN_UP_MS }),
      trouble: (error, doing) => console.error(doing, error),
    },
  );
  veldmark = federation.node('veldmark');
  sorrel = federation.node('sorrel');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

/** Something else answers at the address of a peer. */
async function impostor(port: number, listener: RequestListener): Promise<AsyncDisposable> {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function stateOf(digest: string): Promise<string | undefined> {
  return (await deliveries(veldmark.store.connection, { releases: [digest] }))[0]?.state;
}

/** Releases one statement to both neighbours while one of them misbehaves. */
async function releaseToBoth() {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const toSorrel = await release(veldmark, { from: VELDMARK, to: SORREL, target: alert.digest, case: caseId });
  const toArvenia = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  return { toSorrel: toSorrel.digest, toArvenia: toArvenia.digest };
}

const HOSTILE: Readonly<Record<string, RequestListener>> = {
  'says nothing': () => {},
  'answers garbage': (_request, response) => void response.end('\u0000 garbage'),
  'answers with an endless body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const pour = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
    };
    response.on('drain', pour);
    pour();
  },
  'drips its answer byte by byte': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const drip = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(drip));
  },
  'answers well-formed but unsealed': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('{"comity-delivery-answer":1}');
  },
  'redirects elsewhere': (_request, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
  },
  'fails each request': (_request, response) => void response.writeHead(500).end(),
};

describe('a peer that', () => {
  for (const [what, listener] of Object.entries(HOSTILE)) {
    test(`${what} does not slow the others, and gets its releases once it is itself again`, async () => {
      await sorrel.stop();
      const port = Number(new URL(sorrel.url).port);
      let sent: Awaited<ReturnType<typeof releaseToBoth>>;
      {
        await using _ = await impostor(port, listener);
        sent = await releaseToBoth();
        await eventually(
          'the receipt of the living peer',
          async () => (await stateOf(sent.toArvenia)) === 'received',
        );
        assert.equal(await stateOf(sent.toSorrel), 'silent');
        if (what !== 'says nothing' && what !== 'drips its answer byte by byte') {
          await eventually('the reason why it is silent', async () => {
            const [failed] = await troubles(veldmark.store.connection, [sent.toSorrel]);
            return failed !== undefined && failed.failures > 0;
          });
        }
      }
      await sorrel.start();
      await eventually('the late receipt', async () => (await stateOf(sent.toSorrel)) === 'received', 30_000);
    });
  }
});

test('a peer that is down is silent, says so, and one receipt follows when it is back', async () => {
  await sorrel.stop();
  const sent = await releaseToBoth();
  await eventually('the receipt of the living peer', async () => (await stateOf(sent.toArvenia)) === 'received');
  const [waiting] = await deliveries(veldmark.store.connection, { releases: [sent.toSorrel] });
  assert.equal(waiting?.state, 'silent');
  assert.ok(waiting?.silentSince?.equals(waiting.releasedAt));
  await sorrel.start();
  await eventually('the late receipt', async () => (await stateOf(sent.toSorrel)) === 'received', 30_000);
  const [there] = await deliveries(sorrel.store.connection, { releases: [sent.toSorrel] });
  const [here] = await deliveries(veldmark.store.connection, { releases: [sent.toSorrel] });
  assert.equal(there?.receipt?.digest, here?.receipt?.digest);
});

test('what was released before a stop leaves after the start', async () => {
  await sorrel.stop();
  const sent = await releaseToBoth();
  await veldmark.stop();
  await sorrel.start();
  await veldmark.start();
  await eventually('the receipt', async () => (await stateOf(sent.toSorrel)) === 'received', 30_000);
});
