/**
 * `npm run screenshots [-- FOLDER [PATTERN]]`: the main pages of a demo that has played its first two scenes, in light,
 * dark, Arabic and at 320 px, as pictures for somebody to look at. Shows nothing by itself to be right.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import type { View } from '#testing/browser.ts';
import { type DemoSite, openDemoSite, whySkipped } from '#testing/demo-site.ts';

const VIEWS: Readonly<Record<string, View>> = {
  light: {},
  dark: { scheme: 'dark' },
  arabic: { locale: 'ar' },
  '320px': { widthPx: 320 },
};

type Place = readonly [name: string, node: Parameters<DemoSite['sit']>[0], seat: string | null, path: string];

function places(caseId: string, report: string): readonly Place[] {
  return [
    ['home', 'veldmark', null, '/'],
    ['report', 'veldmark', 'operator', '/report'],
    ['duties', 'veldmark', null, '/duties'],
    ['desk', 'veldmark', 'duty-officer', '/desk'],
    ['case', 'arvenia', 'neighbour', `/cases/${caseId}`],
    ['case-own', 'veldmark', 'duty-officer', `/cases/${caseId}`],
    ['clocks', 'veldmark', 'hospital-lawyer', `/cases/${caseId}`],
    ['statement', 'veldmark', 'duty-officer', `/statements/${report}`],
    ['border', 'veldmark', 'duty-officer', '/border'],
    ['decide', 'veldmark', 'duty-officer', `/border/${caseId}`],
    ['relay', 'veldmark', 'duty-officer', `/cases/${caseId}/relay`],
    ['cases', 'veldmark', null, '/cases'],
    ['parties', 'veldmark', null, '/parties'],
    ['check', 'veldmark', null, '/check'],
    ['log', 'veldmark', null, '/log-explorer'],
    ['design', 'veldmark', null, '/design'],
  ];
}

async function main(): Promise<number> {
  const missing = await whySkipped();
  if (missing !== false) {
    stdout.write(`No pictures: ${missing}.\n`);
    return 1;
  }
  const folder = resolve(argv[2] ?? 'screenshots');
  const pattern = argv[3] ?? '';
  mkdirSync(folder, { recursive: true });
  await using site = await openDemoSite();
  using player = playerFor(site.demo, SCENES);
  const memory = await playTwo(player);
  const { caseId, report } = memory;
  for (const [name, node, seat, path] of places(caseId, report).filter(([name]) => name.includes(pattern))) {
    for (const [viewName, view] of Object.entries(VIEWS)) {
      await using tab = await site.sit(node, seat, '/', view);
      // A page that fails is a picture worth looking at, not the end of the run.
      tab.expectProblem(/./);
      await tab.page.goto(`${site.url(node)}${path}`);
      await tab.page.screenshot({ path: join(folder, `${name}-${viewName}.png`), fullPage: true });
    }
    stdout.write(`${name}\n`);
  }
  stdout.write(`Pictures are in ${folder}.\n`);
  return 0;
}

/** Report and relay: a case that two other parties hold and have answered. */
async function playTwo(player: ReturnType<typeof playerFor>): Promise<{ caseId: string; report: string }> {
  const looks: string[] = [];
  for (const { id } of SCENES.slice(0, 2)) {
    while (player.nextStep(id) !== undefined) {
      const played = await player.play(id);
      if (!played.ok) throw new Error(`${played.who}: ${played.told}`);
      looks.push(played.look ?? '');
    }
  }
  const found = looks.join(' ');
  return {
    caseId: /\/cases\/([0-9a-f-]{36})(?![\s\S]*\/cases\/)/.exec(found)?.[1] ?? '',
    report: /\/statements\/([A-Za-z0-9_-]{43})/.exec(found)?.[1] ?? '',
  };
}

exit(await main());
