import type { JsonValue } from '#statement/draft.ts';
import { isUnknown } from '#statement/statement-type.ts';
import { html, type Markup, said } from './html.ts';
import { claimLabel } from './labels.ts';
import { WEB_TEXTS } from './texts.ts';
import { valueWord } from './value-words.ts';

const MAX_DEPTH = 4;

/** Any claim's value as it stands, for types and claims that no room draws in its own way. */
export function plainValue(value: JsonValue, depth = 0, name = ''): Markup {
  if (value === null) return html`–`;
  if (typeof value === 'boolean') return html`${value ? WEB_TEXTS.parts.yes : WEB_TEXTS.parts.no}`;
  if (typeof value === 'number') return html`<span class="figure">${value}</span>`;
  if (typeof value === 'string') return wordOf(name, value);
  if (isUnknown(value)) return unknownValue(value);
  if (depth >= MAX_DEPTH) return html`<code>${JSON.stringify(value)}</code>`;
  if (Array.isArray(value)) {
    if (value.length === 0) return html`–`;
    return html`<ul class="bare">${value.map((item: JsonValue) => html`<li>${plainValue(item, depth + 1, name)}</li>`)}</ul>`;
  }
  return html`<dl class="inside">${Object.entries(value).map(
    ([member, item]) => html`<div><dt>${nameOf(member)}</dt><dd>${plainValue(item, depth + 1, member)}</dd></div>`,
  )}</dl>`;
}

function wordOf(name: string, value: string): Markup {
  const word = valueWord(name, value);
  return word === undefined ? said(value) : html`${word}`;
}

/** A member that no type names is shown as it was written. */
function nameOf(member: string): Markup {
  const label = claimLabel('', member);
  return label === member.replaceAll('_', ' ') ? said(label) : html`${label}`;
}

/** "Not known yet" and "does not apply" are said; they look unlike a missing value. */
export function unknownValue(value: JsonValue): Markup {
  const known = (value as { known: string }).known;
  return html`<em class="unknown">${known === 'not-applicable' ? WEB_TEXTS.parts.notApplicable : WEB_TEXTS.parts.unknownYet}</em>`;
}

/** A digest or another long identifier: shown whole where it is read, cut where it only names a link. */
export function shortDigest(digest: string): string {
  return `${digest.slice(0, 8)}…`;
}
