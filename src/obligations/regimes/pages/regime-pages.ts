import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type DutyServices, regimeNotFound } from '#obligations/finder/duty-routes.ts';
import { type Example, examplesOf } from '#obligations/finder/examples.ts';
import {
  beginsWords,
  channelWords,
  limitWords,
  MOMENT_WORDS,
  NO_CLOCK_WORDS,
  type StateNames,
} from '#obligations/finder/finder-words.ts';
import { DUTY_TEXTS as T } from '#obligations/pages/duty-texts.ts';
import { factWords } from '#obligations/regimes/fact-words.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { Regimes } from '#obligations/regimes/load-regimes.ts';
import type { Regime, Stage } from '#obligations/regimes/regime.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { type Content, html, type Markup } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { english } from '#web/parts/english.ts';
import { type SummaryRow, summaryList, table } from '#web/parts/lists.ts';
import { backLink, details, pageHead } from '#web/parts/notice.ts';
import { plainWhen } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { regimeList } from './regime-list.ts';
import {
  conditionList,
  jurisdictionName,
  sourceLine,
  stageName,
  statusTag,
  unconfirmedMark,
} from './regime-parts.ts';

const columnsOf = (labels: readonly string[]) => labels.map((label) => ({ label }));

const Search = Type.Object({
  place: Type.Optional(Type.String({ pattern: '^(?:[A-Z]{2}|OSCE|any)?$' })),
  words: Type.Optional(Type.String({ maxLength: 200 })),
});

/** `/duties/regimes`, and a page for each: every due time leads here, and from here to the law. */
export function regimePages(app: App, { rulebook: { regimes, groups }, stateName }: DutyServices): void {
  app.get('/duties/regimes', { schema: { querystring: Search } }, (request, reply) => {
    const body = regimeList({ regimes: regimes.all, groups, stateName }, request.query);
    return sendPage(request, reply, { title: T.regimesTitle, body });
  });

  app.get(
    '/duties/regimes/:id',
    {
      schema: {
        params: Type.Object({ id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' }) }),
        querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }),
      },
    },
    (request, reply) => {
      const { id } = request.params;
      const regime = regimes.version(id, request.query.version ?? regimes.current(id)?.version ?? 0);
      if (regime === undefined) return refused(reply, regimeNotFound);
      return sendPage(request, reply, { title: regime.title, body: regimePage(regime, regimes, stateName) });
    },
  );
}

function regimePage(regime: Regime, regimes: Regimes, stateName: StateNames): Markup {
  const stages = regime.stages.map((stage) => stageSection(regime, stage, stateName));
  return html`${backLink(T.crumb, '/duties/regimes')}
${pageHead({ title: english(regime.title), caption: jurisdictionName(regime, stateName), lead: english(regime.threshold) })}
<p>${statusTag(regime)} ${unconfirmedMark(regime)} <strong>${T.guidance}</strong></p>
${regime.status_note !== undefined && html`<p class="narrow">${english(regime.status_note)}</p>`}
<div class="stack loose">${summaryList(aboutRows(regime, stateName))}
${section('stages', T.stages, stages.length === 0 ? html`<p>${NO_CLOCK_WORDS['not-computed']}</p>` : html`${stages}`)}
${section('examples', T.examples, exampleTable(regime))}
${regime.notes.length > 0 && section('notes', T.notes, html`<ul class="plain">${regime.notes.map((note) => html`<li>${english(note)}</li>`)}</ul>`)}
${section('sources', T.sources, html`<ul class="plain">${regime.sources.map((source) => html`<li>${sourceLine(source)}</li>`)}</ul><p class="note">${T.sourcesHelp} ${plainSentence(T.checkedOn, { day: regime.checked_on })} ${T.confidences[regime.confidence]}.</p>`)}
${section('versions', T.versions, versionList(regime, regimes))}</div>`;
}

function section(id: string, title: string, content: Markup): Markup {
  return html`<section class="stack" aria-labelledby="${`${id}-title`}"><h2 id="${`${id}-title`}">${title}</h2>${content}</section>`;
}

function aboutRows(regime: Regime, stateName: StateNames): readonly SummaryRow[] {
  const zone = regime.time_zone ?? T.ownZone;
  return [
    { key: T.instrument, value: english(regime.instrument) },
    ...(regime.in_force_from === undefined
      ? []
      : [
          {
            key: T.inForce,
            value: html`${english(regime.in_force_from)} ${unconfirmedMark({ confidence: regime.status_confidence })}`,
          },
        ]),
    ...beginsRow(regime),
    { key: T.obligated, value: english(regime.obligated) },
    { key: T.appliesWhere, value: conditionList(regime.applies, stateName) },
    ...fileAtRow(regime),
    { key: T.counted, value: plainSentence(T.countedIn, { calendar: T.calendars[regime.calendar], zone }) },
  ];
}

function beginsRow(regime: Regime): readonly SummaryRow[] {
  const words = beginsWords(regime);
  if (words.length === 0) return [];
  const lines = words.map((line) => html`<li>${line}</li>`);
  return [
    { key: T.begins, value: html`<ul>${lines}</ul><span class="soft">${english(regime.begins!.citation)}</span>` },
  ];
}

function fileAtRow(regime: Regime): readonly SummaryRow[] {
  const words = channelWords(regime);
  if (words === null) return [];
  return [{ key: T.fileAt, value: html`${words} ${unconfirmedMark(regime.file_at!)}` }];
}

function stageSection(regime: Regime, stage: Stage, stateName: StateNames): Markup {
  const limits = limitWords(stage, (id) => stageName(regime, id));
  const rows: SummaryRow[] = [
    {
      key: T.limit,
      value: limits.length === 0 ? NO_CLOCK_WORDS['no-time-named'] : listText(currentLanguage(), limits),
    },
    ...(stage.qualifier === undefined ? [] : [{ key: T.qualifier, value: english(stage.qualifier) }]),
    {
      key: T.whom,
      value: html`<ul>${stage.addressees.map(({ name }) => html`<li>${english(name)}</li>`)}</ul>`,
    },
    ...(stage.bearer === 'declarer' ? [] : [{ key: T.bearer, value: T.bearers[stage.bearer] }]),
    ...(stage.only_if === undefined ? [] : [{ key: T.onlyIf, value: conditionList(stage.only_if, stateName) }]),
    {
      key: T.citation,
      value: html`${english(stage.citation)}<br><span class="soft">${sourceLine(regime.sources[0] ?? '')}</span>`,
    },
    { key: T.confidence, value: T.confidences[stage.confidence] },
    ...(stage.note === undefined ? [] : [{ key: T.note, value: english(stage.note) }]),
  ];
  return html`<article class="card" id="${stage.id}"><div class="top"><h3>${english(stage.name)}</h3>${unconfirmedMark(stage)}</div>
${summaryList(rows, 'dense')}${stage.needs.length > 0 && details(T.needs, needsList(stage))}</article>`;
}

function needsList({ needs }: Stage): Markup {
  return html`<ul class="plain">${needs.map(
    ({ fact, need }) =>
      html`<li>${factWords(fact as StageFact)} <span class="soft">(${T.needWords[need]})</span></li>`,
  )}</ul>`;
}

function exampleTable(regime: Regime): Markup {
  const examples = examplesOf(regime.id);
  if (examples.length === 0) return html`<p class="soft">${T.noExamples}</p>`;
  return table(
    T.examples,
    columnsOf(T.exampleColumns),
    examples.map((example) => [
      html`${english(example.title)}<ul class="plain">${example.events.map((event) => html`<li>${eventWords(regime, event)}</li>`)}</ul>`,
      html`<ul class="plain">${example.expect.map((one) => html`<li>${expectationWords(regime, one)}</li>`)}</ul>${example.note !== undefined && html`<p class="soft">${english(example.note)}</p>`}`,
      english(example.citation),
    ]),
    true,
  );
}

function eventWords(regime: Regime, event: Example['events'][number]): Content {
  const at = plainWhen(Temporal.Instant.from(event.at));
  if ('moment' in event)
    return plainSentence(T.exampleMoment, { what: MOMENT_WORDS[event.moment] ?? event.moment, when: at });
  if ('filed' in event)
    return sentence(T.exampleFiled, { stage: english(stageName(regime, event.filed)), when: at });
  return plainSentence(T.exampleSaid, { type: typeLabel(event.said), when: at });
}

function expectationWords(regime: Regime, expected: Example['expect'][number]): Markup {
  const stage = english(stageName(regime, expected.stage));
  if ('none' in expected) return sentence(T.exampleNone, { stage, why: NO_CLOCK_WORDS[expected.none] });
  return sentence(T.exampleDue, { stage, when: plainWhen(Temporal.Instant.from(expected.due)) });
}

function versionList(regime: Regime, regimes: Regimes): Markup {
  const lines = regimes.versions(regime.id).map((one) => {
    const name = plainSentence(T.version, { version: one.version, day: one.valid_from });
    const hash = regimes.hash(one.id, one.version) ?? '';
    const link =
      one === regime
        ? html`<strong>${name}</strong>`
        : html`<a href="/duties/regimes/${one.id}?version=${String(one.version)}">${name}</a>`;
    return html`<li>${link}<br><span class="soft">${T.hash} </span><span class="hash">${hash}</span></li>`;
  });
  return html`<ul class="stack tight">${lines}</ul><p><a href="/api/v1/regimes/${regime.id}">${T.forPrograms}</a></p>`;
}
