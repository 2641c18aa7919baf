/** Takes the steps that concern one entry alone: is it well-formed, and does a witnessed log hold it? */
import { parseLogProof, verifyProvenEntry } from '#log/proof.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import type { Claim } from '#statement/draft.ts';
import { type Parsed, parse } from '#statement/parse.ts';
import type { BundleEntry } from './format.ts';
import { failed, notChecked, passed, type Step, type StepName, unknown } from './report.ts';
import type { Trust } from './trust.ts';
import { judgeCheckpoint, type Witnessing } from './witnessing.ts';

export type Held = {
  readonly origin: string;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  /** True when inclusion and the log's signature hold: then the log can be held to it. */
  readonly binding: boolean;
};

/** An entry on its way through the steps; later ones are added to `steps`, or replace what they disprove. */
export type Examined = {
  /** Where it stands in the bundle, as `statements/3`. */
  readonly place: string;
  readonly parsed: Parsed | null;
  readonly steps: Map<StepName, Step>;
  readonly held: Held | null;
  readonly witnessedAt: Temporal.Instant | null;
  /** Empty until the signature was verified. */
  claims: ReadonlyMap<string, Claim>;
};

/** The type's name out of `urn:comity:statement:<name>:<version>`. */
export function typeName(parsed: Parsed): string {
  return parsed.vct.split(':')[3] as string;
}

export function examine(
  entry: BundleEntry,
  place: string,
  trust: Trust,
  now: Temporal.Instant,
  seen: Map<string, Witnessing>,
): Examined {
  const steps = new Map<StepName, Step>();
  const add = (...taken: readonly Step[]): void => {
    for (const step of taken) steps.set(step.step, step);
  };
  const parsed = parse(entry.presentation);
  if (!parsed.ok) {
    const { code } = parsed.refusal;
    const aboutDisclosures = code.startsWith('disclosure-') || code.startsWith('digest-');
    if (aboutDisclosures)
      add(passed('well-formed', 'The statement is written as it must be.'), failed('disclosures', parsed.refusal));
    else add(failed('well-formed', parsed.refusal), ...notChecked('disclosures'));
    add(...notChecked('signature', 'key', 'inclusion', 'checkpoint', 'witnesses'));
    return { place, parsed: null, steps, held: null, witnessedAt: null, claims: new Map() };
  }
  const shown = parsed.value.disclosures.length;
  const belong = shown === 1 ? 'The one shown value belongs' : `All ${shown} shown values belong`;
  add(
    passed('well-formed', 'The statement is written as it must be.'),
    passed('disclosures', `${belong} to the signed text; none was altered or added.`),
  );
  const proven = prove(entry.proof, parsed.value, trust, now, seen);
  add(...proven.steps);
  return {
    place,
    parsed: parsed.value,
    steps,
    held: proven.held,
    witnessedAt: proven.witnessedAt,
    claims: new Map(),
  };
}

type Proven = {
  readonly steps: readonly Step[];
  readonly held: Held | null;
  readonly witnessedAt: Temporal.Instant | null;
};

function prove(
  text: string | null,
  parsed: Parsed,
  trust: Trust,
  now: Temporal.Instant,
  seen: Map<string, Witnessing>,
): Proven {
  const nothing = { held: null, witnessedAt: null };
  if (text === null) {
    const sentence = 'The bundle has no proof that a log holds this statement; ask its node for one later.';
    const steps = (['inclusion', 'checkpoint', 'witnesses'] as const).map((step) =>
      unknown(step, 'proof-missing', sentence),
    );
    return { steps, ...nothing };
  }
  const proof = parseLogProof(text);
  if (!proof.ok)
    return { steps: [failed('inclusion', proof.refusal), ...notChecked('checkpoint', 'witnesses')], ...nothing };
  const { index, signed } = proof.value;
  const { origin, size, root } = signed.checkpoint;
  const witnessing = judgeCheckpoint(text.slice(text.indexOf('\n\n')), signed, trust, now, seen);
  const inclusion = includes(proof.value, parsed, origin);
  const binding = inclusion.state === 'passed' && witnessing.logSigned;
  return {
    steps: [inclusion, witnessing.checkpoint, witnessing.witnesses],
    held: { origin, index, size, root, binding },
    witnessedAt: inclusion.state === 'passed' ? witnessing.reachedAt : null,
  };
}

function includes(proof: Parameters<typeof verifyProvenEntry>[0], parsed: Parsed, origin: string): Step {
  if (parsed.log !== origin) {
    const sentence = `The statement is meant for the log ${parsed.log}, but the proof is of the log ${origin}.`;
    return failed('inclusion', { code: 'log-mismatch', sentence });
  }
  const verdict = verifyProvenEntry(proof, decodeBase64url(parsed.digest) as Uint8Array);
  if (!verdict.ok) return failed('inclusion', verdict.refusal);
  return passed('inclusion', `The log ${origin} holds it as entry ${proof.index}.`);
}
