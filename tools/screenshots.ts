/**
 * `npm run screenshots [-- FOLDER [PATTERN]]`: every kind of page of a demo that has played its scenes, found by
 * following its links, in light, dark, Arabic and at 320 px, as pictures for somebody to look at. PATTERN is a part of a
 * picture's name. Shows nothing by itself to be right.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exit, stdout } from 'node:process';
import { startGuide } from '#demo/guide.ts';
import { playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import { type TestPage, type View, whySkipped } from '#testing/browser.ts';
import { type DemoSite, openDemoSite } from '#testing/demo-site.ts';
import { onePageOfEachKind, walkEverySeat } from '#testing/demo-walk.ts';
import { freePort } from '#testing/free-port.ts';
import { fillDemo, type Place } from '#testing/full-demo.ts';
import { words } from './arguments.ts';

const USAGE = `npm run screenshots -- [FOLDER [PATTERN]]
  FOLDER is made where it is missing (screenshots); PATTERN is a part of a picture's name.
`;

const VIEWS: Readonly<Record<string, View>> = {
  light: {},
  dark: { scheme: 'dark' },
  arabic: { locale: 'ar' },
  '320px': { widthPx: 320 },
};

type Picture = Place & { readonly name: string };

/** The desk is another page in each seat; everything else is taken once. */
async function pictures(site: DemoSite): Promise<readonly Picture[]> {
  const walks = await walkEverySeat(site, await fillDemo(site));
  const desks = walks.flatMap(({ node, seat }) =>
    seat === null ? [] : [{ node, seat, path: '/desk', name: `desk of ${seat}` }],
  );
  const kinds = onePageOfEachKind(walks).map((place) => ({ ...place, name: nameOf(place.kind) }));
  return [...kinds, ...desks];
}

function nameOf(kind: string): string {
  return kind
    .replaceAll('/*', '/one')
    .replaceAll('/', ' ')
    .trim()
    .replace(/^\(public\)$/, 'home')
    .replace(/^$/, 'home of a seat');
}

async function shoot(tab: TestPage, url: string, file: string): Promise<void> {
  await tab.page.goto(url);
  await tab.page.screenshot({ path: file, fullPage: true });
}

async function main(): Promise<number> {
  const [folderName = 'screenshots', pattern = ''] = words(USAGE, 2);
  const missing = whySkipped();
  if (missing !== false) {
    stdout.write(`No pictures: ${missing}.\n`);
    return 1;
  }
  const folder = resolve(folderName);
  mkdirSync(folder, { recursive: true });
  await using site = await openDemoSite();
  const wanted = (await pictures(site)).filter(({ name }) => name.includes(pattern));
  const bySeat = Map.groupBy(wanted, ({ node, seat }) => `${node} ${seat}`);
  for (const places of bySeat.values()) {
    for (const [viewName, view] of Object.entries(VIEWS)) {
      const { node, seat } = places[0]!;
      await using tab = await site.sit(node, seat, '/sign-in/done', view);
      // A page that fails is a picture worth looking at, not the end of the run.
      tab.expectProblem(/./);
      for (const { name, path } of places) {
        await shoot(tab, `${site.url(node)}${path}`, join(folder, `${name}-${viewName}.png`));
      }
    }
    stdout.write(`${places.map(({ name }) => name).join('\n')}\n`);
  }
  if ('guide'.includes(pattern)) await shootGuide(site, folder);
  stdout.write(`Pictures are in ${folder}.\n`);
  return 0;
}

async function shootGuide(site: DemoSite, folder: string): Promise<void> {
  using player = playerFor(site.demo, SCENES);
  const guide = await startGuide(site.demo, player, await freePort());
  for (const [viewName, view] of Object.entries(VIEWS)) {
    await using tab = await site.sit('veldmark', null, '/', view);
    await shoot(tab, guide.url, join(folder, `guide-${viewName}.png`));
  }
  await guide.close();
}

exit(await main());
