import type { Reply, Request } from '#http/contract.ts';
import type { Source } from '#incidents/statements/analysis-claims.ts';
import type { JsonValue } from '#statement/draft.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { readIndicatorLines } from '#vocabulary/indicator-lines.ts';
import { attributes, html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { type ErrorText, type FieldErrors, NO_ERRORS, refusalText } from '#web/parts/errors.ts';
import { areaField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { CASE_TEXTS } from './case-texts.ts';

const T = CASE_TEXTS.add;
const LINE_LIMIT_CHARACTERS = 300;

/** What somebody found out since: in the timeline itself, or together with everything else that is new. */
export type Finding = {
  readonly occurred_at?: string;
  readonly indicators?: string;
  readonly source_title?: string;
  readonly source_publisher?: string;
  readonly source_url?: string;
};

export function findingFields(typed: Finding, errors: FieldErrors): Markup {
  const line = (name: keyof Finding, label: string, help?: string) =>
    textField({
      ...{
        name,
        label,
        optional: true,
        maxLength: LINE_LIMIT_CHARACTERS,
        value: typed[name],
        error: errors.get(name),
      },
      ...(help === undefined ? {} : { help }),
    });
  const indicators = areaField({
    ...{
      name: 'indicators',
      label: T.indicators,
      help: T.indicatorsHelp,
      optional: true,
      rows: 3,
      spellcheck: false,
    },
    ...{ value: typed.indicators, error: errors.get('indicators') },
  });
  return html`${line('occurred_at', T.occurred, T.occurredHelp)}${indicators}
${line('source_title', T.evidence, T.evidenceHelp)}${line('source_publisher', T.publisher)}${line('source_url', T.url)}`;
}

/** The claims of what was typed, or what is wrong with it, by field. */
export function readFinding(typed: Finding): {
  readonly claims: Readonly<Record<string, JsonValue>>;
  readonly errors: FieldErrors;
} {
  const errors = new Map<string, ErrorText>();
  const claims: Record<string, JsonValue> = {};
  const occurred = timeIn(typed.occurred_at);
  if (occurred === null) errors.set('occurred_at', T.timeWrong);
  else if (occurred !== undefined) claims.occurred_at = occurred;
  const indicators = readIndicatorLines(typed.indicators ?? '');
  if (!indicators.ok) errors.set('indicators', refusalText(indicators.refusal));
  else if (indicators.value.length > 0) claims.indicators = [...indicators.value];
  const source = sourceIn(typed, errors);
  if (source !== undefined) claims.sources = [source];
  return { claims, errors };
}

/** Null where nobody could tell which moment is meant. */
function timeIn(text: string | undefined): string | null | undefined {
  const typed = text?.trim() ?? '';
  if (typed === '') return undefined;
  const minutes = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})Z?$/u.exec(typed);
  const time = minutes === null ? typed : `${minutes[1]}T${minutes[2]}Z`;
  return readTime(time) === undefined ? null : time;
}

function sourceIn(typed: Finding, errors: Map<string, ErrorText>): Source | undefined {
  const [title, publisher, url] = [typed.source_title, typed.source_publisher, typed.source_url].map(
    (text) => text?.trim() ?? '',
  ) as [string, string, string];
  if (title === '' && publisher === '' && url === '') return undefined;
  if (title === '' || publisher === '') errors.set('source_title', T.evidenceIncomplete);
  if (url !== '' && !/^https?:\/\/[!-~]+$/u.test(url)) errors.set('source_url', T.urlWrong);
  return { title, publisher, confirmed: true, ...(url === '' ? {} : { url }) };
}

/**
 * The form inside the timeline. It keeps its place and whatever is typed in it when the page around it is refreshed
 * live; a refused one comes back whole, on the page of an update.
 */
export function addToTimeline(request: Request, reply: Reply, caseId: string): Markup {
  const fields = html`<p class="soft">${T.lead}</p>${areaField({ name: 'summary', label: T.summary, rows: 3 })}${findingFields({}, NO_ERRORS)}${actions(button(T.button))}`;
  const own = attributes({ id: 'add', class: 'more no-print', 'hx-preserve': 'true' });
  return html`<details ${own}><summary>${T.open}</summary>${form(request, reply, { action: `/cases/${caseId}/update`, label: T.open }, fields)}</details>`;
}
