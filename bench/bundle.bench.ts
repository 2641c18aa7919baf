import { formatBundle } from '#bundle/format.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { parseCheckpoint } from '#log/checkpoint.ts';
import { cosignedMessage } from '#log/cosignature.ts';
import { utf8 } from '#log/lines.ts';
import { parseLogProof } from '#log/proof.ts';
import { HASH_BYTES } from '#log/tree.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import type { PublicKey } from '#primitives/primitives.ts';
import { type Said, World } from '#testing/evidence.ts';
import { figure } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

/** iat, case, number and case_number stand in every statement besides. */
const OWN_CLAIMS = 16;
const EARLIER_ENTRIES = 2_000;
const FULL_STATEMENTS = 300;
const QUICK_STATEMENTS = 20;
/** Many, since on a shared machine few rounds run undisturbed, and each side needs one that did. */
const ROUNDS = 40;
const TARGET_SHARE = 0.85;
const TIMESTAMP_BYTES = 8;
const MILLISECONDS_A_SECOND = 1_000;
const MICROSECONDS_A_MILLISECOND = 1_000;

type Check = { readonly key: PublicKey; readonly message: Uint8Array; readonly signature: Uint8Array };
/** The cryptography that verifying cannot do without, with inputs at hand and nothing parsed. */
type Raw = { readonly checks: Check[]; readonly texts: string[]; leaves: number; nodes: number };

/**
 * Offline verification of statements with 20 disclosures, each under a checkpoint of its own with three cosignatures,
 * against the bare cryptography of the same bundle in the same run. Rounds alternate, so that both share the weather.
 */
export async function run(options: BenchOptions): Promise<readonly Row[]> {
  const count = options.quick ? QUICK_STATEMENTS : FULL_STATEMENTS;
  const rows: Row[] = [];
  for (const postQuantum of [false, true]) {
    options.say(`bundle: ${count} statements${postQuantum ? ', one cosignature of three with ML-DSA-44' : ''}`);
    const world = new World();
    const { south, east, centre, west } = world.witnesses;
    const cosigners = [south, east, postQuantum ? west : centre];
    const said = statements(world, count);
    const text = formatBundle({
      ...world.bundle([]),
      statements: said.map((one) => world.entry(one, cosigners)),
      keys: world.keys.map((one) => world.entry(one, cosigners)),
    });
    const raw = rawOf(world, [...said, ...world.keys], cosigners);
    const trust = world.trust();
    const { ours, bare } = alternate(
      () => {
        const report = verifyBundle(text, trust, world.now);
        if (report.verdict !== 'proved') throw new Error(`the bundle is ${report.verdict}: ${report.sentence}`);
      },
      () => runRaw(raw),
    );
    const all = said.length + world.keys.length;
    rows.push(
      figure({
        name: `bundle: verify offline, 20 disclosures, 3 cosignatures${postQuantum ? ' (1 ML-DSA-44)' : ''}`,
        value: (all / ours) * MILLISECONDS_A_SECOND,
        unit: 'statements/s',
        better: 'more',
        limit: (all / bare) * MILLISECONDS_A_SECOND,
        ...(postQuantum ? {} : { target: TARGET_SHARE }),
      }),
    );
  }
  return rows;
}

function statements(world: World, count: number): Said[] {
  for (let index = 0; index < EARLIER_ENTRIES; index++) {
    world.north.append(primitives.sha256Base64url(`earlier entry ${index}`));
  }
  const claims = Object.fromEntries(
    Array.from({ length: OWN_CLAIMS }, (_, index) => [
      `claim_${index}`,
      `what is known of matter ${index}, in a line`,
    ]),
  );
  return Array.from({ length: count }, () => world.say(world.operator, 'incident-report', claims));
}

function rawOf(world: World, all: readonly Said[], cosigners: readonly SignerKey[]): Raw {
  const raw: Raw = { checks: [], texts: [], leaves: 0, nodes: 0 };
  for (const one of all) {
    const [header = '', payload = '', signature = ''] = one.jwt.split('.');
    raw.checks.push({
      key: signerOf(world, one).publicKey,
      message: utf8(`${header}.${payload}`),
      signature: Uint8Array.fromBase64(signature, { alphabet: 'base64url' }),
    });
    raw.texts.push(one.jwt, ...one.disclosures);
    const proof = parseLogProof(world.entry(one, cosigners).proof ?? '');
    if (!proof.ok) throw new Error(proof.refusal.sentence);
    raw.leaves++;
    raw.nodes += proof.value.hashes.length;
    raw.checks.push(...checkpointChecks(one, cosigners));
  }
  return raw;
}

function signerOf(world: World, one: Said) {
  const kid = JSON.parse(
    new TextDecoder().decode(Uint8Array.fromBase64(one.jwt.split('.')[0]!, { alphabet: 'base64url' })),
  ).kid;
  const keys = world.parties.flatMap((party) => [party.root, party.signing]);
  const key = keys.find((held) => held.kid === kid);
  if (key === undefined) throw new Error(`no key ${kid}`);
  return key.key;
}

function checkpointChecks(one: Said, cosigners: readonly SignerKey[]): Check[] {
  const at = one.at.add({ seconds: 5 });
  const signed = parseCheckpoint(one.log.checkpoint(one.index + 1, cosigners, at));
  if (!signed.ok) throw new Error(signed.refusal.sentence);
  const { checkpoint, note } = signed.value;
  const [own, ...lines] = note.signatures;
  const seconds = Math.floor(at.epochMilliseconds / MILLISECONDS_A_SECOND);
  return [
    { key: one.log.signer.verifier.key, message: utf8(note.text), signature: own!.signature },
    ...lines.map((line, index) => {
      const { verifier } = cosigners[index]!;
      const message = cosignedMessage(checkpoint, verifier, seconds);
      if (!message.ok) throw new Error(message.refusal.sentence);
      return { key: verifier.key, message: message.value, signature: line.signature.subarray(TIMESTAMP_BYTES) };
    }),
  ];
}

function runRaw({ checks, texts, leaves, nodes }: Raw): void {
  for (const { key, message, signature } of checks) {
    if (!key.verify(message, signature)) throw new Error('a raw signature does not verify');
  }
  for (const text of texts) primitives.sha256Base64url(text);
  const leaf = new Uint8Array(1 + HASH_BYTES);
  for (let done = 0; done < leaves; done++) leaf.set(primitives.sha256(leaf), 1);
  const node = new Uint8Array(1 + 2 * HASH_BYTES);
  for (let done = 0; done < nodes; done++) node.set(primitives.sha256(node), 1);
}

/** The fastest round of each: the others were disturbed by something else on the machine. */
function alternate(ours: () => void, bare: () => void): { ours: number; bare: number } {
  const times = { ours: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY };
  ours();
  bare();
  for (let round = 0; round < ROUNDS; round++) {
    times.ours = Math.min(times.ours, milliseconds(ours));
    times.bare = Math.min(times.bare, milliseconds(bare));
  }
  return times;
}

/** Processor time of this thread: both sides run on it alone, and waiting for a busy machine is neither's doing. */
function milliseconds(work: () => void): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / MICROSECONDS_A_MILLISECOND;
}
