/**
 * `npm run pictures [-- FOLDER]`: the pictures of README, taken from the real pages of a demo that has played its first
 * two scenes. Take them again when these pages have changed, and look at them.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exit, stdout } from 'node:process';
import type { Page } from 'playwright-core';
import { playerFor } from '#demo/player.ts';
import { PUBLIC_CASE } from '#demo/public-case.ts';
import { SCENES } from '#demo/scenes.ts';
import { whySkipped } from '#testing/browser.ts';
import { type DemoSite, openDemoSite } from '#testing/demo-site.ts';
import { playScene } from '#testing/play-scene.ts';
import { words } from './arguments.ts';

const USAGE = `npm run pictures -- [FOLDER]
  FOLDER is made where it is missing (docs/pictures).
`;

const PLAYED = ['report', 'relay'];
const WIDTH_PX = 1_280;

type Picture = {
  readonly name: string;
  readonly seat: string | null;
  readonly path: string;
  readonly heightPx: number;
  /** What is done on the page before it is taken. */
  prepare?(page: Page): Promise<void>;
};

const PICTURES: readonly Picture[] = [
  { name: 'case', seat: 'hospital-lawyer', path: ':case', heightPx: 1_080 },
  { name: 'desk', seat: 'duty-officer', path: '/desk', heightPx: 900 },
  {
    name: 'report',
    seat: 'operator',
    path: '/report',
    heightPx: 900,
    async prepare(page) {
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
  },
  {
    name: 'check',
    seat: null,
    path: `/check?case=${PUBLIC_CASE}`,
    heightPx: 1_000,
    async prepare(page) {
      await page.getByRole('button', { name: 'Check it now' }).click();
      await page.locator('#verdict', { hasText: 'Proved' }).waitFor();
      // The steps pass one after the other, and the last statement is shown when they all have.
      await page.locator('#result article').nth(1).waitFor();
      await page.getByRole('button', { name: 'Check it now' }).evaluate((pressed) => pressed.scrollIntoView());
    },
  },
];

async function take(site: DemoSite, folder: string, casePage: string, picture: Picture): Promise<void> {
  const { name, seat, path, heightPx, prepare } = picture;
  const view = { widthPx: WIDTH_PX, heightPx, scheme: 'light' } as const;
  await using tab = await site.sit('veldmark', seat, path.replace(':case', casePage), view);
  await prepare?.(tab.page);
  await tab.page.screenshot({ path: join(folder, `${name}.png`) });
  stdout.write(`${name}\n`);
}

async function main(): Promise<number> {
  const [folderName = 'docs/pictures'] = words(USAGE, 1);
  const missing = whySkipped();
  if (missing !== false) {
    stdout.write(`No pictures: ${missing}.\n`);
    return 1;
  }
  const folder = resolve(folderName);
  mkdirSync(folder, { recursive: true });
  await using site = await openDemoSite();
  using player = playerFor(site.demo, SCENES);
  let casePage = '';
  for (const scene of PLAYED) casePage = await playScene(player, scene);
  for (const picture of PICTURES) await take(site, folder, casePage, picture);
  return 0;
}

exit(await main());
