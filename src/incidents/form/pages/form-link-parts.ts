import { DONT_KNOW } from '#incidents/form/alert-questions.ts';
import type { LinkRefusal, LinkValues } from '#incidents/form/form-link.ts';
import { incidentAlert } from '#incidents/statements/report.ts';
import type { Field, Fields } from '#site/form-body.ts';
import { isRsitId, RSIT } from '#vocabulary/rsit.ts';
import { sectorLabel } from '#vocabulary/sectors.ts';
import { TAXONOMY_TEXTS } from '#vocabulary/taxonomy-texts.ts';
import { html, type Markup, said } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { hidden } from '#web/parts/form.ts';
import { type SummaryRow, summaryList, table } from '#web/parts/lists.ts';
import { notice } from '#web/parts/notice.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { FORM_LINK_TEXTS } from './form-link-texts.ts';

/** The address that proposes these values again, for whoever has to sign in first. */
export function addressOf({ fields }: LinkValues): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const one of [value ?? []].flat()) query.append(name, one);
  return query.size === 0 ? '/report' : `/report?${query.toString()}`;
}

/** The values again, inside a form that a person has to send: only that keeps them. */
export function hiddenFields(fields: Fields): readonly Markup[] {
  return Object.entries(fields).flatMap(([name, value]) => [value ?? []].flat().map((one) => hidden(name, one)));
}

/** What a link proposes for an alert, and what of it was not taken. */
export function proposalSection(link: LinkValues, names: { state(code: string): string }): Markup | false {
  const T = FORM_LINK_TEXTS.start;
  const rows = proposalRows(link.fields, names);
  return html`${rows.length > 0 && html`<section class="stack tight" aria-labelledby="link"><h2 id="link">${T.title}</h2><p>${T.lead}</p>${summaryList(rows)}</section>`}${refusedNames(link.refused)}`;
}

/** Proposed values under the words of their questions. */
export function proposalRows(fields: Fields, names: { state(code: string): string }): readonly SummaryRow[] {
  return Object.entries(fields).map(([name, value]) => ({
    key: labelOf(name),
    value: html`${valuesOf(name, value, names).map((one, at) => html`${at > 0 && ', '}${said(one)}`)}`,
  }));
}

/** Names that a form did not take, each with the reason. */
export function refusedNames(
  refused: readonly LinkRefusal[],
  title: string = FORM_LINK_TEXTS.refused.title,
): Markup | false {
  if (refused.length === 0) return false;
  const T = FORM_LINK_TEXTS.refused;
  const rows = refused.map(({ name, because }) => [said(name), T.because[because]]);
  const list = table(title, [{ label: T.columns.name }, { label: T.columns.why }], rows, true);
  return notice(title, list, 'wait');
}

/** Above a form whose fields a link has filled in. */
export function filledByLink({ fields, refused }: LinkValues): Markup | false {
  const filled = Object.keys(fields).length > 0 && notice(FORM_LINK_TEXTS.filled, html``, 'wait');
  return html`${filled}${refusedNames(refused)}`;
}

function labelOf(name: string): string {
  const own: Readonly<Record<string, string>> = FORM_LINK_TEXTS.fields;
  return own[name] ?? claimLabel(incidentAlert.name, name);
}

function valuesOf(name: string, value: Field, names: { state(code: string): string }): readonly string[] {
  return [value ?? []]
    .flat()
    .map((one) => (one === DONT_KNOW ? ALERT_TEXTS.fields.dontKnow : wordFor(name, one, names)));
}

function wordFor(name: string, value: string, names: { state(code: string): string }): string {
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    harm: TAXONOMY_TEXTS.harms,
    danger_to_life: ALERT_TEXTS.fields.danger,
    malicious: ALERT_TEXTS.fields.malicious,
  };
  if (name === 'affected_states') return names.state(value);
  if (name === 'sectors') return sectorLabel(value);
  if (name === 'incident_type' && isRsitId(value)) return RSIT[value].label;
  return words[name]?.[value] ?? value;
}
