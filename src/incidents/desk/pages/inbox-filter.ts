/** How somebody looks at the inbox: which rows stay, and in which order. Pure; a saved view is one of these by name. */
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { CLOCK_TEXTS as CLOCKS } from '#obligations/pages/clock-texts.ts';
import { OBLIGATION_KINDS } from '#obligations/regimes/regime.ts';
import { FILTER_TEXTS } from './inbox-filter-texts.ts';
import { compareDue, mostUrgentFirst, ROW_KINDS, type Urgency } from './inbox-order.ts';

const DUE_HOURS = { overdue: 0, day: 24, 'three-days': 72 } as const;
const USUAL_ORDER = 'urgency';
export const ORDERS = ['urgency', 'due', 'severity', 'newest'] as const;

/** The filter as it stands in an address. A form sends empty fields too. */
export const INBOX_FILTER = {
  kind: Type.Optional(Type.Enum(['', ...ROW_KINDS])),
  danger: Type.Optional(Type.Enum(['', 'yes'])),
  due: Type.Optional(Type.Enum(['', ...(Object.keys(DUE_HOURS) as (keyof typeof DUE_HOURS)[])])),
  duty: Type.Optional(Type.Enum(['', ...OBLIGATION_KINDS])),
  sort: Type.Optional(Type.Enum(['', ...ORDERS])),
};
const Filter = Type.Object(INBOX_FILTER, { additionalProperties: false });
type Typed = Static<typeof Filter>;

export const FILTER_NAMES = ['kind', 'danger', 'due', 'duty', 'sort'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type InboxFilter = { readonly [Name in FilterName]?: Exclude<Typed[Name], '' | undefined> };

/** What was chosen, without what was left open; empty where everything is to be shown. */
export function filterOf(typed: Typed): InboxFilter {
  const said = FILTER_NAMES.flatMap((name) => (typed[name] ? [[name, typed[name]] as const] : []));
  const chosen = said.filter(([, value]) => value !== USUAL_ORDER);
  return Object.fromEntries(chosen) as InboxFilter;
}

/** The filter that a saved view keeps; one that is no longer understood shows everything. */
export function filterFrom(query: string): InboxFilter {
  const typed: unknown = Object.fromEntries(new URLSearchParams(query));
  return Check(Filter, typed) ? filterOf(typed) : {};
}

export function queryOf(filter: InboxFilter): string {
  return new URLSearchParams(filterOf(filter) as Record<string, string>).toString();
}

export function isOpen(filter: InboxFilter): boolean {
  return queryOf(filter) === '';
}

/** Are there rows to be left out, or is only the order another one? */
export function leavesOut({ sort: _sort, ...rest }: InboxFilter): boolean {
  return !isOpen(rest);
}

export function keeps(filter: InboxFilter, row: Urgency, now: Temporal.Instant): boolean {
  return (
    (filter.kind === undefined || row.kind === filter.kind) &&
    (filter.danger === undefined || row.danger) &&
    (filter.duty === undefined || row.duty === filter.duty) &&
    (filter.due === undefined || isDue(row.due, filter.due, now))
  );
}

function isDue(due: Temporal.Instant | null, within: keyof typeof DUE_HOURS, now: Temporal.Instant): boolean {
  return due !== null && Temporal.Instant.compare(due, now.add({ hours: DUE_HOURS[within] })) <= 0;
}

/** Can no deadline that comes after this one match, in the order in which deadlines are read? */
export function isPast({ due: within }: InboxFilter, { dueAt }: Obligation, now: Temporal.Instant): boolean {
  return within !== undefined && !isDue(dueAt, within, now);
}

export function ordered<Row extends Urgency>(
  rows: readonly Row[],
  { sort = USUAL_ORDER }: InboxFilter,
): readonly Row[] {
  const orders: Readonly<Record<(typeof ORDERS)[number], (one: Urgency, other: Urgency) => number>> = {
    urgency: mostUrgentFirst,
    due: (one, other) => compareDue(one.due, other.due) || mostUrgentFirst(one, other),
    severity: (one, other) => (other.score ?? -1) - (one.score ?? -1) || mostUrgentFirst(one, other),
    newest: (one, other) => Temporal.Instant.compare(other.since, one.since) || mostUrgentFirst(one, other),
  };
  return rows.toSorted(orders[sort]);
}

/** The choices of one field, each with what it is called. */
export function choicesOf(name: FilterName): readonly (readonly [value: string, label: string])[] {
  const labels = name === 'duty' ? CLOCKS.kinds : FILTER_TEXTS[name];
  return Object.entries(labels);
}

/** What a filter leaves, field by field. */
export function filterWords(filter: InboxFilter): readonly string[] {
  return FILTER_NAMES.flatMap((name) => choicesOf(name).find(([value]) => value === filter[name])?.[1] ?? []);
}
