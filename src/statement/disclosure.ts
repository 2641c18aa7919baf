import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { encodeTextBase64url } from './base64url.ts';
import type { StatementShapeCode } from './codes.ts';
import type { Claim, JsonValue } from './draft.ts';
import { MAX_AUDIENCE, MAX_NAME_CHARACTERS, SALT_BYTES } from './limits.ts';
import { type Marking, PAP_ORDER, type Pap, TLP_ORDER, type Tlp, USES, type Use } from './marking.ts';
import { type RawDisclosure, readRawDisclosure, readRawDisclosures, type SdJwtCode } from './raw-disclosure.ts';

/**
 * Our disclosure is `[salt, name, {"v": value, "m": {"t": tlp, "p": pap, "u": uses, "a": audience}}]`: value and
 * marking are hidden together, shown together, and signed together. All six members are always present.
 */
export type Disclosure = { readonly encoded: string; readonly digest: string; readonly claim: Claim };

/** Always-shown members; no claim may take their names. */
const ENVELOPE_NAMES: readonly string[] = ['iss', 'vct', 'log', 'realm'];

/**
 * Nor this one, the only name of our form that every object has from birth: whoever looks a claim up in a list of known
 * ones would find something there.
 */
const TAKEN_NAMES: readonly string[] = [...ENVELOPE_NAMES, 'constructor'];

/** {@link SALT_BYTES} bytes in canonical base64url. */
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const WRAPPER = ['v', 'm'] as const;
const MARKING = ['t', 'p', 'u', 'a'] as const;
const CLAIM_NAME = /^[a-z][a-z0-9_]{0,63}$/;
const markingTexts = new WeakMap<Marking, string>();
/** Markings by the value they were read from, which statements share. */
const markings = new WeakMap<object, Marking>();

export function isClaimName(name: string): boolean {
  return CLAIM_NAME.test(name) && !TAKEN_NAMES.includes(name);
}

/** What is said of a value that is not plain. */
export const NOT_PLAIN = 'A value may contain neither U+0000 nor the names _sd, _sd_alg and "...".';

/** The disclosure of a claim as it travels. `salt` is 16 random bytes in base64url. */
export function writeDisclosure(salt: string, claim: Claim): string {
  const value = JSON.stringify(claim.value);
  return encodeTextBase64url(`["${salt}","${claim.name}",{"v":${value},"m":${markingText(claim.marking)}}]`);
}

/** A held disclosure read back. That it belongs to its statement was checked when the statement arrived. */
export function readDisclosure(encoded: string): Outcome<Disclosure, SdJwtCode | StatementShapeCode> {
  const raw = readRawDisclosure(encoded);
  return raw.ok ? disclosureOf(raw.value) : raw;
}

/** The same for many at once, which costs less than one at a time. */
export function readDisclosures(
  encoded: readonly string[],
): Outcome<readonly Disclosure[], SdJwtCode | StatementShapeCode> {
  const raws = readRawDisclosures(encoded);
  return raws.ok ? disclosuresOf(raws.value) : raws;
}

export function disclosuresOf(raws: readonly RawDisclosure[]): Outcome<readonly Disclosure[], StatementShapeCode> {
  const disclosures: Disclosure[] = new Array(raws.length);
  for (let index = 0; index < raws.length; index++) {
    const disclosure = disclosureOf(raws[index]!);
    if (!disclosure.ok) return disclosure;
    disclosures[index] = disclosure.value;
  }
  return accept(disclosures);
}

/** The claim and marking inside a disclosure of RFC 9901, if it is one of ours. */
export function disclosureOf(raw: RawDisclosure): Outcome<Disclosure, StatementShapeCode> {
  const { encoded, digest, salt, name, value, isPlain } = raw;
  if (raw.isUsual && name !== null && !TAKEN_NAMES.includes(name)) {
    const { v, m } = value as { readonly v: JsonValue; readonly m: JsonValue };
    const marking = readMarking(m);
    if (marking !== undefined) return accept({ encoded, digest, claim: { name, value: v, marking } });
  }
  if (name === null) return refuse('claim-nested', 'Our statements disclose whole claims, no array elements.');
  if (!isClaimName(name)) {
    return refuse('claim-name-malformed', 'A claim name is lower case letters, digits and _, at most 64.', name);
  }
  if (!SALT.test(salt)) {
    return refuse('claim-salt-malformed', phrase`A salt is ${SALT_BYTES} bytes in base64url.`, name);
  }
  const wrapper = members(value, WRAPPER);
  if (wrapper === undefined) {
    return refuse(
      'claim-wrapper-malformed',
      'A claim carries its value (v) and its marking (m), nothing else.',
      name,
    );
  }
  const marking = readMarking(wrapper.m!);
  if (marking === undefined) {
    return refuse(
      'claim-marking-malformed',
      'A marking has a TLP label, a PAP label, uses and an audience.',
      name,
    );
  }
  if (!isPlain) return refuse('claim-value-unfit', NOT_PLAIN, name);
  return accept({ encoded, digest, claim: { name, value: wrapper.v!, marking } });
}

function markingText(marking: Marking): string {
  const known = markingTexts.get(marking);
  if (known !== undefined) return known;
  const { tlp, pap, uses, audience } = marking;
  const text = JSON.stringify({ t: tlp, p: pap, u: uses, a: audience });
  markingTexts.set(marking, text);
  return text;
}

function readMarking(value: JsonValue): Marking | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const known = markings.get(value);
  if (known !== undefined) return known;
  const found = members(value, MARKING);
  if (found === undefined) return undefined;
  const marking = { tlp: found.t, pap: found.p, uses: found.u, audience: found.a };
  if (!isMarking(marking)) return undefined;
  // Only a frozen value is still what it was when the same one comes again.
  if (Object.isFrozen(value)) markings.set(value, Object.freeze(marking));
  return marking;
}

/** Whether a value from outside is a marking: known labels, uses and audience without repetition. */
export function isMarking(value: {
  readonly tlp: unknown;
  readonly pap: unknown;
  readonly uses: unknown;
  readonly audience: unknown;
}): value is Marking {
  const { tlp, pap, uses, audience } = value;
  return (
    TLP_ORDER.includes(tlp as Tlp) &&
    PAP_ORDER.includes(pap as Pap) &&
    isListOf(uses, USES.length, (use) => USES.includes(use as Use)) &&
    isListOf(audience, MAX_AUDIENCE, (name) => name.length > 0 && name.length <= MAX_NAME_CHARACTERS)
  );
}

function isListOf(value: unknown, limit: number, fits: (text: string) => boolean): boolean {
  if (!Array.isArray(value) || value.length > limit) return false;
  return value.every((item, index) => typeof item === 'string' && fits(item) && value.indexOf(item) === index);
}

/** The value as an object with exactly these members, or undefined. */
function members<Name extends string>(
  value: JsonValue,
  names: readonly Name[],
): { readonly [name in Name]: JsonValue } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  let count = 0;
  for (const name in value as object) {
    if (!names.includes(name as Name)) return undefined;
    count++;
  }
  if (count !== names.length) return undefined;
  return value as { readonly [name in Name]: JsonValue };
}
