/** Files of the law as JSON: strictly read, and refused with file and line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { Errors } from 'typebox/schema';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { parseJsonBytes } from '#statement/json.ts';
import { fits } from '#statement/validator.ts';
import type { Fault } from './condition-check.ts';
import { lineAt, linesOf } from './json-lines.ts';
import type { Regime } from './regime.ts';
import type { RegimeCode } from './regime-codes.ts';

const MAX_FILE_BYTES = 512 * 1024;

export type Refused = ReturnType<typeof refuse<RegimeCode>>;

/** A regime as it was read: where it stands, its words, and what a declaration pins. */
export type Read = {
  readonly file: string;
  readonly regime: Regime;
  readonly hash: string;
  readonly text: string;
};

/** Their names, in order; none where there is no such folder. */
export function jsonFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted();
  } catch {
    // No folder: nothing is in it yet.
    return [];
  }
}

export function readJson(folder: string, name: string) {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(folder, name));
  } catch {
    return refuse(
      'regime-file-unreadable' as const,
      `The file regimes/${name} cannot be read.`,
      `regimes/${name}`,
    );
  }
  if (bytes.length > MAX_FILE_BYTES) {
    const sentence = `The file regimes/${name} has ${bytes.length} bytes; at most ${MAX_FILE_BYTES} are read.`;
    return refuse('regime-file-unreadable' as const, sentence, `regimes/${name}`);
  }
  const parsed = parseFile(bytes);
  if (!parsed.ok) {
    const sentence = `The file regimes/${name} is no sound JSON. ${parsed.refusal.sentence}`;
    return refuse('regime-file-unreadable' as const, sentence, `regimes/${name}`);
  }
  return accept({ value: parsed.value, bytes, text: new TextDecoder().decode(bytes) });
}

const exactUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/gu;

/**
 * The platform's parser is fast and keeps the last of two equal names; so names are counted by the platform too, and
 * the strict parser is asked only where something is wrong, or may be.
 */
function parseFile(bytes: Uint8Array): Outcome<unknown, string> {
  try {
    const text = exactUtf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    let names = 0;
    for (const [, colon] of text.matchAll(STRINGS)) if (colon !== undefined) names++;
    if (names === membersIn(value)) return accept(value);
  } catch {
    // The strict parser says what is wrong.
  }
  return parseJsonBytes(bytes);
}

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: readonly unknown[] = Object.values(value);
  return parts.reduce<number>((sum, part) => sum + membersIn(part), Array.isArray(value) ? 0 : parts.length);
}

export function readAs(
  folder: string,
  name: string,
  schema: TSchema,
  code: RegimeCode,
): Outcome<unknown, RegimeCode> {
  const json = readJson(folder, name);
  if (!json.ok) return json;
  if (fits(schema, json.value.value)) return accept(json.value.value);
  const [, [first]] = Errors(schema, json.value.value);
  const pointer = first?.instancePath ?? '';
  return refusedAt(name, json.value.text, {
    code,
    pointer,
    sentence: `${pointer} ${first?.message ?? 'is wrong'}.`,
  });
}

/** As {@link refusedAt}, for a file whose words are not at hand. */
export function refusedIn(folder: string, name: string, fault: Fault): Refused {
  const json = readJson(folder, name);
  return json.ok ? refusedAt(name, json.value.text, fault) : json;
}

export function refusedAt(name: string, text: string, { code, pointer, sentence }: Fault): Refused {
  return refuse(code, sentence, `regimes/${name}:${lineAt(linesOf(text), pointer)}`);
}
