import type { Ledger } from '#ledger/contract.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import { type KnownKey, keyOf } from '#parties/keys/key-view.ts';
import { partiesHosted } from '#parties/view.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import type { Identity } from '#store/seal.ts';
import type { ArrivalContext } from './arrival-check.ts';
import { type Peer, standingPeers } from './peering.ts';
import { type OwnKeys, type Trust, trustOf } from './trust.ts';

/** What this room works with: the mechanisms below it, and the node's own keys. */
export type Office = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly own: OwnKeys & { readonly requestKey: SignerKey; readonly node: string };
  /**
   * The world's time, by which logs and witnesses date what they sign (C2SP asks for it), whatever the realm's clock shows;
   * and what that clock showed at an instant of the world.
   */
  readonly world: () => Temporal.Instant;
  readonly inRealm: (world: Temporal.Instant) => Temporal.Instant;
  /** What was set aside so that the rest could go on, for the operator. */
  readonly trouble: (error: unknown) => void;
};

/** Who is a peer now, and whose signatures count. Read anew for each exchange: a removal holds at once. */
export type Standing = {
  readonly peers: readonly Peer[];
  readonly trust: Trust;
  readonly hosted: ReadonlySet<string>;
};

export async function standingNow({ store, own }: Office): Promise<Standing> {
  const peers = await standingPeers(store.connection);
  const hosted = new Set((await partiesHosted(store.connection)).map((party) => party.party));
  return { peers, trust: trustFor(own, peers), hosted };
}

const trusted = new WeakMap<OwnKeys, { readonly confirmations: string; readonly trust: Trust }>();

/** The same trust as long as the same confirmations stand, so that what was verified under it need not be again. */
function trustFor(own: OwnKeys, peers: readonly Peer[]): Trust {
  const confirmations = peers.map((peer) => peer.confirmation).join(' ');
  const known = trusted.get(own);
  if (known?.confirmations === confirmations) return known.trust;
  const trust = trustOf(own, peers);
  trusted.set(own, { confirmations, trust });
  return trust;
}

export function arrivalContext({ ledger, world, inRealm }: Office, { trust }: Standing): ArrivalContext {
  return { realm: ledger.realm, trust, types: ledger.types, now: ledger.now(), world: world(), inRealm };
}

/** Looks a key up once for many statements that it signed. */
export function keyFinder({
  store,
}: Office): (signed: { readonly kid: string; readonly issuer: string }) => Promise<KnownKey | undefined> {
  const found = new Map<string, Promise<KnownKey | undefined>>();
  return ({ kid, issuer }) => {
    const named = `${kid} ${issuer}`;
    const known = found.get(named) ?? keyOf(store.connection, kid, issuer);
    found.set(named, known);
    return known;
  };
}

const opened = new WeakMap<Keyring, Map<string, Identity>>();

/** The identities that open what is sealed to a party; kept in memory, since opening the keyring is slow. */
export async function sealIdentities(
  { keyring }: Pick<Office, 'keyring'>,
  party: string,
): Promise<readonly Identity[]> {
  const cache = opened.get(keyring) ?? new Map<string, Identity>();
  opened.set(keyring, cache);
  const found: Identity[] = [];
  for (const { kid } of await keyring.list({ purpose: 'seal', owner: party })) {
    const identity = cache.get(kid) ?? (await keyring.identity(kid));
    if (identity === undefined) continue;
    cache.set(kid, identity);
    found.push(identity);
  }
  return found;
}
