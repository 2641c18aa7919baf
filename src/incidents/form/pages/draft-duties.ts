import { type ClaimedDuties, claimedDuties, type DutyRow } from '#incidents/form/claimed-duties.ts';
import { countdownWords, limitWords, localWords, NO_CLOCK_WORDS } from '#obligations/finder/finder-words.ts';
import {
  firstSource,
  holidayLine,
  stageAddress,
  stageName,
  sureMark,
} from '#obligations/regimes/pages/regime-parts.ts';
import { sureLine } from '#obligations/regimes/sureness-words.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { type Content, html, type Markup } from '#web/html.ts';
import { english } from '#web/parts/english.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { progressOf } from './alert-draft.ts';
import { receiversHere } from './receivers.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = REPORT_TEXTS.duties;

/** The duty finder's answer to what a draft says, and to what was told beside it; times in the zone chosen there. */
export async function dutiesOf(
  services: ReportServices,
  draft: Pick<WorkspaceDraft, 'party' | 'claims' | 'progress'>,
): Promise<{ readonly duties: ClaimedDuties; readonly zone: string }> {
  const { finder = {}, zone = 'UTC' } = progressOf(draft);
  const state = await stateOf(services, draft.party);
  return { duties: claimedDuties(draft.claims, { state, zone, told: finder }, services.rulebook), zone };
}

/** The state a party is of; of somebody without a sign-in, that of the authority asked. */
export async function stateOf(services: ReportServices, party: string): Promise<string> {
  const own = (await services.partyNames()).parties.get(party)?.territory;
  return own ?? (await receiversHere(services))[0]?.territory ?? '';
}

export function countedFrom({ noticedAt }: ClaimedDuties): Content {
  return noticedAt === null ? T.notCounted : sentence(T.counted, { when: when(noticedAt) });
}

/** How many laws may apply besides those that do; undefined where there is none. */
export function openWords({ open: { length: count } }: Pick<ClaimedDuties, 'open'>): string | undefined {
  return count === 0 ? undefined : plainSentence(count === 1 ? T.openOne : T.openMany, { count });
}

export function dutyTable(
  duties: Pick<ClaimedDuties, 'rows' | 'open'>,
  zone: string,
  now: Temporal.Instant,
): Markup {
  const { rows } = duties;
  const open = openWords(duties);
  if (rows.length === 0) return html`<p>${open === undefined ? T.none : plainSentence(T.noneSure, { open })}</p>`;
  return table(
    T.title,
    T.columns.map((label) => ({ label })),
    rows.map((row) => {
      const { regime } = row.answer;
      const { stage } = row.stage;
      return [
        dueCell(row, zone, now),
        html`<a href="${stageAddress(regime, stage)}">${english(stage.name)}</a><br><span class="soft">${english(regime.title)}</span>`,
        html`${stage.addressees.map(({ name }, at) => html`${at > 0 && html`<br>`}${english(name)}`)}`,
        html`<a href="${stageAddress(regime, stage)}">${english(stage.citation)}</a> ${sureMark(row.stage.sureness)}<br><span class="soft">${firstSource(regime)}</span>`,
      ];
    }),
    true,
  );
}

function dueCell(
  { answer: { regime }, stage: { stage, due, noClock, holidays, sureness } }: DutyRow,
  zone: string,
  now: Temporal.Instant,
) {
  if (noClock !== null || due === null) {
    const words = listText(
      currentLanguage(),
      limitWords(stage, (id) => stageName(regime, id)),
    );
    return html`${words || (stage.qualifier !== undefined && english(stage.qualifier))}${noClock !== null && html`<br><span class="soft">${noClock === 'unconfirmed' ? sureLine(sureness) : NO_CLOCK_WORDS[noClock]}</span>`}`;
  }
  const localZone = regime.time_zone ?? zone;
  const late = Temporal.Instant.compare(due.end, now) < 0;
  const local = plainSentence(T.local, { local: localWords(due.end, localZone), zone: localZone });
  return html`${tag(countdownWords(due.end, now), late ? 'wrong' : 'wait')}<br>${plainWhen(due.end)}<br><span class="soft">${local}</span>${holidays !== null && html`<br>${holidayLine(holidays)}`}`;
}
