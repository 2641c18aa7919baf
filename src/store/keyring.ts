/**
 * Private keys at rest. Each is sealed to the vault's age identity, which alone is sealed with the passphrase or key
 * file: to change those, one row is written anew. Losing the database loses the keys unless a backup has them; losing
 * the passphrase or key file loses them for good. Nothing here is ever logged.
 */

import { accept, type Outcome, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { Algorithm, PrivateKey } from '#primitives/primitives.ts';
import type { StoreCode } from './codes.ts';
import { declareTables, type RowsIn, text } from './declared-tables.ts';
import { scrub } from './dialect.ts';
import { fromMicroseconds, toMicroseconds } from './instant.ts';
import type { Store } from './open.ts';
import {
  type Identity,
  newIdentity,
  type Recipient,
  recipientOf,
  sealTo,
  sealWithPassphrase,
  unseal,
  unsealWithPassphrase,
} from './seal.ts';
import { createTables } from './table-set.ts';
import type { Unlock } from './unlock.ts';

export type KeyPurpose = 'log' | 'witness' | 'request' | 'party' | 'seal';

/** What is known of a key without opening it. `owner` is a party's did, or a log's or witness's name. */
export type KeyEntry = {
  readonly kid: string;
  readonly purpose: KeyPurpose;
  readonly owner: string;
  readonly algorithm: Algorithm | 'age';
  readonly createdAt: Temporal.Instant;
};

export interface Keyring {
  /** A signing key; undefined when there is none of this name. */
  get(kid: string): Promise<PrivateKey | undefined>;
  /** The age identity a party's mail is sealed to. */
  identity(kid: string): Promise<Identity | undefined>;
  /** Keeps a key under its name; the same name again is a mistake, and throws. */
  put(entry: Pick<KeyEntry, 'kid' | 'purpose' | 'owner'>, key: PrivateKey | Identity): Promise<void>;
  entry(kid: string): Promise<KeyEntry | undefined>;
  list(which?: { readonly purpose?: KeyPurpose; readonly owner?: string }): Promise<readonly KeyEntry[]>;
  /** Public: what the node seals its own files to. */
  readonly recipient: Recipient;
  /** Opens what was sealed to {@link recipient}; undefined when it was not, or was altered. */
  open(sealed: Uint8Array): Promise<Uint8Array | undefined>;
  /** A new passphrase or key file from now on; what the old one opens is gone from the disk, save from backups. */
  reseal(unlock: Unlock): Promise<void>;
}

const DEFAULT_WORK_FACTOR = 17;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

const TABLES = declareTables({
  sealed_key: {
    columns: {
      kid: 'text',
      purpose: text<KeyPurpose>(),
      owner: 'text',
      algorithm: text<KeyEntry['algorithm']>(),
      sealed: 'bytes',
      created_at: 'bigint',
    },
  },
  sealed_vault: { columns: { id: 'bigint', sealed: 'bytes' } },
});

export const KEYRING_TABLES = TABLES.asSet('keyring');

const VAULT = 1;

/** Opens the keyring, and founds its vault at the first start. Refused when the secret does not fit. */
export async function openKeyring(store: Store, unlock: Unlock): Promise<Outcome<Keyring, StoreCode>> {
  await createTables(store, [KEYRING_TABLES]);
  const connection = TABLES.in(store.connection);
  const stored = () => connection.selectFrom('sealed_vault').select('sealed').executeTakeFirst();
  let found = await stored();
  if (found === undefined) {
    const sealed = await sealVault(await newIdentity(), unlock);
    // Two processes may found it at once: the first row stands, and both open that.
    await connection
      .insertInto('sealed_vault')
      .values({ id: VAULT, sealed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    found = await stored();
  }
  const vault = found === undefined ? undefined : await openVault(found.sealed, unlock);
  if (vault === undefined) {
    return refuse('keyring-locked', 'The keys do not open: this is another passphrase or key file than theirs.');
  }
  return accept(await keyring(store, vault));
}

async function sealVault(vault: Identity, unlock: Unlock): Promise<Uint8Array> {
  const plain = encoder.encode(vault);
  if ('identity' in unlock) return sealTo([await recipientOf(unlock.identity)], plain);
  return sealWithPassphrase(unlock.passphrase, plain, unlock.workFactor ?? DEFAULT_WORK_FACTOR);
}

async function openVault(sealed: Uint8Array, unlock: Unlock): Promise<Identity | undefined> {
  const plain =
    'identity' in unlock
      ? await unseal(unlock.identity, sealed)
      : await unsealWithPassphrase(unlock.passphrase, sealed);
  return plain === undefined ? undefined : decoder.decode(plain);
}

async function keyring(store: Store, vault: Identity): Promise<Keyring> {
  const connection = TABLES.in(store.connection);
  const recipient = await recipientOf(vault);
  const opened = new Map<string, PrivateKey>();
  const row = (kid: string) =>
    connection.selectFrom('sealed_key').selectAll().where('kid', '=', kid).executeTakeFirst();

  async function secretOf(kid: string) {
    const found = await row(kid);
    if (found === undefined) return undefined;
    const secret = await unseal(vault, found.sealed);
    if (secret === undefined) throw new Error(`open the key ${kid}: it was altered at rest`);
    return { secret, algorithm: found.algorithm };
  }

  return {
    recipient,
    open: (sealed) => unseal(vault, sealed),
    async get(kid) {
      const known = opened.get(kid);
      if (known !== undefined) return known;
      const found = await secretOf(kid);
      if (found === undefined || found.algorithm === 'age') return undefined;
      const key = primitives.importPrivateKey(found.algorithm, found.secret);
      if (key === undefined) throw new Error(`open the key ${kid}: it is no ${found.algorithm} key`);
      opened.set(kid, key);
      return key;
    },
    async identity(kid) {
      const found = await secretOf(kid);
      return found?.algorithm === 'age' ? decoder.decode(found.secret) : undefined;
    },
    async put({ kid, purpose, owner }, key) {
      const secret = typeof key === 'string' ? encoder.encode(key) : key.secret;
      const sealed = await sealTo([recipient], secret);
      const algorithm = typeof key === 'string' ? 'age' : key.algorithm;
      const created_at = toMicroseconds(Temporal.Now.instant());
      await connection
        .insertInto('sealed_key')
        .values({ kid, purpose, owner, algorithm, sealed, created_at })
        .execute();
    },
    async entry(kid) {
      const found = await row(kid);
      return found === undefined ? undefined : entryOf(found);
    },
    async list({ purpose, owner } = {}) {
      let query = connection.selectFrom('sealed_key').selectAll().orderBy('created_at').orderBy('kid');
      if (purpose !== undefined) query = query.where('purpose', '=', purpose);
      if (owner !== undefined) query = query.where('owner', '=', owner);
      return (await query.execute()).map(entryOf);
    },
    async reseal(unlock) {
      const sealed = await sealVault(vault, unlock);
      // A crash before this leaves the old secret, after it the new one.
      await connection.updateTable('sealed_vault').set({ sealed }).where('id', '=', VAULT).execute();
      await scrub(connection);
    },
  };
}

function entryOf({ kid, purpose, owner, algorithm, created_at }: RowsIn<typeof TABLES>['sealed_key']): KeyEntry {
  return { kid, purpose, owner, algorithm, createdAt: fromMicroseconds(created_at) };
}
