/** A good evidence bundle, and one for each way of lying with it that a reader must be able to see through. */
import { type Bundle, type BundleEntry, formatBundle } from '#bundle/format.ts';
import type { StepName, Verdict } from '#bundle/report.ts';
import { addSignatures, formatSignedCheckpoint, parseCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { cosign } from '#log/cosignature.ts';
import { signerKey } from '#log/verifier-key.ts';
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

/** The same in every run: a report, its release and its receipt, and what a forger might make of them. */
export function brokenBundles(): Collection {
  const world = new World();
  const { operator, neighbour, witnesses } = world;
  const alert = world.say(operator, 'incident-alert', { summary: 'Modems dark', service: 'Laboratory' });
  const release = releaseOf(world, alert);
  const receipt = receiptOf(world, release, alert);
  const honest = world.bundle([alert, release, receipt]);
  const retold = (change: Partial<BundleEntry>): string =>
    formatBundle({
      ...honest,
      statements: [{ ...honest.statements[0]!, ...change }, ...honest.statements.slice(1)],
    });
  const broken = (lie: string, step: StepName, text: string): BrokenBundle => ({
    lie,
    text,
    step,
    verdict: 'failed',
  });
  const waiting = (lie: string, step: StepName, text: string): BrokenBundle => ({
    ...broken(lie, step, text),
    verdict: 'not-yet-witnessed',
  });
  return {
    trust: world.trustText(),
    good: formatBundle(honest),
    broken: [
      broken('a changed claim', 'disclosures', retold({ presentation: withChangedClaim(alert) })),
      broken(
        'the claim of another statement',
        'disclosures',
        retold({ presentation: present(alert.jwt, [...alert.disclosures, release.disclosures[0]!]) }),
      ),
      broken(
        'a signature that was cut',
        'well-formed',
        retold({ presentation: present(alert.jwt.slice(0, -6), alert.disclosures) }),
      ),
      broken('the key of another party', 'key', signedWith(world, neighbour.signing)),
      broken('a key that nobody introduced', 'signature', signedWith(world, fixedKey('stranger'))),
      broken('the key statements of nobody', 'signature', formatBundle({ ...honest, keys: [] })),
      broken('a key that was revoked before', 'key', signedAfterRevocation()),
      waiting('no proof', 'inclusion', retold({ proof: null })),
      broken('the proof of another leaf', 'inclusion', retold({ proof: honest.statements[1]!.proof })),
      broken('a checkpoint by another log', 'checkpoint', retold({ proof: signedByOtherLog(world, honest) })),
      waiting('too few witnesses', 'witnesses', retold(world.entry(alert, [witnesses.east]))),
      waiting(
        'the operator’s own witness counted',
        'witnesses',
        retold(world.entry(alert, [witnesses.north, witnesses.east])),
      ),
      broken(
        'a witness that signed something else',
        'witnesses',
        retold({ proof: witnessedOther(world, honest) }),
      ),
      broken('the receipt of another release', 'linkage', receiptOfAnother()),
      broken('a receipt by somebody who was not addressed', 'linkage', receiptByAnother()),
      broken('one number for two statements', 'number', numberTwice()),
    ],
  };

  function receiptByAnother(): string {
    const strange = receiptOf(world, release, alert, world.authority);
    return formatBundle(world.bundle([alert, release, strange]));
  }

  function receiptOfAnother(): string {
    const other = world.say(operator, 'incident-alert', { summary: 'Nothing of this' });
    const wrong = receiptOf(world, release, other, neighbour);
    return formatBundle(world.bundle([alert, release, other, wrong]));
  }

  function numberTwice(): string {
    const second = world.say(operator, 'incident-alert', { summary: 'All is well' }, { number: operator.number });
    const first = world.say(operator, 'incident-alert', { summary: 'All is lost' }, { number: operator.number });
    return formatBundle(world.bundle([second, first]));
  }
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
