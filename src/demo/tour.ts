/** The guided tour: seven pages of the guide, each leading to one page of a node in the seat that would have it open. */
import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { attributes, html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { form } from '#web/parts/form.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import type { DemoFederation } from './federation.ts';
import { GUIDE_TEXTS } from './guide-texts.ts';
import type { Player } from './player.ts';
import { PUBLIC_CASE } from './public-case.ts';
import { TOUR_TEXTS as T } from './tour-texts.ts';

type Stop = {
  readonly id: keyof typeof T.steps;
  /** Nobody in particular where no seat is named; that is the first node's public side. */
  readonly seat?: string;
  /** Where it leads; a `:case` in it is the case of the story. */
  readonly path: string;
  /** The scene that must have been played to its end before. */
  readonly after?: string;
};

const STOPS: readonly Stop[] = [
  { id: 'claims', path: `/cases/${PUBLIC_CASE}` },
  { id: 'check', path: `/check?case=${PUBLIC_CASE}#verify` },
  { id: 'report', seat: 'operator', path: '/report' },
  { id: 'clocks', seat: 'hospital-lawyer', path: '/cases/:case', after: 'report' },
  { id: 'relay', seat: 'duty-officer', path: '/cases/:case#holders', after: 'relay' },
  { id: 'neighbour', seat: 'neighbour', path: '/cases/:case', after: 'relay' },
  { id: 'recall', seat: 'duty-officer', path: '/cases/:case#reach', after: 'withdrawal' },
];
/** The scenes that tell one story, in their order. */
const STORY = ['report', 'relay', 'withdrawal'];
const COOKIE = 'comity-tour';

/** The demo that replays a public record has other scenes, and no tour. */
export function hasTour({ scenes }: Player): boolean {
  return STORY.every((id) => scenes.some((scene) => scene.id === id));
}

/** Where somebody stopped last; 1 at first. */
function reached({ cookies }: Request): number {
  const step = Number(cookies[COOKIE]);
  return Number.isInteger(step) && step >= 1 && step <= STOPS.length ? step : 1;
}

export function tourSection(request: Request): Markup {
  const begun = request.cookies[COOKIE] !== undefined;
  const label = begun ? plainSentence(T.goOn, { step: reached(request) }) : T.begin;
  return html`<section class="stack tight" aria-labelledby="tour"><h2 id="tour">${T.title}</h2><p>${T.lead}</p><p>${linkButton(label, '/tour')}</p></section>`;
}

export function tourRoutes(app: App, demo: DemoFederation, player: Player): void {
  app.get('/tour', (request, reply) => seeOther(reply, `/tour/${reached(request)}`));
  const params = Type.Object({ step: Type.Integer({ minimum: 1, maximum: STOPS.length }) });
  app.get('/tour/:step', { schema: { params } }, (request, reply) => {
    const { step } = request.params;
    void reply.setCookie(COOKIE, String(step), app.cookieNames.options);
    const title = T.steps[STOPS[step - 1]!.id].title;
    return sendPage(request, reply, { title, body: stopPage(request, reply, demo, player, step) });
  });
  app.post('/tour/:step/play', { schema: { params } }, async (request, reply) => {
    await playUntil(player, STOPS[request.params.step - 1]!);
    return seeOther(reply, `/tour/${request.params.step}#go`);
  });
  app.post('/tour/stop', (_request, reply) => {
    void reply.clearCookie(COOKIE, app.cookieNames.options);
    return seeOther(reply, '/');
  });
}

/** The scenes that are still to be played before this stop. */
function missing(player: Player, { after }: Stop): readonly string[] {
  if (after === undefined) return [];
  return STORY.slice(0, STORY.indexOf(after) + 1).filter((id) => player.nextStep(id) !== undefined);
}

async function playUntil(player: Player, stop: Stop): Promise<void> {
  for (const scene of missing(player, stop)) {
    while (player.nextStep(scene) !== undefined) {
      if (!(await player.play(scene)).ok) return;
    }
  }
}

function stopPage(request: Request, reply: Reply, demo: DemoFederation, player: Player, step: number): Markup {
  const stop = STOPS[step - 1]!;
  const text = T.steps[stop.id];
  const person = personIn(demo, stop.seat);
  const who =
    person === undefined
      ? T.anybody
      : sentence(T.ofParty, { person: said(person.name), party: said(person.party) });
  return html`${backLink(GUIDE_TEXTS.title, '/')}${pageHead({ caption: sentence(T.caption, { step, steps: STOPS.length }), title: text.title, lead: who })}
<div class="aside"><div class="stack">
<section class="stack tight" aria-labelledby="look"><h2 id="look">${T.lookAt}</h2><ul class="plain">${text.look.map((line) => html`<li>${line}</li>`)}</ul></section>
<section class="stack tight" aria-labelledby="why"><h2 id="why">${T.why}</h2><p>${text.why}</p></section>
<div id="go" class="stack tight">${go(request, reply, demo, player, step)}</div>
${step === STOPS.length && html`<p>${T.finished}</p>`}
<div class="row">${step > 1 && html`<a class="button second" rel="prev" href="/tour/${step - 1}">${T.back}</a>`}${step < STOPS.length && html`<a class="button second" rel="next" href="/tour/${step + 1}">${T.next}</a>`}${form(request, reply, { action: '/tour/stop', look: 'inline' }, button(step === STOPS.length ? T.finish : T.stop, 'text'))}</div>
</div>${overview(step)}</div>`;
}

/** The page to open, or what has to happen before there is one. */
function go(request: Request, reply: Reply, demo: DemoFederation, player: Player, step: number): Markup {
  const stop = STOPS[step - 1]!;
  const open = missing(player, stop);
  if (open.length > 0) {
    const scenes = player.scenes.filter(({ id }) => open.includes(id)).map(({ title }) => title);
    const failed = open.map((id) => player.played(id).at(-1)).find((played) => played?.ok === false);
    return html`${failed !== undefined && notice(sentence(T.notPlayed, { told: said(failed.told) }), html``, 'wrong')}
<p>${sentence(T.playFirst, { scene: scenes.join('; ') })} <span class="soft">${T.playing}</span></p>
${form(request, reply, { action: `/tour/${step}/play`, look: 'inline' }, button(T.play))}`;
  }
  const person = personIn(demo, stop.seat);
  const label = person === undefined ? T.openAsAnybody : plainSentence(T.open, { person: person.name });
  const path = stop.path.replace(':case', caseOfStory(player));
  const first = demo.nodes[0]?.url ?? '';
  const href =
    person === undefined
      ? `${first}${path}`
      : `${person.url}/demo/seat/${stop.seat}?next=${encodeURIComponent(path)}`;
  return html`<p><a class="button" target="_blank" rel="noopener" ${attributes({ href })}>${label}</a></p>`;
}

function overview(current: number): Markup {
  return html`<nav aria-label="${T.stepsLabel}"><ol class="plain tour">${STOPS.map(
    ({ id }, at) =>
      html`<li><a href="/tour/${at + 1}" ${attributes({ 'aria-current': at + 1 === current ? 'step' : null })}>${T.steps[id].title}</a></li>`,
  )}</ol></nav>`;
}

type Seated = { readonly name: string; readonly party: string; readonly url: string };

function personIn({ nodes }: DemoFederation, seat: string | undefined): Seated | undefined {
  for (const { cast, url } of nodes) {
    for (const { name: party, persons } of cast.parties) {
      const person = persons.find((one) => one.seat === seat);
      if (person !== undefined) return { name: person.name, party, url };
    }
  }
  return undefined;
}

/** The scenes say where to look; the case stands in that address. */
function caseOfStory(player: Player): string {
  const looks = STORY.flatMap((id) => player.played(id).flatMap(({ look }) => look ?? []));
  return looks.map((look) => /\/cases\/([0-9a-f-]{36})/.exec(look)?.[1]).findLast((id) => id !== undefined) ?? '';
}
