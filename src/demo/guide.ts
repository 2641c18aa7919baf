/** The guide page of the demo, on a port of its own: the story, the seats, the scenes. */
import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { buildAssets, registerAssets } from '#web/assets.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { form } from '#web/parts/form.ts';
import { pageHead } from '#web/parts/notice.ts';
import { stepList } from '#web/parts/steps.ts';
import { peoplePages } from '#web/refusal-page.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import type { CastPerson } from './cast.ts';
import { DEMO_REALM, type DemoFederation, type DemoNode } from './federation.ts';
import { GUIDE_TEXTS as T } from './guide-texts.ts';
import type { Player, Scene } from './player.ts';
import { hasTour, tourRoutes, tourSection } from './tour.ts';

export type Guide = { readonly url: string; close(): Promise<void> };

/** Doors of the shell and its footer that the guide itself does not have; they lead to the first node. */
const DOORS = [
  '/report',
  '/check',
  '/cases',
  '/log-explorer',
  '/sign-in',
  '/duties',
  '/contacts',
  '/parties',
  '/help',
  '/search',
  '/menu',
];

export async function startGuide(demo: DemoFederation, player: Player, port: number): Promise<Guide> {
  const url = `http://127.0.0.1:${port}`;
  await buildAssets();
  const app = await buildServer({
    node: {
      name: T.name,
      operator: T.operator,
      publicUrl: url,
      realm: DEMO_REALM,
      exercise: true,
      demo: true,
      exerciseClock: () => demo.nodes[0]?.node.exercise?.clock.face(),
    },
    identities: { fromSession: async () => null, fromToken: async () => null },
    people: peoplePages,
  });
  registerAssets(app);
  routes(app, demo, player);
  if (hasTour(player)) tourRoutes(app, demo, player);
  await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
}

function routes(app: App, demo: DemoFederation, player: Player): void {
  app.get('/', (request, reply) =>
    sendPage(request, reply, { title: T.title, look: 'home', body: page(request, reply, demo, player) }),
  );
  const params = Type.Object({
    scene: Type.String({ maxLength: 40 }),
    pace: Type.Union([Type.Literal('next'), Type.Literal('all')]),
  });
  app.post('/scenes/:scene/:pace', { schema: { params } }, async (request, reply) => {
    const { scene, pace } = request.params;
    do {
      const played = await player.play(scene);
      if (!played.ok) break;
    } while (pace === 'all' && player.nextStep(scene) !== undefined);
    return seeOther(reply, `/#${scene}`);
  });
  const first = demo.nodes[0]?.url ?? '';
  for (const door of DOORS) app.get(door, (_request, reply) => reply.redirect(`${first}${door}`, 302));
}

function page(request: Request, reply: Reply, demo: DemoFederation, player: Player): Markup {
  return html`${pageHead({ title: T.title, lead: T.lead })}
${hasTour(player) && tourSection(request)}
<section class="stack after" aria-labelledby="seats"><h2 id="seats">${T.seatsTitle}</h2><p>${T.seatsLead}</p>
<div class="doors">${demo.nodes.flatMap((node) => node.cast.parties.flatMap((party) => party.persons.map((person) => seatCard(node, party.name, person))))}
<div class="door"><h3><a href="${`${demo.nodes[0]?.url ?? ''}/cases`}">${T.citizen}</a></h3><p class="soft">${T.citizenParty}</p><p>${T.citizenNext}</p></div></div></section>
<section class="stack after" aria-labelledby="scenes"><h2 id="scenes">${T.scenesTitle}</h2><p>${T.scenesLead}</p>
<div class="scenes">${player.scenes.map((scene) => sceneSection(request, reply, scene, player))}</div></section>
<section class="stack after" aria-labelledby="nodes"><h2 id="nodes">${T.nodesTitle}</h2><p>${T.nodesLead}</p>
<ul>${demo.nodes.map(({ url, cast }) => html`<li><a href="${url}">${said(cast.operatedBy)}</a> <span class="fixed">${cast.domain}/log</span></li>`)}</ul></section>`;
}

function seatCard(node: DemoNode, party: string, person: CastPerson): Markup {
  const lands = person.lands === undefined ? '' : `?next=${person.lands}`;
  return html`<div class="door"><h3><a href="${`${node.url}/demo/seat/${person.seat}${lands}`}">${said(person.name)}</a></h3><p class="soft">${said(party)}</p><p>${T.seats[person.seat]}</p></div>`;
}

function storyOf({ title, story, note, language }: Scene): Markup {
  if (language === undefined) return html`<h3>${title}</h3><p>${story}</p>`;
  return html`<h3>${english(title)}</h3><p>${english(story)} ${note}</p>`;
}

function sceneSection(request: Request, reply: Reply, scene: Scene, player: Player): Markup {
  const played = player.played(scene.id);
  const next = player.nextStep(scene.id);
  const steps = stepList(
    played.map(({ who, told, ok }) => ({
      state: ok ? 'passed' : 'failed',
      sentence: plainSentence(T.done, { who, told }),
    })),
  );
  const look = played.findLast((one) => one.look !== undefined)?.look;
  return html`<article class="stack tight" id="${scene.id}">${storyOf(scene)}${steps}
${
  next === undefined
    ? html`<p>${T.sceneOver}</p>`
    : html`<p><strong>${T.nextStep}</strong> ${plainSentence(T.doing, { who: next.who, does: next.what })}</p><div class="row">${form(request, reply, { action: `/scenes/${scene.id}/next`, look: 'inline' }, button(T.playNext))}${form(request, reply, { action: `/scenes/${scene.id}/all`, look: 'inline' }, button(T.playAll, 'second'))}</div>`
}
${look !== undefined && html`<p>${linkButton(T.look, look, 'second')}</p>`}</article>`;
}
