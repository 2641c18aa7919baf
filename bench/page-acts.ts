/** What people do on pages, as `pages.bench.ts` times it: real presses and keys, in the browser. */
import type { Page } from 'playwright-core';
import type { Place } from '#testing/full-demo.ts';

export type Act = {
  readonly name: string;
  readonly place: Place;
  /** What leads there and is not timed. */
  readonly before?: (page: Page) => Promise<void>;
  readonly does: (page: Page) => Promise<void>;
};

const STORY = 'Monitors went dark at two.';
const RESULT_LIMIT_MS = 60_000;

/** `places` are those of the demo's report, its case among them. */
export function actsOn(places: readonly Place[]): readonly Act[] {
  const draft = (question: string) => placeOf(places, new RegExp(`^/report/[^/]+/${question}$`));
  const ofCase = placeOf(places, /^\/cases\/[0-9a-f-]+$/);
  const desk: Place = { node: 'veldmark', seat: 'duty-officer', path: '/desk' };
  const anybody = (path: string): Place => ({ node: 'veldmark', seat: null, path });
  return [
    { name: 'open the menu', place: desk, does: openMenu },
    {
      name: 'type in the menu',
      place: desk,
      before: openMenu,
      does: (page) => page.keyboard.type('report', { delay: 50 }),
    },
    {
      name: 'choose a radio',
      place: draft('danger'),
      does: (page) => page.locator('[type=radio]').last().click(),
    },
    {
      name: 'type in a question',
      place: draft('what'),
      before: (page) => page.locator('main textarea').first().focus(),
      does: (page) => page.keyboard.type(STORY, { delay: 50 }),
    },
    { name: 'sort a table', place: anybody('/design'), does: sortTable },
    {
      name: 'type into a case that is followed live',
      place: ofCase,
      before: (page) => page.locator('#add > summary').click(),
      does: async (page) => {
        await page.locator('#add textarea').first().focus();
        await page.keyboard.type(STORY, { delay: 50 });
      },
    },
    { name: 'press Verify on a case', place: ofCase, does: verifyFromCase },
    {
      name: 'press Check it now',
      place: { ...ofCase, path: ofCase.path.replace('/cases/', '/check?case=') },
      does: async (page) => {
        await page.locator('#check-form button').click();
        await page.locator('#verdict').waitFor({ timeout: RESULT_LIMIT_MS });
      },
    },
    { name: 'go on offline', place: anybody('/report/offline'), does: (page) => nextPart(page) },
    { name: 'seal a report offline', place: anybody('/report/offline'), before: toLastPart, does: seal },
  ];
}

function placeOf(places: readonly Place[], shape: RegExp): Place {
  const found = places.find(({ path }) => shape.test(path));
  if (found === undefined) throw new Error(`bench: the demo has no ${shape.source}`);
  return found;
}

async function openMenu(page: Page): Promise<void> {
  await page.locator('#open-menu').click();
  await page.locator('.palette [role=option]').first().waitFor();
}

async function sortTable(page: Page): Promise<void> {
  const left = page.waitForEvent('framenavigated');
  await page.locator('table.sorts thead a').first().click();
  await left;
  await page.waitForLoadState();
}

async function verifyFromCase(page: Page): Promise<void> {
  await page.locator('main a[href*="#verify"]').first().click();
  await page.locator('#verdict').waitFor({ timeout: RESULT_LIMIT_MS });
}

const VISIBLE_PART = '[data-part]:not([hidden])';

async function nextPart(page: Page): Promise<void> {
  await page.locator(`${VISIBLE_PART} button[type=submit]`).click();
}

async function toLastPart(page: Page): Promise<void> {
  for (let left = (await page.locator('[data-part]').count()) - 1; left > 0; left--) await nextPart(page);
}

async function seal(page: Page): Promise<void> {
  await nextPart(page);
  await page.locator('#sealed').waitFor({ timeout: RESULT_LIMIT_MS });
}
