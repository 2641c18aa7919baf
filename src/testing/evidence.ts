/**
 * A small world of parties, logs and witnesses in memory, with real keys and real proofs, for tests and benches that
 * need evidence somebody could hold. Everything is the same in every run.
 */
import type { Bundle, BundleEntry } from '#bundle/format.ts';
import { parseTrust, type Trust } from '#bundle/trust.ts';
import { addSignatures, formatSignedCheckpoint, parseCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { cosign } from '#log/cosignature.ts';
import { buildInclusion } from '#log/inclusion.ts';
import { formatLogProof } from '#log/proof.ts';
import { tileReader } from '#log/tile-reader.ts';
import { appendEntries, type Edge, EMPTY_EDGE, edgeRoot } from '#log/tile-writer.ts';
import { formatVerifierKey, type SignerKey, signerKey } from '#log/verifier-key.ts';
import type { Outcome } from '#outcome.ts';
import { primitives } from '#primitives';
import { decodeBase64url } from '#statement/base64url.ts';
import type { JsonValue } from '#statement/draft.ts';
import { type Issued, prepare, sign } from '#statement/issue.ts';
import type { PublicJwk, SigningKey } from '#statement/jwk.ts';
import type { KeyUse } from '#statement/key-statement.ts';
import { marking } from '#statement/marking.ts';
import { present } from '#statement/present.ts';
import { fixedBytes, fixedKey } from './forge.ts';

const STEP_SECONDS = 60;
export const CASE = '7f2c1a5e-3d44-4b7e-9a51-0d6c2b8e4f10';

/** What `say` gives back: the statement, and where the log took it. */
export type Said = Issued & { readonly log: TestLog; readonly index: number; readonly at: Temporal.Instant };

/** A log that keeps its tiles, and signs and proves at any size it had. */
class TestLog {
  readonly origin: string;
  readonly signer: SignerKey;
  readonly #tiles = new Map<string, Uint8Array>();
  readonly #roots: Uint8Array[] = [edgeRoot(EMPTY_EDGE)];
  #edge: Edge = EMPTY_EDGE;

  constructor(origin: string) {
    this.origin = origin;
    this.signer = signerKey(origin, 'ed25519', fixedKey(origin, 'Ed25519').key);
  }

  append(digest: string): number {
    const { edge, root, tiles } = value(appendEntries(this.#edge, [decodeBase64url(digest)!]));
    for (const tile of tiles) this.#tiles.set(`${tile.level}/${tile.index}`, tile.bytes);
    this.#edge = edge;
    this.#roots.push(root);
    return edge.size - 1;
  }

  get size(): number {
    return this.#edge.size;
  }

  checkpoint(
    size: number,
    cosigners: readonly SignerKey[],
    at: Temporal.Instant,
    root = this.#roots[size]!,
  ): string {
    const checkpoint = { origin: this.origin, size, root, extensions: [] };
    const signed = value(parseCheckpoint(signCheckpoint(checkpoint, this.signer)));
    const lines = cosigners.map((cosigner) => value(cosign(checkpoint, cosigner, at)));
    return formatSignedCheckpoint(addSignatures(signed, lines));
  }

  proof(index: number, size: number, cosigners: readonly SignerKey[], at: Temporal.Instant): string {
    const hashes = value(
      buildInclusion(
        index,
        size,
        tileReader(size, (level, tile) => this.#tiles.get(`${level}/${tile}`)),
      ),
    );
    return formatLogProof({ index, hashes, signed: value(parseCheckpoint(this.checkpoint(size, cosigners, at))) });
  }
}

export class TestParty {
  readonly did: string;
  readonly log: TestLog;
  readonly root: SigningKey;
  signing: SigningKey;
  number = 0;

  constructor(name: string, log: TestLog) {
    this.did = `did:web:${name}`;
    this.log = log;
    this.root = fixedKey(`${name} root`);
    this.signing = fixedKey(`${name} signing`);
  }
}

export class World {
  readonly north = new TestLog('north.example/log');
  readonly south = new TestLog('south.example/log');
  /** Run by whoever runs the log of that name, by others altogether, and one with post-quantum signatures. */
  readonly witnesses = {
    north: witness('north.example/witness'),
    south: witness('south.example/witness'),
    east: witness('east.example/witness'),
    centre: witness('centre.example/witness'),
    west: signerKey('west.example/witness', 'cosignature-ml-dsa-44', mlDsaKey('west')),
  };
  readonly operator = new TestParty('hospital.example', this.north);
  readonly authority = new TestParty('csirt.north.example', this.north);
  readonly neighbour = new TestParty('csirt.south.example', this.south);
  readonly keys: Said[] = [];
  realm = 'live';
  now = Temporal.Instant.from('2026-03-01T12:00:00Z');
  readonly #randomBytes = fixedBytes('evidence');

  constructor() {
    for (const party of [this.operator, this.authority, this.neighbour]) this.introduce(party);
  }

  get parties(): readonly TestParty[] {
    return [this.operator, this.authority, this.neighbour];
  }

  /** The root introduces itself, and then the signing key. */
  introduce(party: TestParty): void {
    this.keys.push(
      this.sayKey(party, party.root, 'root', party.root),
      this.sayKey(party, party.signing, 'sign', party.root),
    );
  }

  sayKey(party: TestParty, key: SigningKey, use: KeyUse, signer: SigningKey): Said {
    const { kid: _, ...jwk } = key.description;
    const claims = { subject: party.did, key: jwk as PublicJwk, use, valid_from: this.now.toString() };
    return this.say(party, 'party-key', claims, { key: signer });
  }

  /** Signs, appends to the party's log, and lets a minute pass. */
  say(
    party: TestParty,
    type: string,
    claims: Readonly<Record<string, JsonValue>>,
    {
      key = party.signing,
      log = party.log,
      number = ++party.number,
    }: { key?: SigningKey; log?: TestLog; number?: number } = {},
  ): Said {
    const envelope = {
      issuer: party.did,
      vct: `urn:comity:statement:${type}:1`,
      log: log.origin,
      realm: this.realm,
    };
    const all = {
      iat: Math.floor(this.now.epochMilliseconds / 1000),
      case: CASE,
      number,
      case_number: number,
      ...claims,
    };
    const listed = Object.entries(all).map(([name, said]) => ({ name, value: said, marking: marking('amber') }));
    const issued = sign(value(prepare(envelope, listed, key, this.#randomBytes)), key);
    const said = { ...issued, log, index: log.append(issued.digest), at: this.now };
    this.now = this.now.add({ seconds: STEP_SECONDS });
    return said;
  }

  /** As an exporter gives it: proven at the size it made, by default cosigned by three independent witnesses. */
  entry(said: Said, cosigners: readonly SignerKey[] = this.cosigners(said.log)): BundleEntry {
    const proof = said.log.proof(said.index, said.index + 1, cosigners, said.at.add({ seconds: 5 }));
    return { presentation: present(said.jwt, said.disclosures), proof };
  }

  cosigners(log: TestLog): SignerKey[] {
    const { north, south, east, west } = this.witnesses;
    return [log === this.north ? south : north, east, west];
  }

  bundle(statements: readonly Said[], more: Partial<Bundle> = {}): Bundle {
    return {
      exported: this.now,
      statements: statements.map((said) => this.entry(said)),
      keys: this.keys.map((said) => this.entry(said)),
      checkpoints: [],
      ...more,
    };
  }

  trustText(quorum = 'two'): string {
    return [
      ...[this.north, this.south].map(({ signer }) => `log ${formatVerifierKey(signer.verifier)}`),
      ...Object.entries(this.witnesses).map(([name, key]) => `witness ${name} ${formatVerifierKey(key.verifier)}`),
      `group two 2 ${Object.keys(this.witnesses).join(' ')}`,
      `quorum ${quorum}`,
      `party ${this.operator.did} ${this.operator.root.kid} Hospital`,
      `party ${this.authority.did} ${this.authority.root.kid} CSIRT North`,
      `party ${this.neighbour.did} ${this.neighbour.root.kid} CSIRT South`,
      '',
    ].join('\n');
  }

  trust(text = this.trustText()): Trust {
    return value(parseTrust(text));
  }
}

function witness(name: string): SignerKey {
  return signerKey(name, 'cosignature-ed25519', fixedKey(name, 'Ed25519').key);
}

function mlDsaKey(name: string) {
  return primitives.importPrivateKey('ML-DSA-44', primitives.sha256(new TextEncoder().encode(name)))!;
}

/** Honest input only comes here; a refusal is a mistake of the test. */
function value<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(`${outcome.refusal.code}: ${outcome.refusal.sentence}`);
  return outcome.value;
}
