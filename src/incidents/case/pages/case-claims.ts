import { type Answer, type Assertion, isNotKnown } from '#incidents/case/answer.ts';
import type { ShownStatement } from '#incidents/case/shown-statement.ts';
import { basedOn, independentSources } from '#incidents/case/standing.ts';
import type { Names } from '#site/claim-value.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { CONFIDENCES } from '#vocabulary/judgement.ts';
import { html, type Markup, said } from '#web/html.ts';
import { listMarkup } from '#web/parts/lists.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { CASE_TEXTS } from './case-texts.ts';

const T = CASE_TEXTS.claims;

/** What the claims of a case are drawn with: who is called what, what a type is called, what was shown. */
export type ClaimSight = {
  readonly names: Names;
  readonly labelOf: (type: string) => string;
  readonly shown: readonly ShownStatement[];
};

/** The speaker's confidence in words and by its place among the three; the likelihood beside it is another thing (ICD 203). */
export function confidenceWords(confidence: Assertion<unknown>['confidence']): string {
  if (confidence === undefined || confidence === 'not-known-yet' || confidence === 'not-applicable')
    return INCIDENT_TEXTS.case.noConfidence;
  const level = CONFIDENCES.indexOf(confidence) + 1;
  return plainSentence(T.confidence, { words: INCIDENT_TEXTS.values.confidence[confidence], level });
}

/** In what kind of statement somebody says it, and whether from their own knowledge. */
export function kindOfClaim({ digest, type }: Assertion<unknown>, { shown, labelOf }: ClaimSight): Markup {
  const statement = shown.find((one) => one.digest === digest);
  const relays = statement !== undefined && basedOn.read(statement) !== undefined;
  return html`${labelOf(type)} · ${relays ? T.relayed : T.firstHand}`;
}

/** Below one answer: on how many sources it rests that do not rest on one another, and who gives another answer. */
export function supportOf(
  same: readonly Assertion<unknown>[],
  { current }: Answer<unknown>,
  { shown, names }: ClaimSight,
): Markup | false {
  if (same.length === 0 || isNotKnown(same[0]!.value) || same.some(({ state }) => state !== 'stands'))
    return false;
  const digests = new Set(same.map(({ digest }) => digest));
  const { known, unknownRoot } = independentSources(
    shown,
    shown.filter(({ digest }) => digests.has(digest)),
  );
  const others = current.filter((one) => !digests.has(one.digest) && !isNotKnown(one.value));
  const parties = listMarkup(others.map(({ by }) => html`<strong>${said(names.party(by))}</strong>`));
  return html`<p class="note">${known > 0 && counted(INCIDENT_TEXTS.case.sources, known)} ${unknownRoot && INCIDENT_TEXTS.case.sourcesUnknown} · ${
    others.length === 0 ? T.noDissent : html`<span class="dissent">${sentence(T.dissent, { parties })}</span>`
  }</p>`;
}
