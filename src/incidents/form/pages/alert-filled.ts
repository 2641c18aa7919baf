import { type Claims, DONT_KNOW } from '#incidents/form/alert-questions.ts';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import type { Fields } from '#site/form-body.ts';
import type { JsonValue } from '#statement/draft.ts';
import { isUnknown } from '#statement/statement-type.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import type { Choice } from '#web/parts/field.ts';
import { tag } from '#web/parts/marks.ts';
import { ALERT_TEXTS } from './alert-texts.ts';

/** By which clock a page's times are typed. */
export type Clock = {
  /** What was chosen before, in this draft. */
  readonly chosen: string | undefined;
  /** Zones of the reporter's own state. */
  readonly likely: readonly string[];
};

/** What a question page is drawn from: what was saved, or what was typed and refused. */
export type Filled = {
  readonly typed: Fields | undefined;
  readonly saved: Claims;
  readonly errors: FieldErrors;
  readonly now: Temporal.Instant;
  /** Likely are those of parties this node knows, the own first. */
  readonly states: { readonly likely: readonly string[]; readonly nameOf: (code: string) => string };
  /** What stands in these fields was proposed by a link or a mail: nobody has confirmed it yet. */
  readonly proposed?: { readonly names: ReadonlySet<string>; readonly from: string };
  readonly clock: Clock;
  /** Several questions share one page, so that none of them is its heading. */
  readonly together?: boolean;
};

export function named(name: string, { errors, proposed }: Filled) {
  const mark = proposed?.names.has(name) === true && tag(proposed.from, 'wait');
  return { name, error: errors.get(name), mark };
}

/** What is ticked: typed values, or those of the saved claim. */
export function ticked(name: string, { typed, saved }: Filled): ReadonlySet<string> {
  if (typed !== undefined) return new Set([typed[name] ?? []].flat());
  const value: JsonValue | undefined = name === 'harm' ? harmsOf(saved) : saved[name];
  if (value === undefined) return new Set();
  if (isUnknown(value)) return new Set([DONT_KNOW]);
  return new Set([value].flat().map(String));
}

function harmsOf({ effects }: Claims): JsonValue | undefined {
  return Array.isArray(effects) ? (effects as readonly Effect[]).map(({ kind }) => kind) : effects;
}

export function dontKnow(on: ReadonlySet<string>): Choice {
  return { value: DONT_KNOW, label: ALERT_TEXTS.fields.dontKnow, checked: on.has(DONT_KNOW), apart: true };
}
