/** An obligation as a row, and back. */

import { NO_DUE, type ObligationRow } from '#obligations/tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { type Gravity, NO_GRAVITY, placeOf } from './gravity.ts';
import type { Obligation } from './obligation.ts';
import { isUndone } from './obligation-state.ts';

export function obligationRow(obligation: Obligation, face: string, gravity: Gravity = NO_GRAVITY): ObligationRow {
  const placeFor = (party: string | null) => placeOf(gravity(obligation.case, party), obligation.kind);
  const { countdown, dueAt, metAt, closedAt, held, triggeredAt } = obligation;
  const due = countdown ? dueAt : null;
  return {
    case_id: obligation.case,
    id: obligation.id,
    face,
    regime: obligation.regime,
    stage: obligation.stage,
    kind: obligation.kind,
    bearer: obligation.bearer,
    addressee: obligation.addressee,
    open_at: isUndone(obligation) ? (stored(due) ?? NO_DUE) : null,
    severity: placeFor(obligation.bearer),
    owed_severity: placeFor(obligation.addressee),
    counted_at: stored(due ?? metAt ?? closedAt),
    triggered_at: stored(triggeredAt),
    met_at: stored(metAt),
    held_until: stored(held?.until ?? null),
    hidden_from: JSON.stringify(held?.hiddenFrom ?? []),
    body: JSON.stringify({
      ...obligation,
      // Whoever tells why a clock ends computes the case again; among a million, lists read the rest.
      counted: null,
      triggeredAt: written(triggeredAt),
      dueAt: written(dueAt),
      metAt: written(metAt),
      closedAt: written(closedAt),
    }),
  };
}

/** Clocks of one case share their instants, and writing one costs more than the rest of a row. */
const texts = new WeakMap<Temporal.Instant, string>();

function written(instant: Temporal.Instant | null): string | null {
  if (instant === null) return null;
  const known = texts.get(instant);
  if (known !== undefined) return known;
  const text = instant.toString();
  texts.set(instant, text);
  return text;
}

/** A foreign statement may name a year that no whole microsecond reaches; such a time is the last one there is. */
function stored(instant: Temporal.Instant | null): number | null {
  if (instant === null) return null;
  const exact = toMicroseconds(instant);
  return Math.max(-NO_DUE, Math.min(NO_DUE, exact));
}

type Texts<Value> = Value extends Temporal.Instant
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly Texts<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: Texts<Value[Name]> }
      : Value;

/** Bodies are written by `obligationRow` alone. */
export function obligationOf(row: Pick<ObligationRow, 'body'>): Obligation {
  const body = JSON.parse(row.body) as Texts<Obligation>;
  return {
    ...body,
    triggeredAt: instant(body.triggeredAt),
    dueAt: instant(body.dueAt),
    metAt: instant(body.metAt),
    closedAt: instant(body.closedAt),
    counted: null,
    otherReading:
      body.otherReading === null
        ? null
        : { ...body.otherReading, at: Temporal.Instant.from(body.otherReading.at) },
    begins: body.begins === null ? null : { ...body.begins, at: instant(body.begins.at) },
    held: body.held === null ? null : { ...body.held, until: Temporal.Instant.from(body.held.until) },
    history: body.history.map((change) => ({
      ...change,
      from: instant(change.from),
      to: instant(change.to),
      at: Temporal.Instant.from(change.at),
    })),
  };
}

function instant(text: string | null): Temporal.Instant | null {
  return text === null ? null : Temporal.Instant.from(text);
}
