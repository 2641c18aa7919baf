import type { NamesKey, PartyReads } from '#ledger/signers.ts';
import { mayState } from '#statement/keychain.ts';
import type { Connection } from '#store/connection.ts';
import type { Keyring } from '#store/keyring.ts';
import { awaitedKey } from './keys/invitations.ts';
import { type KnownKey, keyOf, signingKid } from './keys/key-view.ts';
import { rolesOf } from './view.ts';

/** What the ledger asks of this room while it appends. */
export function partyReads(keyring: Keyring, now: () => Temporal.Instant): PartyReads {
  return {
    rolesOf,
    async signerFor(reads, party) {
      const kid = await signingKid(reads, party, now());
      const key = kid === undefined ? undefined : await keyring.get(kid);
      return kid === undefined || key === undefined ? undefined : { kid, key };
    },
    async verifierFor(reads, statement) {
      const known = await keyOf(reads, statement.kid, statement.issuer);
      if (known === undefined) return introducesItself(reads, statement, now());
      if (known.party !== statement.issuer) return undefined;
      return { key: known.verifying, signsNow: signsNow(known, statement, now()) };
    },
  };
}

function signsNow(key: KnownKey, statement: NamesKey, now: Temporal.Instant): boolean {
  if (key.invalidAfter !== null) return false;
  if (Temporal.Instant.compare(key.validFrom, now) > 0) return false;
  return mayState(key.use, statement.type);
}

/** The root of a party that keeps its own keys, awaited by the node's administrator. */
async function introducesItself(reads: Connection, statement: NamesKey, now: Temporal.Instant) {
  if (statement.type !== 'party-key' || statement.claims.get('use')?.value !== 'root') return undefined;
  const awaited = await awaitedKey(reads, statement.kid, now);
  return awaited?.party === statement.issuer ? { key: awaited.verifying, signsNow: true } : undefined;
}
