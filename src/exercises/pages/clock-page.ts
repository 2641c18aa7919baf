import { Type } from 'typebox';
import type { Heard } from '#exercises/course.ts';
import {
  type ClockStanding,
  type ClockWish,
  clockStanding,
  type ExerciseServices,
  setClock,
} from '#exercises/say-clock.ts';
import { CLOCK_ACTS, type ClockAct, SPEED_MOST } from '#exercises/statements.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { PartyBook } from '#parties/party-names.ts';
import { personFor } from '#parties/services.ts';
import { type Fields, textOf } from '#site/form-body.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { textField } from '#web/parts/field.ts';
import { actions, form, hidden } from '#web/parts/form.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { EXERCISE_TEXTS as T } from './texts.ts';

const ACT = 'author:exercise-clock';
const PATH = '/exercise/clock';

export type ExercisePageServices = ExerciseServices & { partyNames(): Promise<PartyBook> };

/** `/exercise/clock`: how the exercise's clock stands; whoever administers the party that runs it sets it here. */
export function exercisePages(app: App, services: ExercisePageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get(PATH, signedIn, (request, reply) => sendClock(services, request, reply, {}, NO_ERRORS));

  app.post(
    PATH,
    { ...signedIn, schema: { body: Type.Record(Type.String(), Type.Unknown()) } },
    async (request, reply) => {
      const person = personFor(request, services, ACT);
      if (!person.ok) return refused(reply, person.refusal);
      const typed = request.body as Fields;
      const wish = wishIn(typed);
      if ('wrong' in wish) return sendClock(services, request, refusedForm(reply), typed, wish.wrong);
      const set = await setClock(services, person.value, wish, request.idempotencyKey);
      if (set.ok) return seeOther(reply, PATH);
      const { code } = set.refusal;
      const errors = refusalErrors(set.refusal, ['speed', 'instant']);
      return sendClock(services, request, refusedForm(reply, code), typed, errors);
    },
  );
}

/** What was typed, or what is wrong with it. */
function wishIn(typed: Fields): ClockWish | { readonly wrong: FieldErrors } {
  const act: ClockAct = CLOCK_ACTS.find((known) => known === textOf(typed, 'act')) ?? 'pause';
  const [speed, instant] = [textOf(typed, 'speed'), textOf(typed, 'instant')];
  const wrong = new Map<string, string>();
  const needsSpeed = act === 'start' || act === 'speed';
  if (needsSpeed && (!/^\d{1,5}$/u.test(speed) || Number(speed) > SPEED_MOST))
    wrong.set('speed', plainSentence(T.speedUnfit, { most: SPEED_MOST }));
  const at = instantTyped(instant);
  if ((act === 'jump' || (act === 'start' && instant !== '')) && at === undefined)
    wrong.set('instant', T.instantUnfit);
  if (wrong.size > 0) return { wrong };
  return {
    act,
    ...(needsSpeed ? { speed: Number(speed) } : {}),
    ...(at === undefined || act === 'speed' || act === 'pause' ? {} : { instant: at }),
  };
}

/** `2027-03-01 08:00` and what else a field for day and time yields, in UTC. */
function instantTyped(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?Z?$/u.exec(text);
  if (match === null) return undefined;
  const instant = `${match[1]}T${match[2]}${match[3] ?? ':00'}Z`;
  return Number.isNaN(Date.parse(instant)) || !/^(19|20|21)/u.test(instant) ? undefined : instant;
}

async function sendClock(
  services: ExercisePageServices,
  request: Request,
  reply: Reply,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const standing = await clockStanding(services, request.viewer);
  if (!standing.ok) return refused(reply, standing.refusal);
  const { name } = await services.partyNames();
  const { keeper } = standing.value;
  const party = request.signedIn?.actor.kind === 'person' ? request.signedIn.actor.party : undefined;
  const sets = personFor(request, services, ACT).ok && (keeper === undefined || keeper === party);
  const body = html`${backLink(T.desk, '/desk')}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
${facts(standing.value, keeper === undefined ? undefined : said(name(keeper)))}
${sets ? forms(request, reply, standing.value, typed, errors) : html`<p class="soft">${T.notYours}</p>`}
${words(standing.value.words, name)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}

function facts({ world, now, face }: ClockStanding, keeper: Content | undefined): Markup {
  return summaryList([
    { key: T.now, value: when(now) },
    { key: T.speed, value: speedText(face?.speed) },
    { key: T.world, value: when(world) },
    { key: T.keeper, value: keeper ?? T.keeperNone },
  ]);
}

function speedText(speed: number | undefined): Content {
  if (speed === undefined) return T.notStarted;
  return speed === 0 ? T.held : sentence(T.times, { speed });
}

function forms(
  request: Request,
  reply: Reply,
  { face }: ClockStanding,
  typed: Fields,
  errors: FieldErrors,
): Markup {
  const act = textOf(typed, 'act');
  // Two forms have a field of the same name: what was typed, and what is wrong with it, belongs to one of them.
  const own = (of: ClockAct, name: 'speed' | 'instant') =>
    act === of ? { value: textOf(typed, name), error: errors.get(name) } : {};
  const speed = (of: ClockAct) =>
    textField({
      name: 'speed',
      label: T.speedLabel,
      help: T.speedHelp,
      type: 'number',
      width: 'tiny',
      ...own(of, 'speed'),
    });
  const instant = (of: ClockAct) =>
    textField({
      name: 'instant',
      label: T.instantLabel,
      help: T.instantHelp,
      width: 'short',
      optional: of === 'start',
      ...own(of, 'instant'),
    });
  const one = (of: ClockAct, title: string, content: Content) =>
    html`<section class="stack tight"><h2>${title}</h2>${form(request, reply, { action: PATH, label: title }, html`${hidden('act', of)}${content}${actions(button(title, 'second'))}`)}</section>`;
  if (face === undefined) return one('start', T.start, html`${speed('start')}${instant('start')}`);
  return html`${one('speed', T.setSpeed, speed('speed'))}
${one('pause', T.pause, html`<p class="soft">${T.pauseHelp}</p>`)}
${one('jump', T.jump, instant('jump'))}`;
}

function words(heard: readonly Heard[], name: (party: string) => string): Markup {
  const columns = T.columns.map((label) => ({ label }));
  const rows = heard.map(({ digest, issuer, act, effectiveAt, instant, speed, unheeded }) => [
    html`<a href="/statements/${digest}">${act === null ? '–' : T.acts[act]}</a>`,
    effectiveAt === null ? '–' : when(fromMicroseconds(effectiveAt)),
    instant === null ? '–' : when(fromMicroseconds(instant)),
    speed === null ? '–' : String(speed),
    said(name(issuer)),
    unheeded === null ? T.counts : T.unheeded[unheeded],
  ]);
  return html`<section class="stack tight" aria-labelledby="words"><h2 id="words">${T.words}</h2>${rows.length === 0 ? html`<p class="soft">${T.none}</p>` : table(T.words, columns, rows)}</section>`;
}
