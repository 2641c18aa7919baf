/**
 * What travels sealed between two parties: one JSON document. Several releases share it, with the statements they
 * give, the answers that have come since, the key statements needed to check them, and the latest checkpoints that the
 * sender knows of both logs.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { parseJson } from '#statement/json.ts';
import { MAX_PRESENTATION_CHARACTERS } from '#statement/limits.ts';
import type { WireCode } from './codes.ts';

const FORMAT = 1;
export const MAX_ITEMS = 64;
export const MAX_SUPPORT = 256;
export const MAX_HEADS = 8;
const MAX_PROOF_CHARACTERS = 176_384;
const MAX_SHORT_CHARACTERS = 600;
const MAX_SENTENCE_CHARACTERS = 2_000;

/** A statement as it travels: its presentation for the recipient, and the tlog-proof of its log. */
export type Proven = { readonly presentation: string; readonly proof: string };

export type Item =
  | { readonly kind: 'release'; readonly release: Proven; readonly target: Proven }
  /** A receipt, acknowledgement, recall report or peer confirmation: it is not itself answered. */
  | { readonly kind: 'answer'; readonly statement: Proven };

export type Delivery = {
  readonly realm: string;
  readonly from: string;
  readonly to: string;
  readonly items: readonly Item[];
  /** Key statements and profiles of whoever signed the items, as far as the recipient may lack them. */
  readonly support: readonly Proven[];
  /** Signed checkpoints: the sender's own log first, then the newest one seen of the recipient's. */
  readonly heads: readonly string[];
};

export type ItemResult =
  | { readonly ok: true; readonly receipt: Proven | null }
  | { readonly ok: false; readonly code: string; readonly sentence: string };

/** The answer to a delivery: one result for each item, in order, sealed to the sender. */
export type DeliveryAnswer = {
  readonly results: readonly ItemResult[];
  readonly support: readonly Proven[];
  readonly heads: readonly string[];
};

export function formatDelivery(delivery: Delivery): string {
  return JSON.stringify({ 'comity-delivery': FORMAT, ...delivery });
}

export function formatDeliveryAnswer(answer: DeliveryAnswer): string {
  return JSON.stringify({ 'comity-delivery-answer': FORMAT, ...answer });
}

type Members = Readonly<Record<string, unknown>>;

export function parseDelivery(text: string): Outcome<Delivery, WireCode> {
  const read = readMembers(text, 'comity-delivery', ['realm', 'from', 'to', 'items', 'support', 'heads']);
  if (!read.ok) return read;
  const { realm, from, to, items, support, heads } = read.value;
  if (!isText(realm) || !isText(from) || !isText(to))
    return malformed('realm, from and to are short texts.', 'from');
  if (!isList(items, MAX_ITEMS, isItem) || items.length === 0) return tooMany('items', MAX_ITEMS);
  if (!isList(support, MAX_SUPPORT, isProven)) return tooMany('support', MAX_SUPPORT);
  if (!isList(heads, MAX_HEADS, isNote)) return tooMany('heads', MAX_HEADS);
  return accept({ realm, from, to, items, support, heads });
}

export function parseDeliveryAnswer(text: string): Outcome<DeliveryAnswer, WireCode> {
  const read = readMembers(text, 'comity-delivery-answer', ['results', 'support', 'heads']);
  if (!read.ok) return read;
  const { results, support, heads } = read.value;
  if (!isList(results, MAX_ITEMS, isResult)) return tooMany('results', MAX_ITEMS);
  if (!isList(support, MAX_SUPPORT, isProven)) return tooMany('support', MAX_SUPPORT);
  if (!isList(heads, MAX_HEADS, isNote)) return tooMany('heads', MAX_HEADS);
  return accept({ results, support, heads });
}

/** Exactly these members beside the format's own: nothing else is carried along unread. */
function readMembers(text: string, format: string, names: readonly string[]): Outcome<Members, WireCode> {
  const json = parseJson(text);
  if (!json.ok) return malformed(`The document is not JSON. ${json.refusal.sentence}`);
  const value = json.value;
  if (!isMembers(value, [format, ...names])) return malformed(`The document has the members ${names.join(', ')}.`);
  if (value[format] !== FORMAT) return malformed(`Only version ${FORMAT} of the format is read here.`, format);
  return accept(value);
}

function isMembers(value: unknown, names: readonly string[]): value is Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const found = Object.keys(value);
  return found.length === names.length && names.every((name) => found.includes(name));
}

function isList<Entry>(value: unknown, limit: number, is: (entry: unknown) => entry is Entry): value is Entry[] {
  return Array.isArray(value) && value.length <= limit && value.every(is);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_SHORT_CHARACTERS;
}

function isNote(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_PROOF_CHARACTERS;
}

export function isProven(value: unknown): value is Proven {
  if (!isMembers(value, ['presentation', 'proof'])) return false;
  const { presentation, proof } = value;
  return typeof presentation === 'string' && presentation.length <= MAX_PRESENTATION_CHARACTERS && isNote(proof);
}

function isItem(value: unknown): value is Item {
  if (isMembers(value, ['kind', 'statement'])) return value.kind === 'answer' && isProven(value.statement);
  if (!isMembers(value, ['kind', 'release', 'target'])) return false;
  return value.kind === 'release' && isProven(value.release) && isProven(value.target);
}

function isResult(value: unknown): value is ItemResult {
  if (isMembers(value, ['ok', 'receipt'])) {
    return value.ok === true && (value.receipt === null || isProven(value.receipt));
  }
  if (!isMembers(value, ['ok', 'code', 'sentence'])) return false;
  const { ok, code, sentence } = value;
  return (
    ok === false && isText(code) && typeof sentence === 'string' && sentence.length <= MAX_SENTENCE_CHARACTERS
  );
}

function malformed(sentence: string, place?: string): Outcome<never, WireCode> {
  return refuse('delivery-malformed', sentence, place);
}

function tooMany(place: string, limit: number): Outcome<never, WireCode> {
  return refuse('delivery-too-many', phrase`"${place}" is a list of at most ${limit} well-formed entries.`, place);
}
