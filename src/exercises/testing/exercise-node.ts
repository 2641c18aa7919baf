/** A node as it is served, built from settings like any other, whose world's time a test moves by hand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '#http/contract.ts';
import { type Node, openNode } from '#node.ts';
import { type Founded, foundParty } from '#parties/keys/founding.ts';
import { openSeats } from '#parties/persons/seats.ts';
import { issueToken } from '#parties/persons/tokens.ts';
import { buildNodeServer } from '#server.ts';
import { readSettings } from '#settings.ts';
import { createKeyFile } from '#store/unlock.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { must } from '#testing/federation.ts';
import { CSIRT_FOUNDING } from '#testing/party-node.ts';
import { buildAssets } from '#web/assets.ts';

const PORT = 4600;
export const HOST = `localhost:${PORT}`;
const URL_OF_NODE = `http://${HOST}`;

export type ExerciseNode = AsyncDisposable & {
  readonly world: { now: Temporal.Instant };
  readonly node: Node;
  readonly app: App;
  readonly founded: Founded;
  /** Ends it as a stop would, and starts it on the same folder. */
  restart(): Promise<void>;
  /** Asks with a token of this person, which has every scope. */
  ask(who: string, method: 'GET' | 'POST', url: string, body?: object): Promise<{ status: number; body: string }>;
  person(name: string): { kind: 'person'; person: string; party: string };
};

export async function openExerciseNode(realm = 'exercise:clock'): Promise<ExerciseNode> {
  await buildAssets();
  const folder = await mkdtemp(join(tmpdir(), 'comity-exercise-'));
  await createKeyFile(join(folder, 'node.key'));
  const world = { now: Temporal.Instant.from('2026-03-01T08:00:00Z') };
  const settings = must(
    readSettings({
      COMITY_DATA: folder,
      COMITY_LISTEN: `127.0.0.1:${PORT}`,
      COMITY_ORIGIN: 'veldmark.example/log',
      COMITY_REALM: realm,
      COMITY_OPERATED_BY: 'Veldmark National CSIRT',
      COMITY_PUBLIC_URL: URL_OF_NODE,
    }),
  );
  async function open(): Promise<{ node: Node; app: App }> {
    const node = must(await openNode(settings, { clock: () => world.now }));
    const seats = realm === 'live' ? undefined : must(openSeats({ demo: true, realm }, [], node.world));
    const app = await buildNodeServer(node, seats === undefined ? {} : { seats });
    checkAnswers(app);
    await app.ready();
    return { node, app };
  }
  async function close(): Promise<void> {
    await running.app.close();
    await running.node[Symbol.asyncDispose]();
  }
  let running = await open();
  const { ledger, keyring, store } = running.node;
  const founded = must(await foundParty({ ledger, keyring, connection: store.connection }, CSIRT_FOUNDING));
  const tokens = new Map<string, string>();
  function person(name: string) {
    const found = founded.persons.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return { kind: 'person', person: found.person, party: founded.party } as const;
  }
  return {
    world,
    founded,
    person,
    get node() {
      return running.node;
    },
    get app() {
      return running.app;
    },
    async restart() {
      await close();
      running = await open();
    },
    async ask(who, method, url, body) {
      const known = tokens.get(who);
      const { connection } = running.node.store;
      const wanted = { ...person(who), label: who, scopes: ['read', 'draft', 'author:*', 'administer'] };
      const expiresAt = world.now.add({ hours: 24 });
      const token = known ?? must(await issueToken(connection, { ...wanted, expiresAt }, world.now)).token;
      tokens.set(who, token);
      const headers = { authorization: `Bearer ${token}`, host: HOST, accept: '*/*' };
      const asked = { method, url, headers, ...(body === undefined ? {} : { payload: body }) };
      const answer = await running.app.inject(asked);
      return { status: answer.statusCode, body: answer.body };
    },
    async [Symbol.asyncDispose]() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
