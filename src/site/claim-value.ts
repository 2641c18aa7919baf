import { Check } from 'typebox/value';
import type { Source } from '#incidents/statements/analysis-claims.ts';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import { currentLanguage } from '#speaking';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { type Kind, kindOf } from '#statement/kinds.ts';
import { isEstimate, isUnknown, type StatementType } from '#statement/statement-type.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { harmLabel } from '#vocabulary/harm.ts';
import { defang, type Indicator } from '#vocabulary/indicators.ts';
import { LIKELIHOODS, type LikelihoodId } from '#vocabulary/judgement.ts';
import { type Nciss, Nciss as NcissSchema, type SeverityLine, severity } from '#vocabulary/severity.ts';
import { stateName } from '#vocabulary/states.ts';
import { TAXONOMY_TEXTS } from '#vocabulary/taxonomy-texts.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { english } from '#web/parts/english.ts';
import { listMarkup } from '#web/parts/lists.ts';
import { when, whichDay } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { plainValue, shortDigest, unknownValue } from '#web/value.ts';
import { valueWord } from '#web/value-words.ts';
import { wordFor } from './kinds/words.ts';
import { INCIDENT_TEXTS } from './texts.ts';

/** Names that stand for identifiers on a page: parties by their profile, states in the page's language. */
export type Names = {
  party(did: string): string;
  state(code: string): string;
  /** What a case is called on the telephone, for whoever may know: `withReferences` adds it. */
  readonly reference?: (caseId: string) => string | undefined;
  /** What a statement is called, where this viewer is shown it: `withStatements` adds it. */
  readonly statement?: (digest: string) => Markup | undefined;
  /** The law that a statement speaks of, where it speaks of one: `withLaw` adds it. */
  readonly law?: { regime(id: string): string | undefined; stage(id: string): string | undefined };
};

const T = INCIDENT_TEXTS.values;
type Draw = (value: never, names: Names) => Content;

/** What is drawn in a way of its own, by the words that its kind names. */
const DRAWERS: Readonly<Record<string, Draw>> = {
  effect,
  nciss,
  source,
  addressee: (one: Addressee, names) => said(addressee(one, names)),
  likelihood,
  people: howMany,
  regime: (id: string, { law }) => lawName(law?.regime(id), id),
  stage: (id: string, { law }) => lawName(law?.stage(id), id),
  claims: (value: 'all' | readonly string[]) =>
    value === 'all' ? T.allClaims : listed(value.map((name) => claimLabel('', name))),
};

type Addressee = string | { readonly name: string; readonly party?: string };

function addressee(one: Addressee, names: Names): string {
  if (typeof one === 'string') return names.party(one);
  return one.party === undefined ? one.name : names.party(one.party);
}

/** A claim's value as its kind is written on a page. */
export function claimValue(name: string, value: JsonValue, type: StatementType | undefined, names: Names): Markup {
  const schema = type?.claims[name]?.schema;
  // Foreign statements may carry anything; what does not fit its type, or has none here, is drawn plainly.
  if (schema !== undefined && Check(schema, value)) return drawn(kindOf(schema), name, value, names);
  return unfitting(name, value, names);
}

function unfitting(name: string, value: JsonValue, names: Names): Markup {
  if (isUnknown(value)) return unknownValue(value);
  if (isEstimate(value)) return estimated(unfitting(name, value.estimate, names));
  const isDigest = (one: JsonValue) => typeof one === 'string' && DIGEST.test(one);
  if (isDigest(value)) return statementLink(value as string, names);
  if (typeof value === 'string' && PARTY.test(value)) return said(names.party(value));
  if (Array.isArray(value) && value.length > 0 && value.every(isDigest)) {
    return bare(value.map((digest) => statementLink(String(digest), names)));
  }
  return plainValue(value, 0, name);
}

function estimated(value: Markup): Markup {
  return html`${value} <span class="tag">${T.estimate}</span>`;
}

/** A value that fits its kind. */
export function drawn(kind: Kind, name: string, value: JsonValue, names: Names): Markup {
  if (kind.unknown === true && isUnknown(value)) return unknownValue(value);
  if (kind.estimate === true && isEstimate(value)) return estimated(drawn(kind, name, value.estimate, names));
  const draw = kind.words === undefined ? undefined : DRAWERS[kind.words];
  if (draw !== undefined) return html`${draw(value as never, names)}`;
  switch (kind.name) {
    case 'many':
      return several(kind.of!, name, value as readonly JsonValue[], names);
    case 'group':
      return group(kind, value as Readonly<Record<string, JsonValue>>, names);
    case 'indicator':
      return indicator(value as Indicator);
    case 'choice':
    case 'constant':
      return choice(kind, name, `${value as string | number | boolean}`);
    default:
      return typeof value === 'string' ? text(kind, name, value, names) : plain(kind, name, value);
  }
}

function plain(kind: Kind, name: string, value: JsonValue): Markup {
  if (kind.name === 'seconds') return when(Temporal.Instant.fromEpochMilliseconds(Number(value) * 1000));
  return plainValue(value, 0, name);
}

function text(kind: Kind, name: string, value: string, names: Names): Markup {
  switch (kind.name) {
    case 'instant':
      return instant(value);
    case 'time':
      return html`${assertedTime(value)}`;
    case 'day':
      return whichDay(value);
    case 'party':
      return said(names.party(value));
    case 'state':
      return html`${names.state(value)}`;
    case 'digest':
      return statementLink(value, names);
    case 'case':
      return html`<a class="hash" href="/cases/${value}">${value}</a>`;
    default:
      return html`${wordFor(kind, name, value) ?? said(value)}`;
  }
}

/** Names run together in a sentence; what is longer, or a link, stands in a list. */
function several(of: Kind, name: string, values: readonly JsonValue[], names: Names): Markup {
  if (values.length === 0) return html`–`;
  const all = values.map((one) => drawn(of, name, one, names));
  const isShort = of.name === 'choice' || of.name === 'state' || of.name === 'word' || of.words === 'addressee';
  return isShort ? listMarkup(all) : bare(all);
}

function bare(items: readonly Markup[]): Markup {
  return html`<ul class="bare">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function group({ members = [] }: Kind, value: Readonly<Record<string, JsonValue>>, names: Names): Markup {
  const rows = members.flatMap(({ name, kind }) =>
    value[name] === undefined
      ? []
      : [html`<div><dt>${claimLabel('', name)}</dt><dd>${drawn(kind, name, value[name], names)}</dd></div>`],
  );
  return html`<dl class="inside">${rows}</dl>`;
}

function choice(kind: Kind, name: string, value: string): Markup {
  return html`${wordFor(kind, name, value) ?? said(value)}`;
}

function lawName(name: string | undefined, id: string): Content {
  return name === undefined ? said(id) : html`${english(name)} <code class="soft">${id}</code>`;
}

const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const PARTY = /^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$/;

/** Called by what it is and who says it where that is known, else by the beginning of its digest. */
export function statementLink(digest: string, names?: Pick<Names, 'statement'>): Markup {
  const title = names?.statement?.(digest);
  if (title !== undefined) return html`<a href="/statements/${digest}">${title}</a>`;
  return html`<a class="hash" href="/statements/${digest}">${shortDigest(digest)}</a>`;
}

function instant(value: string): Markup {
  const at = instantFrom(value);
  return at === undefined ? said(value) : when(at);
}

function assertedTime(value: string): Content {
  const time = readTime(value);
  if (time === undefined) return said(value);
  return time.precision === 'instant' ? when(time.from) : html`<time datetime="${value}">${value}</time>`;
}

function listed(texts: readonly string[]): Markup {
  return listMarkup(texts);
}

type Figures = { readonly at_least?: number; readonly best?: number; readonly at_most?: number };

/** How many people, as far as somebody said it. */
export function howMany({ at_least: least, best, at_most: most }: Figures): Markup {
  const given = { l: least, b: best, m: most };
  const which = (['l', 'b', 'm'] as const).filter((figure) => given[figure] !== undefined).join('');
  if (!isForm(which)) return html`${T.peopleUnknown}`;
  return sentence(T.people[which], { least: least ?? 0, best: best ?? 0, most: most ?? 0 });
}

function isForm(which: string): which is keyof typeof T.people {
  return Object.hasOwn(T.people, which);
}

function effect(one: Effect, names: Names): Markup {
  const people = one.people;
  const facts: Markup[] = [];
  if (people !== undefined) facts.push('known' in people ? html`${T.peopleUnknown}` : howMany(people));
  if (typeof one.hours === 'number') facts.push(sentence(T.hours, { hours: one.hours }));
  if (one.state !== undefined) facts.push(html`${names.state(one.state)}`);
  if (one.service !== undefined) facts.push(said(one.service));
  return html`${harmLabel(one.kind)}${facts.length > 0 && html`<span class="soft">${facts.map((fact) => html` · ${fact}`)}</span>`}`;
}

function indicator(one: Indicator): Markup {
  return html`<span class="soft">${valueWord('indicator', one.kind) ?? one.kind}</span> <code dir="ltr">${defang(one)}</code>${one.note !== undefined && html` ${said(one.note)}`}`;
}

function likelihood(value: string): Content {
  const band = LIKELIHOODS[value as LikelihoodId];
  return sentence(T.likelihood, {
    words: TAXONOMY_TEXTS.likelihoods[value as LikelihoodId],
    from: band.fromPercent,
    to: band.toPercent,
  });
}

function nciss(value: Nciss): Markup {
  if (!Check(NcissSchema, value)) return plainValue(value as JsonValue);
  const result = severity(value);
  const head = result.computable
    ? sentence(result.cutoffsConfirmed ? T.severity : T.severityUnconfirmed, {
        score: result.score,
        priority: T.priority[result.priority],
      })
    : html`${T.severityMissing}`;
  return html`${head}<ul class="bare">${result.breakdown.map((line) => html`<li class="soft">${sentence(T.severityLine, { category: TAXONOMY_TEXTS.severity[line.category], option: severityOption(line) })}</li>`)}</ul>`;
}

function source(one: Source): Markup {
  const title =
    one.url === undefined ? said(one.title) : html`<a href="${one.url}" rel="noreferrer">${said(one.title)}</a>`;
  return html`${title}, ${said(one.publisher)}, ${one.date}${!one.confirmed && html` <span class="tag wait">${T.unconfirmed}</span>`}`;
}

function severityOption({ category, option }: SeverityLine): string {
  const options: Readonly<Record<string, string>> = TAXONOMY_TEXTS.severityOptions[category];
  return options[option] ?? option;
}

/** A state's name in the reader's language: the node's own names for exercise states first, else Unicode CLDR's. */
export function stateNames(own: Readonly<Record<string, string>>): (code: string) => string {
  return (code) => own[code] ?? stateName(code, currentLanguage());
}
