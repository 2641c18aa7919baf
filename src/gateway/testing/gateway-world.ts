import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPeerFetch } from '#federation/fetch.ts';
import { GATEWAY_TABLE_SETS, type Gateway, openGateway } from '#gateway/gateway.ts';
import { openMailer } from '#parties/mail.ts';
import { openReminders, REMINDER_TABLE_SETS } from '#reminders/reminders.ts';
import { blobFolder, createBlobs } from '#store/blobs.ts';
import { createTables } from '#store/table-set.ts';
import { freePort } from '#testing/free-port.ts';
import { CSIRT_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import type { StorePlace } from '#testing/store-place.ts';
import type { Language } from '#texts/languages.ts';

const HERE = 'https://node.veldmark.example';
const DESK_ADDRESS = 'report@csirt.veldmark.example';

/** A CSIRT with its desk's gateway, on a store of its own. */
export async function openGatewayWorld(makePlace?: () => Promise<StorePlace>) {
  await using stack = new AsyncDisposableStack();
  const place = makePlace === undefined ? undefined : stack.use(await makePlace());
  const node = stack.use(await openPartyNode(place?.target));
  await createTables(node.store, [...REMINDER_TABLE_SETS, ...GATEWAY_TABLE_SETS]);
  const folder = await mkdtemp(join(tmpdir(), 'comity-gateway-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const founded = await node.found(CSIRT_FOUNDING);
  const fetch = stack.use(createPeerFetch({ privatePeers: true }));
  const blobs = await blobFolder(join(folder, 'blobs'));
  const wall = { now: Temporal.Now.instant() };
  const troubles: unknown[] = [];
  const opened = stack.move();
  return {
    ...node,
    founded,
    tomas: node.person(founded, 'Tomas'),
    fetch,
    wall,
    troubles,
    blobs: createBlobs(blobs, node.keyring),
    /** Opens the gateway, with the reminders it rests on; both end with the world. */
    async begin(
      smtp?: string,
      language: Language = 'en',
    ): Promise<Gateway & { readonly webhookKey: Awaited<ReturnType<typeof openReminders>>['webhookKey'] }> {
      const mailer =
        smtp === undefined
          ? undefined
          : opened.use(openMailer({ smtpUrl: smtp, from: 'comity@node.veldmark.example', realm: 'live' }));
      const trouble = (error: unknown) => troubles.push(error);
      const shared = {
        store: node.store,
        ledger: node.ledger,
        reader: node.reader,
        keyring: node.keyring,
        trouble,
      };
      const reminders = opened.use(
        await openReminders({
          ...shared,
          regimes: { version: () => undefined },
          fetch,
          publicUrl: HERE,
        }),
      );
      const gateway = await openGateway({
        ...shared,
        ...{ reminders, fetch, blobs, mailer },
        publicUrl: HERE,
        language,
        ownAddresses: [DESK_ADDRESS, 'comity@node.veldmark.example'],
        emergencyPhone: '+999 1',
        wall: () => wall.now,
        random: () => 0,
      });
      return opened.use({ ...gateway, webhookKey: reminders.webhookKey });
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export type Received = { readonly headers: IncomingMessage['headers']; readonly body: string };

/** A receiver of webhooks on this machine; `answer` is the status it gives, if any. */
export async function openReceiver(answer: { status: number | 'silent' } = { status: 204 }) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += String(part);
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      if (answer.status !== 'silent') response.writeHead(answer.status).end();
    });
  });
  const port = await freePort();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return {
    received,
    answer,
    address: `http://127.0.0.1:${port}/hook`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
