/** A good evidence bundle, and one for each way of lying with it that a reader must be able to see through. */
import { type Bundle, type BundleEntry, formatBundle } from '#bundle/format.ts';
import type { StepName, Verdict } from '#bundle/report.ts';
import { addSignatures, formatSignedCheckpoint, parseCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { cosign } from '#log/cosignature.ts';
import { type SignerKey, signerKey } from '#log/verifier-key.ts';
import { encodeBase64url } from '#statement/base64url.ts';
import type { SigningKey } from '#statement/jwk.ts';
import { present } from '#statement/present.ts';
import { type Said, World } from './evidence.ts';
import { fixedKey } from './forge.ts';

export type BrokenBundle = {
  readonly lie: string;
  readonly text: string;
  /** Where the check stops: the first step that failed, or the first open one where nothing failed. */
  readonly step: StepName;
  readonly verdict: Exclude<Verdict, 'proved'>;
};

export type Collection = {
  readonly trust: string;
  readonly good: string;
  readonly broken: readonly BrokenBundle[];
};

type Thread = {
  readonly world: World;
  readonly alert: Said;
  readonly release: Said;
  readonly honest: Bundle;
};

/** The same in every run: a report, its release and its receipt, and what a forger might make of them. */
export function brokenBundles(): Collection {
  const world = new World();
  const alert = world.say(world.operator, 'incident-alert', { summary: 'Modems dark', service: 'Laboratory' });
  const release = releaseOf(world, alert);
  const receipt = receiptOf(world, release, alert);
  const thread: Thread = { world, alert, release, honest: world.bundle([alert, release, receipt]) };
  return {
    trust: world.trustText(),
    good: formatBundle(thread.honest),
    broken: [...altered(thread), ...wronglySigned(thread), ...wronglyProven(thread), ...contradicting(thread)],
  };
}

function altered(thread: Thread): readonly BrokenBundle[] {
  const { alert, release } = thread;
  const added = present(alert.jwt, [...alert.disclosures, release.disclosures[0]!]);
  const cut = present(alert.jwt.slice(0, -6), alert.disclosures);
  return [
    broken('a changed claim', 'disclosures', retold(thread, { presentation: withChangedClaim(alert) })),
    broken('the claim of another statement', 'disclosures', retold(thread, { presentation: added })),
    broken('a signature that was cut', 'well-formed', retold(thread, { presentation: cut })),
  ];
}

function wronglySigned({ world, honest }: Thread): readonly BrokenBundle[] {
  return [
    broken('the key of another party', 'key', signedWith(world, world.neighbour.signing)),
    broken('a key that nobody introduced', 'signature', signedWith(world, fixedKey('stranger'))),
    broken('no statement of any key', 'signature', formatBundle({ ...honest, keys: [] })),
    broken('a key that was revoked before', 'key', signedAfterRevocation()),
  ];
}

function wronglyProven(thread: Thread): readonly BrokenBundle[] {
  const { world, alert, honest } = thread;
  const { north, east } = world.witnesses;
  const proof = (lie: string, step: StepName, text: string | null) =>
    broken(lie, step, retold(thread, { proof: text }));
  const cosigned = (lie: string, cosigners: readonly SignerKey[]) =>
    broken(lie, 'witnesses', retold(thread, world.entry(alert, cosigners)), 'not-yet-witnessed');
  return [
    broken('no proof', 'inclusion', retold(thread, { proof: null }), 'not-yet-witnessed'),
    proof('the proof of another leaf', 'inclusion', honest.statements[1]!.proof),
    proof('a checkpoint by another log', 'checkpoint', signedByOtherLog(world, honest)),
    cosigned('a single witness', [east]),
    cosigned('the operator’s own witness counted', [north, east]),
    proof('a witness that signed something else', 'witnesses', witnessedOther(world, honest)),
  ];
}

function contradicting({ world, alert, release }: Thread): readonly BrokenBundle[] {
  const { operator } = world;
  const strange = receiptOf(world, release, alert, world.authority);
  const other = world.say(operator, 'incident-alert', { summary: 'Nothing of this' });
  const wrong = receiptOf(world, release, other);
  const first = world.say(operator, 'incident-alert', { summary: 'All is well' });
  const second = world.say(operator, 'incident-alert', { summary: 'All is lost' }, { number: operator.number });
  const bundled = (...said: readonly Said[]) => formatBundle(world.bundle(said));
  return [
    broken('the receipt of another release', 'linkage', bundled(alert, release, other, wrong)),
    broken('a receipt by somebody who was not addressed', 'linkage', bundled(alert, release, strange)),
    broken('one number for two statements', 'number', bundled(first, second)),
  ];
}

function broken(lie: string, step: StepName, text: string, verdict: BrokenBundle['verdict'] = 'failed') {
  return { lie, text, step, verdict };
}

/** The honest bundle with another first entry. */
function retold({ honest }: Thread, change: Partial<BundleEntry>): string {
  const [first, ...rest] = honest.statements;
  return formatBundle({ ...honest, statements: [{ ...first!, ...change }, ...rest] });
}

function releaseOf(world: World, target: Said): Said {
  const claims = { target: target.digest, to: world.neighbour.did, claims: 'all', channel: 'csirt' };
  return world.say(world.operator, 'release', { ...claims, hides_victim: true });
}

function receiptOf(world: World, release: Said, target: Said, by = world.neighbour): Said {
  const claims = { release: release.digest, target: target.digest, received_at: world.now.toString() };
  return world.say(by, 'receipt', claims);
}

/** The disclosure says something else, and is written as it must be. */
function withChangedClaim({ jwt, disclosures }: Said): string {
  const changed = disclosures.map((disclosure) => {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(disclosure, { alphabet: 'base64url' }));
    if (!text.includes('Modems dark')) return disclosure;
    return encodeBase64url(new TextEncoder().encode(text.replace('Modems dark', 'Modems fine')));
  });
  return present(jwt, changed);
}

function signedWith(world: World, key: SigningKey): string {
  const forged = world.say(world.operator, 'incident-alert', { summary: 'Modems fine' }, { key });
  return formatBundle(world.bundle([forged]));
}

function signedAfterRevocation(): string {
  const world = new World();
  const { operator } = world;
  const recovery = fixedKey('recovery');
  world.keys.push(world.sayKey(operator, recovery, 'recover', operator.root));
  const invalidAfter = world.now.toString();
  const late = world.say(operator, 'incident-alert', { summary: 'Modems fine' });
  const revocation = { subject: operator.did, kid: operator.signing.kid, invalid_after: invalidAfter };
  world.keys.push(world.say(operator, 'party-key-revocation', revocation, { key: recovery }));
  return formatBundle(world.bundle([late]));
}

/** The same tree under the same name, signed with the key of another log. */
function signedByOtherLog(world: World, { statements }: Bundle): string {
  const [head, text] = halves(statements[0]!.proof!);
  const { checkpoint } = read(text);
  const impostor = signerKey(checkpoint.origin, 'ed25519', fixedKey(world.south.origin, 'Ed25519').key);
  return `${head}\n\n${signCheckpoint(checkpoint, impostor)}`;
}

/** The cosignatures are true, but of a tree one entry smaller. */
function witnessedOther(world: World, { statements }: Bundle): string {
  const [head, text] = halves(statements[0]!.proof!);
  const { checkpoint } = read(text);
  const other = { ...checkpoint, size: checkpoint.size - 1 };
  const lines = world.cosigners(world.north).map((key) => {
    const line = cosign(other, key, world.now);
    if (!line.ok) throw new Error(line.refusal.sentence);
    return line.value;
  });
  return `${head}\n\n${formatSignedCheckpoint(addSignatures(read(signCheckpoint(checkpoint, world.north.signer)), lines))}`;
}

function halves(proof: string): readonly [string, string] {
  const at = proof.indexOf('\n\n');
  return [proof.slice(0, at), proof.slice(at + 2)];
}

function read(text: string) {
  const signed = parseCheckpoint(text);
  if (!signed.ok) throw new Error(signed.refusal.sentence);
  return signed.value;
}
