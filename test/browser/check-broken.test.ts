import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { firstOpen, type Report, type StepName } from '#bundle/report.ts';
import { brokenBundles } from '#testing/broken-bundles.ts';
import { openBrowser, type TestBrowser, type TestPage } from '#testing/browser.ts';
import { runHere } from '#testing/command-line.ts';
import { CHECK_TEXTS } from '#web/check-texts.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { registerWeb } from '#web/web.ts';
import { openSite, type Site, shownInFull } from './site.ts';

const opened = await openBrowser();
const skip = opened.ok ? false : opened.refusal.sentence;
const { trust, good, broken } = brokenBundles();
const EXIT_CODES = { proved: 0, failed: 1, 'not-yet-witnessed': 2 } as const;

/** What a person reads of one check on the page. */
type Read = { verdict: string; statements: { badge: string; stopped: string; steps: string[] }[] };

let browser: TestBrowser;
let site: Site;
let folder: string;
/** The page as the node serves it, and as it was saved to disk, opened with the network off. */
let served: TestPage;
let saved: TestPage;

before(async () => {
  if (!opened.ok) return;
  browser = opened.value;
  site = await openSite((app) => registerWeb(app, { trustText: async () => trust, bundleText: async () => null }));
  folder = await mkdtemp(join(tmpdir(), 'comity-broken-'));
  await writeFile(join(folder, 'trust'), trust);
  const page = join(folder, 'check.html');
  await writeFile(page, await (await fetch(`${site.url}/check`)).text());
  served = await browser.open(`${site.url}/check`);
  saved = await browser.open('');
  await saved.page.context().setOffline(true);
  await saved.page.goto(pathToFileURL(page).href);
});

after(async () => {
  await served?.[Symbol.asyncDispose]();
  await saved?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
  await browser?.[Symbol.asyncDispose]();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

async function drop({ page }: TestPage, text: string): Promise<Read> {
  await clear(page);
  const dropped = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'case.json', { type: 'application/json' }));
    return transfer;
  }, text);
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: dropped });
  return read(page);
}

async function paste({ page }: TestPage, text: string): Promise<Read> {
  await clear(page);
  await page.getByLabel('or paste it').focus();
  await page.keyboard.insertText(text);
  await page.getByRole('button', { name: 'Check it now' }).click();
  return read(page);
}

async function clear(page: TestPage['page']): Promise<void> {
  await page.getByLabel('or paste it').fill('');
  await page.evaluate(() => document.getElementById('result')?.replaceChildren());
}

async function read(page: TestPage['page']): Promise<Read> {
  await page.locator('#verdict').waitFor();
  return page.evaluate(() => {
    const texts = (within: Element, selector: string) =>
      [...within.querySelectorAll(selector)].map((found) => found.textContent?.trim() ?? '');
    return {
      verdict: document.getElementById('verdict')?.textContent ?? '',
      statements: [...document.querySelectorAll('#result > section > article')].map((article) => ({
        badge: texts(article, '.top .proof')[0] ?? '',
        stopped: texts(article, '.stopped')[0] ?? '',
        steps: texts(article, '.steps > li'),
      })),
    };
  });
}

/** What `./comity verify` says of the same file. */
async function commandLine(text: string): Promise<{ report: Report; code: number | null }> {
  const file = join(folder, 'bundle.json');
  await writeFile(file, text);
  const { out, code } = await runHere(['verify', file, '--trust', join(folder, 'trust'), '--json']);
  return { report: JSON.parse(out) as Report, code };
}

/** The same report, as the page would have to write it. */
function asRead(report: Report): Read {
  return {
    verdict: CHECK_TEXTS.verdicts[report.verdict],
    statements: report.statements.map(({ verdict, steps }) => {
      const step = verdict === 'proved' ? undefined : firstOpen(steps);
      return {
        badge: WEB_TEXTS.proof[verdict],
        stopped: step === undefined ? '' : stoppedAt(step.step, step.state === 'failed'),
        steps: steps.map(({ state, sentence }) => `${WEB_TEXTS.steps[state]} ${sentence}`),
      };
    }),
  };
}

function stoppedAt(step: StepName, failed: boolean): string {
  return `${failed ? 'Where it fails:' : 'What stays open:'} ${CHECK_TEXTS.questions[step]}`;
}

test('a good bundle is proved by drop and by paste, served and saved, as on the command line', {
  skip,
}, async () => {
  const { report, code } = await commandLine(good);
  assert.deepEqual([report.verdict, code], ['proved', 0]);
  for (const tab of [served, saved]) {
    assert.deepEqual(await drop(tab, good), asRead(report));
    assert.deepEqual(await paste(tab, good), asRead(report));
  }
});

for (const { lie, text, step, verdict } of broken) {
  test(`${lie} is ${verdict}: the page, saved or served, names the step ${step} as the command line does`, {
    skip,
  }, async () => {
    const { report, code } = await commandLine(text);
    assert.deepEqual([report.verdict, code], [verdict, EXIT_CODES[verdict]]);
    const stops = report.statements.map((one) => firstOpen(one.steps)).filter((one) => one !== undefined);
    assert.ok(
      stops.some((found) => found.step === step),
      JSON.stringify(stops),
    );
    const due = asRead(report);
    assert.ok(
      due.statements.some(({ stopped }) => stopped.endsWith(CHECK_TEXTS.questions[step])),
      'the question that the lie fails is written out',
    );
    for (const tab of [served, saved]) {
      assert.deepEqual(await drop(tab, text), due);
      assert.deepEqual(await paste(tab, text), due);
    }
  });
}

test('a failed check looks failed in light, dark and at 320 px, and stays accessible', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  await paste(tab, broken[0]!.text);
  await shownInFull(tab);
  await tab.screenshot('check-failed');
  await tab.assertEveryLook();
});
