import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReferences, type References } from '#cases/references.ts';
import { grants } from '#federation/agreements/grants.ts';
import { deliveries } from '#federation/delivery/deliveries.ts';
import type { Actor, Authority, Reader } from '#ledger/contract.ts';
import { type OpenLedger, openLedger } from '#ledger/ledger.ts';
import { createReader, type ReaderOptions } from '#ledger/reader.ts';
import { nodeModels } from '#node-models.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { createAuthority, governed } from '#parties/authority.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { type Founded, type Founding, foundParty } from '#parties/keys/founding.ts';
import { partyReads } from '#parties/party-reads.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { type Keyring, openKeyring } from '#store/keyring.ts';
import { openStore, type Store, type StoreTarget } from '#store/open.ts';
import { newIdentity } from '#store/seal.ts';
import { createTables } from '#store/table-set.ts';
import { testReckoning } from './reckoning.ts';

export const TEST_ORIGIN = 'node.veldmark.example/log';
export const TEST_REALM = 'exercise:test';
export const CSIRT = 'did:web:csirt.veldmark.example';
export const HOSPITAL = 'did:web:hospital.veldmark.example';

const START = '2026-03-01T08:00:00Z';

/** A clock that tests move by hand. */
export type TestClock = { now: Temporal.Instant };

export type PartyNode = AsyncDisposable & {
  readonly store: Store;
  readonly connection: Connection;
  readonly keyring: Keyring;
  readonly ledger: OpenLedger;
  readonly reader: Reader;
  readonly authority: Authority;
  readonly references: References;
  readonly clock: TestClock;
  found(founding: Founding): Promise<Founded>;
  /** Has something stated; throws when it is refused. Answers its digest. */
  say(actor: Actor, draft: Omit<Draft, 'claims'> & { readonly claims: Record<string, unknown> }): Promise<string>;
  receiptOf(release: string): Promise<string | null>;
  /** The person of a founded party that has this name, ready to act. */
  person(founded: Founded, name: string): { kind: 'person'; person: string; party: string };
};

/** One node with its real ledger, keys and rules, in a folder that goes with it unless a place is given. */
export async function openPartyNode(
  target?: StoreTarget,
  reading: Pick<ReaderOptions, 'mostOfCase'> = {},
): Promise<PartyNode> {
  const folder = await mkdtemp(join(tmpdir(), 'comity-party-node-'));
  const clock: TestClock = { now: Temporal.Instant.from(START) };
  const store = await openStore(target ?? { folder });
  const opened = await openKeyring(store, { identity: await newIdentity() });
  if (!opened.ok) throw new Error(opened.refusal.sentence);
  const keyring = opened.value;
  await createTables(store, NODE_TABLE_SETS);
  const now = () => clock.now;
  const models = nodeModels(TEST_ORIGIN, now, testReckoning(), {
    realm: TEST_REALM,
    keeper: undefined,
    world: now,
  });
  const authority = createAuthority(models.map((model) => model.acts ?? []));
  const ledger = await openLedger({
    store,
    keyring,
    models: models.map((model) => governed(model, authority)),
    origin: TEST_ORIGIN,
    realm: TEST_REALM,
    parties: partyReads(keyring, now),
    clock: now,
  });
  const { connection } = store;
  const reader = createReader({ store, grants, communitiesOf, now, ...reading });
  return {
    store,
    connection,
    keyring,
    ledger,
    reader,
    authority,
    references: createReferences(connection, 'VM'),
    clock,
    async say(actor, draft) {
      const claims = draft.claims as Record<string, JsonValue>;
      const said = await ledger.submit({ kind: 'draft', actor, draft: { ...draft, claims } });
      if (!said.ok)
        throw new Error(`${draft.type}: ${said.refusal.code}: ${said.refusal.sentence} (${said.refusal.place})`);
      return said.value?.digest ?? '';
    },
    async receiptOf(release) {
      const [delivery] = await deliveries(connection, { releases: [release] });
      return delivery?.receipt?.digest ?? null;
    },
    async found(founding) {
      const founded = await foundParty({ ledger, keyring, connection }, founding);
      if (!founded.ok) throw new Error(`${founded.refusal.code}: ${founded.refusal.sentence}`);
      return founded.value;
    },
    person(founded, name) {
      const person = founded.persons.find((one) => one.name === name)?.person;
      if (person === undefined) throw new Error(`${founded.party} has no ${name}`);
      return { kind: 'person', person, party: founded.party };
    },
    async [Symbol.asyncDispose]() {
      await ledger[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const CSIRT_FOUNDING: Founding = {
  party: CSIRT,
  name: 'Veldmark National CSIRT',
  kind: 'csirt',
  territory: 'XV',
  persons: [
    { name: 'Tomas', roles: ['duty-officer', 'administrator'] },
    { name: 'Mira', roles: ['approver'] },
    { name: 'Henrik', roles: ['legal', 'reader'] },
  ],
};

export const HOSPITAL_FOUNDING: Founding = {
  party: HOSPITAL,
  name: 'Sankt Orla Hospital',
  kind: 'operator',
  territory: 'XV',
  parent: CSIRT,
  persons: [
    { name: 'Ilse', roles: ['reporter', 'administrator'] },
    { name: 'Lena', roles: ['legal'] },
  ],
};
