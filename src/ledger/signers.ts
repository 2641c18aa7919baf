/** Which key signs for a party, and whose signature is believed: asked of the parties room, once a batch at most. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Claim, Draft } from '#statement/draft.ts';
import { type SigningKey, signingKey, type VerifyingKey } from '#statement/jwk.ts';
import type { Parsed } from '#statement/parse.ts';
import type { Connection } from '#store/connection.ts';
import type { Keyring } from '#store/keyring.ts';
import type { LedgerCode } from './codes.ts';
import type { Actor } from './contract.ts';

/** A statement that names a key: its type and claims too, since a root introduces itself. */
export type NamesKey = {
  readonly issuer: string;
  readonly kid: string;
  readonly type: string;
  readonly claims: ReadonlyMap<string, Claim>;
};

/** A key of a statement's issuer, and whether a new statement of that type may be signed with it now. */
export type IssuersKey = { readonly key: VerifyingKey; readonly signsNow: boolean };

/** What the ledger asks of the parties room. All of it is read through the connection given, also in the append. */
export interface PartyReads {
  /** The key a hosted party signs with now; undefined when it has none here. */
  signerFor(reads: Connection, party: string): Promise<{ kid: string; key: PrivateKey } | undefined>;
  /** The public key of this name, if it is or was the issuer's; undefined otherwise. */
  verifierFor(reads: Connection, statement: NamesKey): Promise<IssuersKey | undefined>;
  /** Roles that the actor holds for the issuer (mandates in force at that instant). */
  rolesOf(reads: Connection, actor: Actor, issuer: string, at: Temporal.Instant): Promise<ReadonlySet<string>>;
}

/** Parsed keys by name; a thumbprint costs more than a signature's worth of time. */
const signingKeys = new WeakMap<PrivateKey, SigningKey>();

function described(key: PrivateKey): SigningKey {
  const known = signingKeys.get(key) ?? signingKey(key);
  signingKeys.set(key, known);
  return known;
}

/** The parties' answers within one transaction, forgotten when a wave has changed who a party is. */
export class Signers {
  readonly #parties: PartyReads;
  readonly #keyring: Keyring;
  readonly #reads: Connection;
  readonly #at: Temporal.Instant;
  readonly #signers = new Map<string, SigningKey | undefined>();
  readonly #roles = new Map<string, ReadonlySet<string>>();

  constructor(parties: PartyReads, keyring: Keyring, reads: Connection, at: Temporal.Instant) {
    this.#parties = parties;
    this.#keyring = keyring;
    this.#reads = reads;
    this.#at = at;
  }

  forget(): void {
    this.#signers.clear();
    this.#roles.clear();
  }

  async signerFor({ issuer, signWith }: Draft): Promise<Outcome<SigningKey, LedgerCode>> {
    if (signWith !== undefined) return this.#chosen(signWith, issuer);
    if (!this.#signers.has(issuer)) {
      const found = await this.#parties.signerFor(this.#reads, issuer);
      this.#signers.set(issuer, found === undefined ? undefined : described(found.key));
    }
    const signer = this.#signers.get(issuer);
    if (signer !== undefined) return accept(signer);
    return refuse('signer-missing', phrase`This node holds no key that signs for ${issuer} now.`, 'issuer');
  }

  verifierFor({ issuer, kid }: Parsed, type: string, claims: ReadonlyMap<string, Claim>) {
    return this.#parties.verifierFor(this.#reads, { issuer, kid, type, claims });
  }

  async rolesOf(actor: Actor, issuer: string): Promise<ReadonlySet<string>> {
    const who = actor.kind === 'node' ? '' : `${actor.party} ${actor.kind === 'person' ? actor.person : ''}`;
    const key = `${actor.kind} ${who} ${issuer}`;
    const known = this.#roles.get(key);
    if (known !== undefined) return known;
    const roles = await this.#parties.rolesOf(this.#reads, actor, issuer, this.#at);
    this.#roles.set(key, roles);
    return roles;
  }

  async #chosen(kid: string, issuer: string): Promise<Outcome<SigningKey, LedgerCode>> {
    const entry = await this.#keyring.entry(kid);
    if (entry === undefined || entry.purpose !== 'party' || entry.owner !== issuer) {
      return refuse('signer-not-of-issuer', phrase`This node holds no key ${kid} of ${issuer}.`, 'signWith');
    }
    const key = await this.#keyring.get(kid);
    if (key === undefined)
      return refuse('signer-not-of-issuer', phrase`The key ${kid} does not sign.`, 'signWith');
    return accept(described(key));
  }
}
