import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Guide, startGuide } from '#demo/guide.ts';
import { type Player, playerFor } from '#demo/player.ts';
import { PUBLIC_CASE } from '#demo/public-case.ts';
import { SCENES } from '#demo/scenes.ts';
import { openBrowser, type TestBrowser, type TestPage, whySkipped } from '#testing/browser.ts';
import { type DemoSite, openDemoSite } from '#testing/demo-site.ts';
import { eventually } from '#testing/eventually.ts';
import { freePort } from '#testing/free-port.ts';

const skip = whySkipped();
const STEPS = 7;
const PLAY_LIMIT_MS = 60_000;
/** Those of the statements; the keys they rest on are checked too, folded away. */
/** Of those that a page shows slowly, so that one sees what is asked. */
const STEPS_ONE_BY_ONE = 10;
const STEPS_SHOWN = '#result section > article > .steps > li';

let site: DemoSite;
let player: Player;
let guide: Guide;
let browser: TestBrowser;

before(async () => {
  if (skip !== false) return;
  site = await openDemoSite();
  player = playerFor(site.demo, SCENES);
  guide = await startGuide(site.demo, player, await freePort());
  const opened = await openBrowser();
  if (!opened.ok) throw new Error(opened.refusal.sentence);
  browser = opened.value;
  // The demo has only just begun: its witnesses need a moment before anything of it is proved.
  await eventually('the public case is witnessed', async () => {
    const page = await fetch(`${site.url('veldmark')}/cases/${PUBLIC_CASE}`);
    return !/Not yet witnessed/.test(await page.text());
  });
});

after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await guide?.close();
  player?.[Symbol.dispose]();
  await site?.[Symbol.asyncDispose]();
});

test('the first minute of a newcomer: from the demo’s home to a case, to who disagrees, to a proof that passes on their own device', {
  skip,
}, async () => {
  await using tab = await browser.open('');
  const { page } = tab;
  await page.addInitScript(countSteps, STEPS_SHOWN);
  await page.goto(guide.url);
  await page.getByRole('link', { name: 'Anybody' }).click();
  await page.getByRole('link', { name: 'Denial of service' }).click();
  const row = page.locator('dl.summary > div', { hasText: 'What happened?' });
  for (const [answer, party, confidence] of [
    ['Denial of service', 'Sankt Orla Hospital Group', 'Low confidence (1 of 3)'],
    ['Outage', 'Veldmark National CSIRT', 'High confidence (3 of 3)'],
  ] as const) {
    const said = row.locator('.said', { hasText: answer });
    await said.locator('strong', { hasText: party }).first().waitFor();
    assert.ok((await said.innerText()).includes(confidence), answer);
  }
  assert.match(await row.innerText(), /Disagrees: Veldmark National CSIRT/);
  assert.match(await row.innerText(), /Disagrees: Sankt Orla Hospital Group/);
  await page.getByRole('link', { name: 'Verify this case' }).click();
  await page.locator('#verdict', { hasText: 'Proved' }).waitFor();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const passed = await passedOneByOne(tab);
  assert.ok(
    passed.length > STEPS_ONE_BY_ONE,
    `the steps came into sight one after the other: ${passed.join(' ')}`,
  );
  assert.deepEqual(asked, [], 'nothing was asked of any server meanwhile');
  const steps = await page.locator(STEPS_SHOWN).allInnerTexts();
  assert.ok(steps.length > 12 && steps.every((step) => step.startsWith('Passed:')), steps.join('\n'));
});

/** The page writes down how many steps are in sight, each time one is shown. Runs in the page, before its own script. */
function countSteps(shown: string): void {
  const seen: number[] = [];
  Object.assign(window, { seen });
  new MutationObserver(() => {
    const steps = [...document.querySelectorAll<HTMLElement>(shown)];
    seen.push(steps.filter((step) => step.offsetParent !== null).length);
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['hidden'] });
}

/** The counts of {@link countSteps}, each once, as soon as all steps are in sight. */
async function passedOneByOne({ page }: TestPage): Promise<readonly number[]> {
  const steps = page.locator(STEPS_SHOWN);
  await steps
    .and(page.locator(':visible'))
    .nth((await steps.count()) - 1)
    .waitFor();
  const seen = await page.evaluate(() => (window as unknown as { seen: readonly number[] }).seen);
  return [...new Set(seen)];
}

test('the tour leads through seven pages, each in its seat, without JavaScript, and is taken up where it was left', {
  skip,
}, async () => {
  await using tab = await browser.open(guide.url, { javaScript: false });
  const { page } = tab;
  page.setDefaultTimeout(PLAY_LIMIT_MS);
  await page.getByRole('link', { name: 'Begin the tour' }).click();
  for (let step = 1; step <= STEPS; step++) {
    await page.getByText(`Step ${step} of ${STEPS}`).waitFor();
    const play = page.getByRole('button', { name: 'Let it happen' });
    if ((await play.count()) > 0) await play.click();
    const open = page.getByRole('link', { name: /^Open it as / });
    const [opened] = await Promise.all([page.context().waitForEvent('page'), open.click()]);
    await opened.waitForLoadState();
    assert.equal(await opened.locator('h1').count(), 1, opened.url());
    assert.doesNotMatch(await opened.locator('h1').innerText(), /not found|did not work/i, opened.url());
    if (step === 3) assert.match(opened.url(), /\/report$/);
    if (step === 5)
      await opened
        .locator('section[aria-labelledby=holders]')
        .getByText(/Silent|no person has read/)
        .first()
        .waitFor();
    if (step === 6) assert.doesNotMatch(await opened.locator('main').innerText(), /Sankt Orla/);
    if (step === 7) await opened.locator('section[aria-labelledby=reach]').waitFor();
    await opened.close();
    if (step === 4) {
      await page.goto(guide.url);
      await page.getByRole('link', { name: 'Go on with step 4' }).click();
    }
    if (step < STEPS) await page.getByRole('link', { name: 'Next step' }).click();
  }
  await page.getByRole('link', { name: 'Step before' }).click();
  await page.getByText(`Step 6 of ${STEPS}`).waitFor();
  await page.getByRole('button', { name: 'Stop the tour' }).click();
  await page.getByRole('link', { name: 'Begin the tour' }).waitFor();
});

test('the pages of guide and tour are accessible, in light, in dark and at 320 px', { skip }, async () => {
  await using tab = await browser.open(guide.url);
  await tab.assertEveryLook();
  await tab.page.goto(`${guide.url}/tour/7`);
  await tab.assertEveryLook();
});

test('a word is explained beside its field without JavaScript, and the glossary finds it and has its place', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', { javaScript: false });
  const { page } = tab;
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByLabel('No', { exact: true }).check();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  const field = page.locator('.field', { has: page.locator('#field-incident_type') });
  await field.getByText('Explained: RSIT (kinds of incident)').click();
  await field.getByText('The list of kinds of incident that European CSIRTs share').waitFor();
  await field.getByRole('link', { name: 'RSIT (kinds of incident)' }).click();
  assert.match(page.url(), /\/help#rsit$/);
  await page.locator('#rsit').waitFor();
  await page.getByLabel('Look for a word').fill('recall');
  await page.getByRole('button', { name: 'Look' }).click();
  await page.locator('section[aria-labelledby=found]').getByRole('link', { name: 'Recall' }).click();
  assert.match(page.url(), /#recall$/);
  await using scripted = await site.sit('veldmark', 'operator', '/help?q=recall');
  await scripted.assertAccessible();
});

test('a page that is refused says what to do next', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/desk');
  tab.expectProblem(/404/);
  await tab.page.goto(`${site.url('veldmark')}/nowhere`);
  await tab.page.getByRole('heading', { name: 'What you can do' }).waitFor();
  await tab.page.getByText('Open it from its list or from the desk.').waitFor();
});
