import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recorded, View } from '#ledger/contract.ts';
import { primitives } from '#primitives';
import type { JsonValue } from '#statement/draft.ts';
import { describeKey, type PublicJwk } from '#statement/jwk.ts';
import { keyId } from '#statement/key-statement.ts';
import { marking } from '#statement/marking.ts';
import { openStore, type Store } from '#store/open.ts';

/** A store in a folder of its own, with these views created, gone when disposed. */
export async function temporaryStore(...views: readonly View[]): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'comity-parties-'));
  const store = await openStore({ folder });
  for (const view of views) await view.create(store.connection);
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Said = {
  readonly issuer: string;
  readonly type: string;
  readonly claims: Readonly<Record<string, JsonValue>>;
  readonly at: Temporal.Instant;
  readonly case?: string | null;
  readonly signer?: string;
  readonly origin?: 'own' | 'foreign';
  readonly digest?: string;
  readonly provenAt?: Temporal.Instant;
};

/** Records as a ledger would hand them to a view, in the order they are asked for. */
export function recorder(): (said: Said) => Recorded {
  let arrival = 0;
  return (said) => {
    arrival += 1;
    const claims = Object.entries(said.claims).map(([name, value]) => ({
      name,
      value,
      marking: marking('clear'),
    }));
    return {
      arrival,
      origin: said.origin ?? 'own',
      digest: said.digest ?? primitives.sha256Base64url(`${arrival} ${JSON.stringify(said)}`),
      issuer: said.issuer,
      type: said.type,
      vct: `urn:comity:statement:${said.type}:1`,
      realm: 'exercise',
      log: said.origin === 'foreign' ? 'elsewhere.example/log' : 'here.example/log',
      logIndex: arrival - 1,
      case: said.case === undefined ? '00000000-0000-4000-8000-000000000001' : said.case,
      claims: new Map(claims.map((claim) => [claim.name, claim])),
      signer: said.signer ?? 'unnamed',
      recordedAt: said.at,
      ...(said.provenAt === undefined ? {} : { provenAt: said.provenAt }),
    };
  };
}

export type TestKey = { readonly kid: string; readonly jwk: PublicJwk };

export function testKey(): TestKey {
  const { kid: _, ...jwk } = describeKey(primitives.generateKey('ES256').publicKey);
  return { kid: keyId(jwk), jwk };
}

/** What a party says at its founding: root, recovery, signing and sealing key, and its profile. */
export function foundingOf(
  party: string,
  at: Temporal.Instant,
  profile: Readonly<Record<string, JsonValue>>,
  origin: 'own' | 'foreign' = 'own',
) {
  const [root, recover, sign] = [testKey(), testKey(), testKey()];
  const seal = `age1${'q'.repeat(58)}`;
  const valid_from = at.toString();
  const key = (use: string, value: JsonValue): Said => ({
    issuer: party,
    type: 'party-key',
    claims: { subject: party, key: value, use, valid_from },
    at,
    signer: root.kid,
    origin,
  });
  const said: Said[] = [
    key('root', root.jwk),
    key('recover', recover.jwk),
    key('sign', sign.jwk),
    key('seal', seal),
    { issuer: party, type: 'party-profile', claims: { subject: party, ...profile }, at, signer: sign.kid, origin },
  ];
  return { root, recover, sign, seal, said };
}
