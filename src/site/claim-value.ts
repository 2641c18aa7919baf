import { Check } from 'typebox/value';
import type { Source } from '#incidents/statements/analysis-claims.ts';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import { currentLanguage } from '#speaking';
import type { JsonValue } from '#statement/draft.ts';
import { isEstimate, isUnknown, type StatementType } from '#statement/statement-type.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { harmLabel } from '#vocabulary/harm.ts';
import { defang, type Indicator } from '#vocabulary/indicators.ts';
import { LIKELIHOODS, type LikelihoodId } from '#vocabulary/judgement.ts';
import { isRsitId, RSIT } from '#vocabulary/rsit.ts';
import { sectorLabel } from '#vocabulary/sectors.ts';
import { type Nciss, Nciss as NcissSchema, type SeverityLine, severity } from '#vocabulary/severity.ts';
import { stateName } from '#vocabulary/states.ts';
import { TAXONOMY_TEXTS } from '#vocabulary/taxonomy-texts.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { english } from '#web/parts/english.ts';
import { listMarkup } from '#web/parts/lists.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { plainValue, shortDigest, unknownValue } from '#web/value.ts';
import { valueWord } from '#web/value-words.ts';
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

/** How each claim is drawn; a value that does not fit its type (foreign statements may carry anything) is drawn plainly. */
const DRAWERS: Readonly<Record<string, Draw>> = {
  incident_type: (value: string) => (isRsitId(value) ? RSIT[value].label : said(value)),
  danger_to_life: (value: string) => T.danger[value as keyof typeof T.danger] ?? said(value),
  malicious: (value: string) => T.malicious[value as keyof typeof T.malicious] ?? said(value),
  stage: (value: string) => T.stage[value as keyof typeof T.stage] ?? said(value),
  noticed_at: assertedTime,
  occurred_at: assertedTime,
  occurred_until: assertedTime,
  until: assertedTime,
  valid_until: assertedTime,
  called_back_at: assertedTime,
  received_at: assertedTime,
  taken_at: assertedTime,
  at: assertedTime,
  affected_states: (value: readonly string[], names) => listed(value.map((code) => names.state(code))),
  // A notice names a group in words; a report and a filing list whom they go to.
  addressees: (value: string | readonly Addressee[], names) =>
    typeof value === 'string' ? said(value) : listed(value.map((one) => addressee(one, names))),
  sectors: (value: readonly string[]) => listed(value.map((id) => sectorLabel(id) ?? id)),
  effects: (value: readonly Effect[], names) =>
    html`<ul class="bare">${value.map((one) => html`<li>${effect(one, names)}</li>`)}</ul>`,
  indicators: (value: readonly Indicator[]) =>
    html`<ul class="bare">${value.map((one) => html`<li>${indicator(one)}</li>`)}</ul>`,
  techniques: (value: readonly string[]) => listed(value),
  cves: (value: readonly string[]) => listed(value),
  likelihood: likelihood,
  confidence: (value: string) => T.confidence[value as keyof typeof T.confidence] ?? said(value),
  nciss: (value: Nciss) => nciss(value),
  sources: (value: readonly Source[]) =>
    html`<ul class="bare">${value.map((one) => html`<li>${source(one)}</li>`)}</ul>`,
  call_back: (value: string) => T.callBack[value as keyof typeof T.callBack] ?? said(value),
  assurance: (value: string) => T.assurance[value as keyof typeof T.assurance] ?? said(value),
  claims: (value: 'all' | readonly string[]) =>
    value === 'all' ? T.allClaims : listed(value.map((name) => claimLabel('', name))),
  iat: (value: number) => when(Temporal.Instant.fromEpochMilliseconds(value * 1000)),
};

type Addressee = string | { readonly name: string; readonly party?: string };

function addressee(one: Addressee, names: Names): string {
  if (typeof one === 'string') return names.party(one);
  return one.party === undefined ? one.name : names.party(one.party);
}

const PARTY_CLAIMS = new Set([
  'reported_to',
  'victim_party',
  'addressee_party',
  'vendor_party',
  'to',
  'subject',
  'party',
  'parent',
  'on_behalf_of',
  'peer',
  'serves',
]);
const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const CASE = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A claim's value in the words of its type. */
export function claimValue(name: string, value: JsonValue, type: StatementType | undefined, names: Names): Markup {
  if (isUnknown(value)) return unknownValue(value);
  if (isEstimate(value)) {
    return html`${claimValue(name, value.estimate, type, names)} <span class="tag">${T.estimate}</span>`;
  }
  if (typeof value === 'string' && DIGEST.test(value)) return statementLink(value, names);
  if (typeof value === 'string' && (name === 'case' || name === 'other_case') && CASE.test(value)) {
    return html`<a class="hash" href="/cases/${value}">${value}</a>`;
  }
  if (PARTY_CLAIMS.has(name) && typeof value === 'string') return said(names.party(value));
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof item === 'string' && DIGEST.test(item))
  ) {
    return html`<ul class="bare">${value.map((digest) => html`<li>${statementLink(String(digest), names)}</li>`)}</ul>`;
  }
  const lawName = typeof value === 'string' ? lawNameOf(name, value, names) : undefined;
  if (lawName !== undefined) return html`${english(lawName)} <code class="soft">${value as string}</code>`;
  const draw = DRAWERS[name];
  const schema = type?.claims[name]?.schema;
  const fits = draw !== undefined && schema !== undefined && Check(schema, value);
  return fits ? html`${draw(value as never, names)}` : plainValue(value, 0, name);
}

function lawNameOf(name: string, value: string, { law }: Names): string | undefined {
  if (law === undefined) return undefined;
  return name === 'regime' ? law.regime(value) : name === 'stage' ? law.stage(value) : undefined;
}

/** Called by what it is and who says it where that is known, else by the beginning of its digest. */
export function statementLink(digest: string, names?: Pick<Names, 'statement'>): Markup {
  const title = names?.statement?.(digest);
  if (title !== undefined) return html`<a href="/statements/${digest}">${title}</a>`;
  return html`<a class="hash" href="/statements/${digest}">${shortDigest(digest)}</a>`;
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
