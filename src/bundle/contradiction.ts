/**
 * Proof of misbehaviour inside a bundle: a party with two statements under one number, a log with two roots at one
 * size or two entries at one index. Only what is truly signed can contradict itself; all else is accusation.
 */
import { parseCheckpoint, type SignedCheckpoint, verifyLogSignature } from '#log/checkpoint.ts';
import { logKeys } from '#log/policy.ts';
import type { Examined } from './examine.ts';
import { type Contradiction, failed, passed, type Step, type StepName, unknown } from './report.ts';
import { partyName, type Trust } from './trust.ts';

/** One thing said of a key (a number, a size, an index); two different values of one key contradict each other. */
type Said = {
  readonly key: string;
  readonly value: string;
  readonly place: string;
  readonly by: string;
  readonly what: string;
};

/** Finds all contradictions, and fails the steps they disprove. */
export function findContradictions(
  all: readonly Examined[],
  checkpoints: readonly string[],
  trust: Trust,
  now: Temporal.Instant,
): Contradiction[] {
  for (const one of all) if (isSigned(one)) one.steps.set('number', numberStep(one));
  return [
    ...contradictions(
      'two-statements-under-one-number',
      'number',
      all.flatMap((one) => numbers(one, trust)),
      all,
    ),
    ...contradictions(
      'two-roots-at-one-size',
      'checkpoint',
      [...roots(all), ...otherRoots(checkpoints, trust, now)],
      all,
    ),
    ...contradictions('two-entries-at-one-index', 'inclusion', all.flatMap(entryAtIndex), all),
  ];
}

function contradictions(
  type: Contradiction['type'],
  step: StepName,
  said: readonly Said[],
  all: readonly Examined[],
): Contradiction[] {
  const found: Contradiction[] = [];
  const byPlace = new Map(all.map((one) => [one.place, one]));
  for (const same of Map.groupBy(said, ({ key }) => key).values()) {
    const [{ by, what }] = same as [Said, ...Said[]];
    if (new Set(same.map(({ value }) => value)).size < 2) continue;
    const places = [...new Set(same.map(({ place }) => place))];
    const sentence = `${by} signed two different things ${what}: this proves misbehaviour, whichever of them is true.`;
    found.push({ type, by, places, sentence });
    for (const place of places) byPlace.get(place)?.steps.set(step, failed(step, { code: type, sentence }));
  }
  return found;
}

function isSigned(one: Examined): boolean {
  return (
    one.parsed !== null &&
    one.steps.get('signature')?.state === 'passed' &&
    one.steps.get('key')?.state === 'passed'
  );
}

function numberStep({ claims }: Examined): Step {
  const number = claims.get('number')?.value;
  if (typeof number !== 'number') {
    return unknown(
      'number',
      'reference-withheld',
      'Its running number is withheld, so an omission or a double would not show.',
    );
  }
  return passed('number', `Its running number ${number} stands once in this bundle.`);
}

function numbers(one: Examined, trust: Trust): Said[] {
  if (!isSigned(one)) return [];
  const { issuer, realm, digest } = one.parsed!;
  const by = partyName(trust, issuer);
  const { place } = one;
  const said: Said[] = [];
  const number = one.claims.get('number')?.value;
  const caseId = one.claims.get('case')?.value;
  const caseNumber = one.claims.get('case_number')?.value;
  if (typeof number === 'number') {
    said.push({
      key: JSON.stringify([issuer, realm, number]),
      value: digest,
      place,
      by,
      what: `under its number ${number}`,
    });
  }
  if (typeof caseId === 'string' && typeof caseNumber === 'number') {
    const key = JSON.stringify([issuer, realm, caseId, caseNumber]);
    said.push({ key, value: digest, place, by, what: `as number ${caseNumber} of the case` });
  }
  return said;
}

function rootSaid(signed: Pick<SignedCheckpoint, 'checkpoint'>, place: string): Said {
  const { origin, size, root } = signed.checkpoint;
  const what = `as its state with ${size} entries`;
  return { key: JSON.stringify([origin, size]), value: root.toBase64(), place, by: `The log ${origin}`, what };
}

function roots(all: readonly Examined[]): Said[] {
  return all.flatMap(({ held, place, steps }) => {
    const logSigned = steps.get('checkpoint')?.state === 'passed';
    return held === null || !logSigned ? [] : [rootSaid({ checkpoint: { ...held, extensions: [] } }, place)];
  });
}

/** Checkpoints that no proof carries; those of unknown logs, and forged ones, say nothing. */
function otherRoots(checkpoints: readonly string[], trust: Trust, now: Temporal.Instant): Said[] {
  return checkpoints.flatMap((text, index) => {
    const signed = parseCheckpoint(text);
    if (!signed.ok || !verifyLogSignature(signed.value, logKeys(trust.policy), now).ok) return [];
    return [rootSaid(signed.value, `checkpoints/${index}`)];
  });
}

function entryAtIndex({ held, parsed, place }: Examined): Said[] {
  if (held === null || parsed === null || !held.binding) return [];
  const { origin, index } = held;
  const what = `as its entry ${index}`;
  return [{ key: JSON.stringify([origin, index]), value: parsed.digest, place, by: `The log ${origin}`, what }];
}
