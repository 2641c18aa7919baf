import { Type } from 'typebox';
import { refusedForm } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { OWN_PROMISE } from '#obligations/clocks/engine.ts';
import type { ObligationState } from '#obligations/clocks/obligation.ts';
import { CLOCK_TEXTS as CLOCKS } from '#obligations/pages/clock-texts.ts';
import type { Score, ScoreRow } from '#obligations/scores/score.ts';
import type { ScoreReport, ScoreWish } from '#obligations/scores/score-report.ts';
import { readWish, type ScoreRouteServices, scoreFor } from '#obligations/scores/score-routes.ts';
import type { Refusal } from '#outcome.ts';
import type { PartyBook } from '#parties/party-names.ts';
import { currentLanguage } from '#speaking';
import { PartyId } from '#statement/statement-type.ts';
import { durationText, listText, numberText } from '#texts/icu.ts';
import { attributes, type Content, html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { textField } from '#web/parts/field.ts';
import { table } from '#web/parts/lists.ts';
import { pageHead } from '#web/parts/notice.ts';
import { whichDay } from '#web/parts/when.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { SCORE as T } from './score-texts.ts';

const RANGE = ['from', 'until'] as const;
const Query = Type.Object({
  party: Type.Optional(PartyId),
  from: Type.Optional(Type.String()),
  until: Type.Optional(Type.String()),
});

export type ScorePageServices = ScoreRouteServices & { partyNames(): Promise<PartyBook> };

/** `/scores`: how one's own party, or an operator that reports to it, kept its word. */
export function scorePages(app: App, services: ScorePageServices): void {
  const settings = {
    preHandler: app.requireActor,
    config: { rate: 'costly' as const },
    schema: { querystring: Query },
  };
  app.get('/scores', settings, async (request, reply) => {
    const { party = request.signedIn!.actor.party, ...range } = request.query;
    const wish = readWish(party, range, services.now());
    if (!wish.ok) return sendRange(request, refusedForm(reply), { ...range, party }, wish.refusal);
    const score = await scoreFor(services, request.signedIn!, wish.value);
    if (!score.ok) return refused(reply, score.refusal);
    return sendScore(services, request, reply, score.value, wish.value);
  });
}

/** Nothing can be counted for what was typed: it is asked again where it stands. */
function sendRange(request: Request, reply: Reply, typed: TypedRange, refusal: Refusal): Reply {
  const errors = refusalErrors(refusal, RANGE);
  const body = html`${errorSummary(errors)}${pageHead({ title: T.title })}${rangeForm(typed, errors)}`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}

async function sendScore(
  services: ScorePageServices,
  request: Request,
  reply: Reply,
  score: ScoreReport,
  wish: ScoreWish,
): Promise<Reply> {
  const book = await services.partyNames();
  const own = request.signedIn!.actor.party;
  const lead = sentence(T.lead, {
    party: said(book.name(score.party)),
    from: whichDay(score.from.slice(0, 10)),
    until: whichDay(score.until.slice(0, 10)),
  });
  const operators = [...book.parties.values()].filter(({ parent }) => parent === own);
  const body = html`${pageHead({ title: T.title, lead })}<div class="stack loose">${rangeForm({ party: score.party, from: score.from.slice(0, 10), until: score.until.slice(0, 10) })}
${rowsSection(services, 'duties', T.duties, score.duties)}${rowsSection(services, 'promises', T.promises, score.promises)}
${score.party === own && score.norms.length > 0 && normsSection(services, score)}
${readingSection(score)}${numbersSection(score)}
<p class="note">${T.method}</p>
${takeSection(services, wish)}
${operators.length > 0 && html`<section class="stack tight" aria-labelledby="operators"><h2 id="operators">${T.operators}</h2><ul class="plain">${operators.map(({ party, name }) => html`<li><a href="/scores?party=${party}">${said(name)}</a></li>`)}</ul></section>`}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}

type TypedRange = { readonly party: string; readonly from?: string; readonly until?: string };

function rangeForm({ party, from = '', until = '' }: TypedRange, errors: FieldErrors = NO_ERRORS): Markup {
  const typed = { from, until };
  const fields = RANGE.map((name) =>
    textField({ name, label: T[name], width: 'short', value: typed[name], error: errors.get(name) }),
  );
  return html`<form class="row no-print" method="get" action="/scores"><input type="hidden" name="party" value="${party}">${fields}${button(T.show, 'second')}</form>`;
}

/** The newest text names a stage; what it no longer has is shown as it was signed, and a promise has no text. */
function lawLink({ reckoning }: ScorePageServices, regime: string, stage: string): Content {
  if (regime === OWN_PROMISE) return html`${CLOCKS.ownPromise}`;
  const text = reckoning.regimes.current(regime);
  if (text === undefined) return english(`${regime} ${stage}`);
  const name = text.stages.find(({ id }) => id === stage)?.name ?? stage;
  return html`<a href="/duties/regimes/${regime}#${stage}">${english(`${text.title}: ${name}`)}</a>`;
}

const NAMED: readonly ObligationState[] = ['met', 'met-late', 'breached', 'open', 'held'];

function rowsSection(services: ScorePageServices, id: string, title: string, rows: readonly ScoreRow[]): Markup {
  const shown = rows.map(({ regime, stage, counts, medianLeadMinutes, medianLagMinutes }) => {
    const other = Object.entries(counts)
      .filter(([state]) => !NAMED.includes(state as ObligationState))
      .reduce((sum, [, count]) => sum + count, 0);
    const time = (minutes: number | null) => (minutes === null ? '–' : durationText(currentLanguage(), minutes));
    return [
      lawLink(services, regime, stage),
      ...NAMED.map((state) => counts[state] ?? 0),
      other,
      time(medianLeadMinutes),
      time(medianLagMinutes),
    ];
  });
  const columns = T.columns.map((label, at) => ({ label, figure: at > 0 }));
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${shown.length === 0 ? html`<p class="soft">${T.none}</p>` : table(title, columns, shown, true)}</section>`;
}

function normsSection(services: ScorePageServices, { norms }: Score): Markup {
  const rows = norms.map(({ regime, stage, counts }) => [
    lawLink(services, regime, stage),
    (counts.answered ?? 0) + (counts['answered-elsewhere'] ?? 0),
    counts.unanswered ?? 0,
    counts.open ?? 0,
  ]);
  const columns = T.normColumns.map((label, at) => ({ label, figure: at > 0 }));
  return html`<section class="stack tight" aria-labelledby="norms"><h2 id="norms">${T.norms}</h2><p class="soft">${T.normsLead}</p>${table(T.norms, columns, rows, true)}</section>`;
}

function readingSection({ reading }: Score): Markup {
  const { given, read, medianMinutes, slowestMinutes } = reading;
  // Less than a minute is within one.
  const within = (minutes: number) => durationText(currentLanguage(), Math.max(1, minutes));
  return html`<section class="stack tight" aria-labelledby="reading"><h2 id="reading">${T.reading}</h2><p>${sentence(T.readingLine, { given, read })} ${medianMinutes !== null && sentence(T.readingTimes, { median: within(medianMinutes), slowest: within(slowestMinutes ?? medianMinutes) })}</p></section>`;
}

function numbersSection({ numbers, notWitnessed }: ScoreReport): Markup {
  const line =
    numbers === null
      ? T.numbersNone
      : numbers.missing.length === 0
        ? plainSentence(T.numbersWhole, { first: numbers.first, last: numbers.last })
        : plainSentence(T.numbersMissing, {
            first: numbers.first,
            last: numbers.last,
            missing: listText(
              currentLanguage(),
              numbers.missing.map((one) => numberText(currentLanguage(), one)),
            ),
          });
  return html`<section class="stack tight" aria-labelledby="numbers"><h2 id="numbers">${T.numbers}</h2><p>${line}</p>${notWitnessed > 0 && html`<p class="note">${counted(T.notWitnessed, notWitnessed)}</p>`}</section>`;
}

function takeSection({ fictional }: ScorePageServices, { party, from, until }: ScoreWish): Markup {
  const groups = Object.entries(fictional).map(([id, states]) => `${id}=${states.join(',')}`);
  const command = plainSentence(T.command, {
    party,
    from: from.toString(),
    until: until.toString(),
    states: groups.length === 0 ? '' : ` --states "${groups.join(' ')}"`,
  });
  const query = `from=${from.toString()}&until=${until.toString()}`;
  const address = `/api/v1/scores/${encodeURIComponent(party)}`;
  const figures = sentence(T.figures, {
    csv: html`<a ${attributes({ href: `${address}/figures?form=csv&${query}` })}>CSV</a>`,
    parquet: html`<a ${attributes({ href: `${address}/figures?form=parquet&${query}` })}>Parquet</a>`,
  });
  return html`<section class="stack tight no-print" aria-labelledby="take"><h2 id="take">${T.take}</h2><p>${linkButton(T.takeButton, `${address}/bundle?${query}`, 'second')}</p><pre>${command}</pre><p>${figures}</p></section>`;
}
