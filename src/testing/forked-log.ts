/** What a dishonest operator can do with its own keys: a second history of its log, and statements that stand in it only. */
import { readTile } from '#ledger/tiles.ts';
import { parseCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { buildInclusion } from '#log/inclusion.ts';
import { formatLogProof } from '#log/proof.ts';
import { parseEntryBundle, TILE_WIDTH, tileWidth } from '#log/tile.ts';
import { tileReader } from '#log/tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from '#log/tile-writer.ts';
import { type SignerKey, signerKey } from '#log/verifier-key.ts';
import { signingKid } from '#parties/keys/key-view.ts';
import { primitives } from '#primitives';
import { decodeBase64url } from '#statement/base64url.ts';
import { mark } from '#statement/check.ts';
import type { JsonValue } from '#statement/draft.ts';
import { prepare, sign } from '#statement/issue.ts';
import { type SigningKey, signingKey } from '#statement/jwk.ts';
import { present } from '#statement/present.ts';
import { must, type TestNode } from './federation.ts';

/** The key of a node's log, as its operator has it. */
export async function logKeyOf({ keyring, ledger }: TestNode): Promise<SignerKey> {
  const [entry] = await keyring.list({ purpose: 'log', owner: ledger.origin });
  const key = entry === undefined ? undefined : await keyring.get(entry.kid);
  if (key === undefined) throw new Error('the log has no key');
  return signerKey(ledger.origin, 'ed25519', key);
}

/** Every entry below this size, as the log holds them. */
export async function entriesOf({ store, ledger }: TestNode, size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = tileWidth('entries', index, size);
    const bytes = await readTile(store.connection, ledger.origin, 'entries', index);
    const bundle = bytes === undefined ? [] : must(parseEntryBundle(bytes.subarray(0, width * 34), width));
    entries.push(...bundle);
  }
  return entries;
}

export type Fork = {
  /** Signed by the log's own key, over another tree of the same size. */
  readonly checkpoint: string;
  proof(index: number): string;
};

/** A second history in which these entries stand, signed as if it were the first. */
export async function fork(node: TestNode, entries: readonly Uint8Array[]): Promise<Fork> {
  const { edge, root, tiles } = must(appendEntries(EMPTY_EDGE, entries));
  const { origin } = node.ledger;
  const checkpoint = signCheckpoint({ origin, size: edge.size, root, extensions: [] }, await logKeyOf(node));
  const signed = must(parseCheckpoint(checkpoint));
  const read = tileReader(
    edge.size,
    (level, index) => tiles.find((tile) => tile.level === level && tile.index === index)?.bytes,
  );
  return {
    checkpoint,
    proof: (index) => formatLogProof({ index, hashes: must(buildInclusion(index, edge.size, read)), signed }),
  };
}

export type Forged = { readonly presentation: string; readonly digest: string; readonly entry: Uint8Array };

/** A statement that a party's node signs past its ledger, with whatever numbers it likes. */
export async function signBeside(
  node: TestNode,
  party: string,
  type: string,
  claims: Readonly<Record<string, JsonValue>>,
): Promise<Forged> {
  const { store, keyring, ledger } = node;
  const kid = (await signingKid(store.connection, party, ledger.now())) ?? '';
  const key = await keyring.get(kid);
  if (key === undefined) throw new Error(`cannot sign a ${type} for ${party}`);
  return signAs(node, party, signingKey(key), type, claims);
}

/** The same in the name of any party, with any key, for the log of this node. */
export function signAs(
  { ledger }: Pick<TestNode, 'ledger'>,
  party: string,
  signer: SigningKey,
  type: string,
  claims: Readonly<Record<string, JsonValue>>,
): Forged {
  const known = ledger.types.get(type);
  if (known === undefined) throw new Error(`there is no type ${type}`);
  const marked = must(mark(known, claims));
  const envelope = { issuer: party, vct: known.vct, log: ledger.origin, realm: ledger.realm };
  const issued = sign(must(prepare(envelope, marked, signer, primitives.randomBytes)), signer);
  const entry = decodeBase64url(issued.digest);
  if (entry === undefined) throw new Error('a digest is base64url');
  return { presentation: present(issued.jwt, issued.disclosures), digest: issued.digest, entry };
}
