/** What a clock form is drawn from, and how what was typed becomes claims. */
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import { CLOCK_TEXTS } from '#obligations/pages/clock-texts.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Markup } from '#web/html.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import type { Choice } from '#web/parts/field.ts';

export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Claims = Readonly<Record<string, JsonValue>>;

/** What a form is drawn from. */
export type FormContext = {
  readonly party: string;
  readonly territory: string | null;
  readonly authority: { readonly party: string; readonly kind: string } | null;
  readonly person: string;
  readonly colleagues: readonly Choice[];
  /** Parties that may stand for an addressee. */
  readonly authorities: readonly Choice[];
  /** Parties that something may be promised to. */
  readonly others: readonly Choice[];
  readonly partyName: (party: string) => string;
  readonly reckoning: Reckoning;
};

export type ClockForm = {
  readonly type: string;
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  readonly names: readonly string[];
  readonly fields: Markup;
  /** The party that is to be told what is signed, beside those who hold it. */
  readonly to?: string;
  /** Claims where every question is answered, else what is wrong. */
  claims(): { readonly claims: Claims } | { readonly errors: FieldErrors };
};

export function checked(
  required: readonly string[],
  typed: Typed,
  claims: Claims,
): ReturnType<ClockForm['claims']> {
  const errors = required
    .filter((name) => one(typed[name]) === undefined)
    .map((name) => [name, CLOCK_TEXTS.form.missing] as const);
  return errors.length > 0 ? { errors: new Map(errors) } : { claims };
}

export function stageIn({ reckoning }: FormContext, typed: Typed) {
  const [id, stageId] = [one(typed.regime) ?? '', one(typed.stage)];
  for (const regime of reckoning.regimes.versions(id)) {
    const stage = regime.stages.find((known) => known.id === stageId);
    if (stage !== undefined) return { regime, stage };
  }
  return undefined;
}

export function one(value: Typed[string]): string | undefined {
  const first = typeof value === 'string' ? value : value?.[0];
  return first === undefined || first.trim() === '' ? undefined : first.trim();
}

export function textClaims(names: readonly string[], typed: Typed): Claims {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = one(typed[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A browser gives `2026-03-01T08:00`; it is read as UTC. What is nothing of the kind is left for the rule to refuse. */
export function instantClaim(name: string, typed: Typed): Claims {
  const value = one(typed[name]);
  if (value === undefined) return {};
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value)) return { [name]: `${value}:00Z` };
  return { [name]: /T\d{2}:\d{2}:\d{2}$/.test(value) ? `${value}Z` : value };
}
