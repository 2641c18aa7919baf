/** Values back into what a form shows: of a template, a draft that is changed, or a statement said once more. */
import type { JsonValue } from '#statement/draft.ts';
import { type Kind, kindOf } from '#statement/kinds.ts';
import { isEstimate, isUnknown, type StatementType } from '#statement/statement-type.ts';
import type { Indicator } from '#vocabulary/indicators.ts';
import { indicatorLine } from './indicator-lines.ts';
import { ESTIMATE_PART, KNOWN_PART, type Typed } from './parts.ts';
import { isTicked } from './read.ts';

type Written = Record<string, string | readonly string[]>;

export function typedFrom(type: StatementType, claims: Readonly<Record<string, JsonValue>>): Typed {
  const typed: Written = {};
  for (const [name, value] of Object.entries(claims)) {
    const spec = type.claims[name];
    if (spec !== undefined) writeValue(kindOf(spec.schema), value, name, typed);
  }
  return typed;
}

export function writeValue(kind: Kind, value: JsonValue, name: string, typed: Written): void {
  if (kind.unknown === true && isUnknown(value)) {
    typed[name + KNOWN_PART] = String((value as { readonly known: string }).known);
  } else if (kind.estimate === true && isEstimate(value)) {
    typed[name + ESTIMATE_PART] = 'yes';
    writePlain(kind, value.estimate, name, typed);
  } else {
    writePlain(kind, value, name, typed);
  }
}

function writePlain(kind: Kind, value: JsonValue, name: string, typed: Written): void {
  if (kind.name === 'json') typed[name] = JSON.stringify(value);
  else if (kind.name === 'group') writeGroup(kind, value, name, typed);
  else if (kind.name === 'many' && Array.isArray(value)) writeMany(kind.of!, value, name, typed);
  else if (typeof value === 'boolean') typed[name] = value ? 'yes' : 'no';
  else if (typeof value === 'string' || typeof value === 'number') typed[name] = String(value);
}

function writeGroup({ members = [] }: Kind, value: JsonValue, name: string, typed: Written): void {
  const given = value as Readonly<Record<string, JsonValue>>;
  for (const { name: member, kind } of members)
    if (given[member] !== undefined) writeValue(kind, given[member], `${name}.${member}`, typed);
}

function writeMany(of: Kind, values: readonly JsonValue[], name: string, typed: Written): void {
  if (of.name === 'group') {
    for (const [row, value] of values.entries()) writeGroup(of, value, `${name}.${row}`, typed);
  } else if (of.name === 'indicator') {
    typed[name] = values.map((one) => indicatorLine(one as Indicator)).join('\n');
  } else {
    const texts = values.map(String);
    typed[name] = isTicked(of) ? texts : texts.join('\n');
  }
}
