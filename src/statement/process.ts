import { accept, type Outcome, type Refusal, refuse } from '#outcome.ts';
import { isDigest } from './base64url.ts';
import type { DisclosureCode } from './codes.ts';
import type { JsonValue } from './draft.ts';
import { MAX_CLAIMS, MAX_DEPTH, MAX_DIGESTS } from './limits.ts';
import { type JsonObject, type RawDisclosure, RESERVED_NAMES } from './raw-disclosure.ts';

const DIGESTS = '_sd';
const DIGEST_ALGORITHM = '_sd_alg';
const ELEMENT_DIGEST = '...';

const WITHHELD = -1;

/** What one walk through payload and disclosures has met. The first fault ends it. */
type Walk = {
  readonly disclosures: readonly RawDisclosure[];
  /** By digest: which disclosure it is of, or {@link WITHHELD} once a digest without one was met. */
  readonly places: Map<string, number>;
  /** By disclosure: whether its digest was met. */
  readonly met: boolean[];
  digests: number;
  fault?: Refusal<DisclosureCode>;
};

/**
 * {@link processPayload}, with its result made only for who asks. Nearly every statement has all its digests in one
 * list at the top and discloses plain values; then nothing need be built to see that each stands at its place.
 */
export function placeDisclosures(
  payload: JsonObject,
  disclosures: readonly RawDisclosure[],
): Outcome<() => JsonObject, DisclosureCode> {
  if (isFlat(payload, disclosures)) {
    return accept(() => {
      const processed = processPayload(payload, disclosures);
      if (!processed.ok) throw new Error(`place disclosures: ${processed.refusal.sentence}`);
      return processed.value;
    });
  }
  const processed = processPayload(payload, disclosures);
  return processed.ok ? accept(() => processed.value) : processed;
}

/** Which digests of the statement at hand were found to have a disclosure; the next one overwrites it. */
const found = new Uint8Array(MAX_CLAIMS);

/** Sorted, as we sign them, digests are looked up without a table. Whatever is amiss is left to the general way too. */
function isFlat(payload: JsonObject, disclosures: readonly RawDisclosure[]): boolean {
  const digests = payload[DIGESTS];
  if (payload[DIGEST_ALGORITHM] !== 'sha-256' || !isAscending(digests)) return false;
  for (const name in payload) {
    if (name !== DIGESTS && (name === ELEMENT_DIGEST || typeof payload[name] === 'object')) return false;
  }
  found.fill(0);
  for (let index = 0; index < disclosures.length; index++) {
    const { digest, name, isPlain } = disclosures[index]!;
    if (!isPlain || name === null || RESERVED_NAMES.includes(name) || Object.hasOwn(payload, name)) return false;
    for (let earlier = 0; earlier < index; earlier++) if (disclosures[earlier]!.name === name) return false;
    const place = placeOf(digest, digests);
    if (place < 0) return false;
    found[place] = 1;
  }
  for (let place = 0; place < digests.length; place++) {
    if (found[place] === 0 && !isDigest(digests[place])) return false;
  }
  return true;
}

function isAscending(digests: JsonValue | undefined): digests is readonly string[] {
  if (!Array.isArray(digests) || digests.length > MAX_CLAIMS) return false;
  for (let place = 0; place < digests.length; place++) {
    if (typeof digests[place] !== 'string' || (place > 0 && digests[place - 1] >= digests[place])) return false;
  }
  return true;
}

function placeOf(digest: string, ascending: readonly string[]): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < digest) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === digest ? low : -1;
}

/**
 * RFC 9901, section 7.1, steps 3 to 5: puts each disclosure where its digest stands, removes all digests, and refuses
 * a digest met twice and a disclosure that nothing refers to. Digests without a disclosure are decoys or withheld.
 */
export function processPayload(
  payload: JsonObject,
  disclosures: readonly RawDisclosure[],
): Outcome<JsonObject, DisclosureCode> {
  const algorithm = payload[DIGEST_ALGORITHM];
  if (algorithm !== undefined && algorithm !== 'sha-256') {
    return refuse(
      'digest-algorithm',
      'Digests are computed with sha-256, and nothing else.',
      `payload/${DIGEST_ALGORITHM}`,
    );
  }
  const walk: Walk = { disclosures, places: new Map(), met: [], digests: 0 };
  for (let index = 0; index < disclosures.length; index++) {
    const { digest } = disclosures[index]!;
    walk.places.set(digest, index);
    if (walk.places.size === index) {
      return refuse('disclosure-duplicate', 'The same disclosure stands twice.', `disclosure/${index}`);
    }
    walk.met.push(false);
  }
  const processed = processObject(walk, payload, 0);
  if (walk.fault !== undefined) return { ok: false, refusal: walk.fault };
  const lost = walk.met.indexOf(false);
  if (lost >= 0) {
    const sentence = 'A disclosure belongs to no digest of this statement; remove it.';
    return refuse('disclosure-unreferenced', sentence, `disclosure/${lost}`);
  }
  return accept(processed);
}

function processValue(walk: Walk, value: JsonValue, depth: number): JsonValue {
  if (walk.fault !== undefined || typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH)
    return fail(walk, 'nesting-too-deep', `Values and disclosures nest deeper than ${MAX_DEPTH}.`);
  return Array.isArray(value) ? processArray(walk, value, depth) : processObject(walk, value as JsonObject, depth);
}

function processObject(walk: Walk, source: JsonObject, depth: number): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const name of Object.keys(source)) {
    if (name === DIGESTS || (name === DIGEST_ALGORITHM && depth === 0)) continue;
    if (name === ELEMENT_DIGEST || name === DIGEST_ALGORITHM) {
      fail(walk, 'reserved-name-misused', `The name ${name} may not stand here.`);
      return result;
    }
    result[name] = processValue(walk, source[name]!, depth + 1);
  }
  const digests = source[DIGESTS];
  if (digests === undefined) return result;
  if (!Array.isArray(digests)) {
    fail(walk, 'digest-malformed', `${DIGESTS} must be an array of digests.`);
    return result;
  }
  for (const digest of digests) {
    const disclosure = take(walk, digest);
    if (disclosure !== undefined) disclose(walk, result, disclosure, depth);
    if (walk.fault !== undefined) break;
  }
  return result;
}

function disclose(walk: Walk, result: Record<string, JsonValue>, disclosure: RawDisclosure, depth: number): void {
  const { name } = disclosure;
  if (name === null) {
    fail(walk, 'disclosure-misplaced', 'A disclosure of an array element is used for a member of an object.');
  } else if (RESERVED_NAMES.includes(name)) {
    fail(walk, 'disclosure-name-reserved', `A disclosed claim may not be named ${name}.`);
  } else if (Object.hasOwn(result, name)) {
    fail(walk, 'disclosure-name-taken', `The claim ${name} stands there already.`);
  } else {
    result[name] = processDisclosed(walk, disclosure, depth + 1);
  }
}

/** What holds no digests is its own result; at the top its depth was measured when it was read. */
function processDisclosed(walk: Walk, { value, isPlain }: RawDisclosure, depth: number): JsonValue {
  return isPlain && depth === 1 ? value : processValue(walk, value, depth);
}

function processArray(walk: Walk, source: readonly JsonValue[], depth: number): JsonValue[] {
  const result: JsonValue[] = [];
  for (const element of source) {
    if (!isElementDigest(element)) {
      result.push(processValue(walk, element, depth + 1));
    } else {
      const disclosure = take(walk, element[ELEMENT_DIGEST]);
      if (disclosure !== undefined && disclosure.name !== null) {
        fail(walk, 'disclosure-misplaced', 'A disclosure of an object member is used for an element of an array.');
      } else if (disclosure !== undefined) {
        result.push(processValue(walk, disclosure.value, depth + 1));
      }
    }
    if (walk.fault !== undefined) break;
  }
  return result;
}

function isElementDigest(element: JsonValue): element is { readonly [ELEMENT_DIGEST]: JsonValue } {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return false;
  return Object.hasOwn(element, ELEMENT_DIGEST) && Object.keys(element).length === 1;
}

/** The disclosure for a digest, if it is shown; every digest may be met once only, shown or not. */
function take(walk: Walk, digest: JsonValue): RawDisclosure | undefined {
  const place = typeof digest === 'string' ? walk.places.get(digest) : undefined;
  if (place !== undefined && (place === WITHHELD || walk.met[place])) {
    fail(walk, 'digest-duplicate', 'The same digest stands twice; each disclosure has one place only.');
  } else if (place === undefined && !isDigest(digest)) {
    fail(walk, 'digest-malformed', 'A digest is 32 bytes in canonical base64url.');
  } else if (++walk.digests > MAX_DIGESTS) {
    fail(walk, 'digest-count', `At most ${MAX_DIGESTS} digests are read.`);
  } else if (place === undefined) {
    walk.places.set(digest as string, WITHHELD);
  } else {
    walk.met[place] = true;
    return walk.disclosures[place];
  }
  return undefined;
}

function fail(walk: Walk, code: DisclosureCode, sentence: string): null {
  walk.fault ??= { code, sentence };
  return null;
}
