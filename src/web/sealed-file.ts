/**
 * A report that was sealed without a network: a small text file anybody may carry to any node. The outside says only
 * whom it is for; the inside opens for nobody else. Written in the browser and read by nodes with the same code.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SEALED_CODES } from './codes.ts';

const OUTSIDE = 'comity-sealed-report';
const INSIDE = 'comity-unsigned-report';
const FORMAT = 1;
export const SEALED_FILE_CHARACTERS = 200_000;
export const SEALED_FIELDS_MOST = 60;
const VALUES_MOST = 300;
const SHORT_CHARACTERS = 600;
const FIELD_CHARACTERS = 60_000;

export type SealedCode = keyof typeof SEALED_CODES;

export type SealedFile = {
  /** The party that can open it, and the realm it speaks in. */
  readonly to: string;
  readonly realm: string;
  /** Where that party's node was when the page was saved: for whoever carries the file, never fetched. */
  readonly node: string;
  /** The age file, base64. */
  readonly sealed: string;
};

export type TypedFields = Readonly<Record<string, string | readonly string[]>>;

/** What is inside: the form as it was filled in. Its times are what the device believed. */
export type UnsignedReport = {
  readonly id: string;
  readonly to: string;
  readonly realm: string;
  /** When the page came from its node, by the node's clock; and when it was sealed, by the device's. */
  readonly pageAt: string;
  readonly sealedAt: string;
  readonly fields: TypedFields;
};

export function formatSealedFile({ to, realm, node, sealed }: SealedFile): string {
  return `${JSON.stringify({ [OUTSIDE]: FORMAT, to, realm, node, sealed }, null, 1)}\n`;
}

export function formatUnsignedReport(report: UnsignedReport): string {
  return JSON.stringify({ [INSIDE]: FORMAT, ...report });
}

export function parseSealedFile(text: string): Outcome<SealedFile, SealedCode> {
  if (text.length > SEALED_FILE_CHARACTERS) {
    return refuse(
      'sealed-file-too-large',
      phrase`A sealed report has at most ${SEALED_FILE_CHARACTERS} characters.`,
    );
  }
  const read = members(text, OUTSIDE, ['to', 'realm', 'node', 'sealed']);
  if (read === undefined || ![read.to, read.realm, read.node].every(isShort) || !isBase64(read.sealed)) {
    return refuse(
      'sealed-file-malformed',
      'This is not a sealed report: choose the file that the offline page made, and send it unchanged.',
    );
  }
  return accept(read as SealedFile);
}

export function parseUnsignedReport(text: string): Outcome<UnsignedReport, SealedCode> {
  const read = members(text, INSIDE, ['id', 'to', 'realm', 'pageAt', 'sealedAt', 'fields']);
  const sound =
    read !== undefined &&
    [read.id, read.to, read.realm, read.pageAt, read.sealedAt].every(isShort) &&
    isFields(read.fields);
  return sound
    ? accept(read as UnsignedReport)
    : refuse('sealed-report-malformed', 'What was sealed is not a report of the offline page.');
}

/** Exactly these members beside the format's own; undefined for anything else. */
function members(text: string, format: string, names: readonly string[]): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { [format]: version, ...rest } = value as Record<string, unknown>;
  const found = Object.keys(rest);
  const whole = found.length === names.length && names.every((name) => found.includes(name));
  return version === FORMAT && whole ? rest : undefined;
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= SHORT_CHARACTERS;
}

function isBase64(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9+/]{64,}={0,2}$/.test(value);
}

function isFields(value: unknown): value is TypedFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = Object.entries(value);
  return (
    fields.length <= SEALED_FIELDS_MOST &&
    fields.every(([name, field]) => {
      const values: readonly unknown[] = Array.isArray(field) ? field : [field];
      return /^[a-z_]{1,40}$/.test(name) && values.length <= VALUES_MOST && values.every(isField);
    })
  );
}

function isField(value: unknown): value is string {
  return typeof value === 'string' && value.length <= FIELD_CHARACTERS;
}
