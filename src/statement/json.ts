import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { decodeUtf8 } from './base64url.ts';
import type { JsonCode } from './codes.ts';
import type { JsonValue } from './draft.ts';
import { MAX_DEPTH } from './limits.ts';

/**
 * Strict JSON (RFC 8259, I-JSON of RFC 7493): what two readers could understand differently is refused. The
 * platform's parser checks the grammar; it keeps the last of two equal names, so the names are counted beside it.
 */
export function parseJson(text: string): Outcome<JsonValue, JsonCode> {
  const { depth, colons } = measure(text);
  if (depth > MAX_DEPTH) {
    return refuse('json-depth', phrase`Objects and arrays stand ${depth} deep; at most ${MAX_DEPTH} are read.`);
  }
  return parseMeasured(text, colons, MAX_DEPTH);
}

/**
 * Many arrays through one call of the platform's parser, which costs less than a call for each. `parts` are their
 * texts (or the bytes of these, a character each), `joined` the same text with a comma between. Undefined unless each
 * part is one array by itself: then none can borrow a bracket from its neighbour.
 */
export function parseArrays(
  parts: readonly string[],
  joined: string,
): readonly (readonly JsonValue[])[] | undefined {
  let allColons = 0;
  for (const part of parts) {
    const { depth, colons, closedAt } = measure(part);
    if (depth > MAX_DEPTH || part[0] !== '[' || closedAt !== part.length - 1) return undefined;
    allColons += colons;
  }
  const parsed = parseMeasured(`[${joined}]`, allColons, MAX_DEPTH + 1);
  return parsed.ok ? (parsed.value as readonly (readonly JsonValue[])[]) : undefined;
}

function parseMeasured(text: string, colons: number, maxDepth: number): Outcome<JsonValue, JsonCode> {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(
      'json-syntax',
      phrase`The text is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
  const found = { names: 0, maxDepth, mayBeHalved: text.includes('\\u') || !text.isWellFormed() };
  const fault = inspect(value, found, 0);
  if (fault !== undefined) return fault;
  if (found.names !== colons) {
    return refuse('json-duplicate-name', 'A member name stands twice in one object; give each name once.');
  }
  return accept(value);
}

export function parseJsonBytes(bytes: Uint8Array): Outcome<JsonValue, JsonCode> {
  const text = decodeUtf8(bytes);
  return text === undefined ? refuse('json-utf8', 'The text is not valid UTF-8.') : parseJson(text);
}

/** The same rules for a value that did not come through {@link parseJson}: undefined, or why it cannot be signed. */
export function refuseUnfitJson(value: unknown, maxDepth: number): Refused | undefined {
  return inspect(value, { names: 0, maxDepth, mayBeHalved: true }, 0);
}

/** Members counted on the way, how deep the way may go, and whether a string on it can hold half a character. */
type Found = { names: number; readonly maxDepth: number; readonly mayBeHalved: boolean };
type Refused = ReturnType<typeof refuse<JsonCode>>;

/** Depth of nesting; where it is back at none; and colons outside strings, one for each member, repeated or not. */
function measure(text: string): { depth: number; closedAt: number; colons: number } {
  let open = 0;
  let depth = 0;
  let closedAt = -1;
  let colons = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22:
        index = endOfString(text, index);
        break;
      case 0x3a:
        colons++;
        break;
      case 0x5b:
      case 0x7b:
        open++;
        if (open > depth) depth = open;
        break;
      case 0x5d:
      case 0x7d:
        open--;
        if (open === 0 && closedAt === -1) closedAt = index;
    }
  }
  return { depth, closedAt, colons };
}

/** Index of the closing quote; an unclosed string ends the text, and the platform's parser then refuses it. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function inspect(value: unknown, found: Found, depth: number): Refused | undefined {
  switch (typeof value) {
    case 'string':
      return found.mayBeHalved && !value.isWellFormed() ? HALVED : undefined;
    case 'number':
      return isExact(value) ? undefined : refuse('json-number', 'A number is too large to be kept exactly.');
    case 'boolean':
      return undefined;
    case 'object':
      if (value === null) return undefined;
      if (depth >= found.maxDepth)
        return refuse('json-depth', phrase`At most ${found.maxDepth} objects and arrays may nest.`);
      return Array.isArray(value) ? inspectArray(value, found, depth) : inspectObject(value, found, depth);
    default:
      return refuse('json-syntax', phrase`A value of kind ${typeof value} cannot be written as JSON.`);
  }
}

function inspectArray(items: readonly unknown[], found: Found, depth: number): Refused | undefined {
  for (const item of items) {
    const fault = inspect(item, found, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function inspectObject(members: object, found: Found, depth: number): Refused | undefined {
  const names = Object.keys(members);
  found.names += names.length;
  for (const name of names) {
    if (name === '__proto__') return refuse('json-reserved-name', 'A member may not be named __proto__.');
    if (found.mayBeHalved && !name.isWellFormed()) return HALVED;
    const fault = inspect((members as { readonly [name: string]: unknown })[name], found, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const HALVED: Refused = refuse('json-surrogate', 'A string holds half of a character.');

/** Whole numbers must be exact in a double, others finite: a receiver in another language reads the same value. */
function isExact(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
