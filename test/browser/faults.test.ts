import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import type { TestPage } from '#testing/browser.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { press, tabTo } from '#testing/keyboard.ts';
import { playScene } from '#testing/play-scene.ts';
import { answerQuestions } from '#testing/report-flow.ts';

const { skip, site } = await siteForTests();
const ARRIVAL_LIMIT_MS = 20_000;
const HOUR_MS = 3_600_000;
const ARRIVED = 'section[aria-labelledby=inbox] th a:has-text("Read and acknowledge")';
/** A window of 1280 by 800 px in which everything is twice as large. */
const TWICE_AS_LARGE = { width: 640, height: 400 };

/** The case that the hospital reported. */
let path = '';

before(async () => {
  if (skip !== false) return;
  using player = playerFor(site.demo, SCENES);
  path = await playScene(player, 'report');
});

/** The five pages that most people see: who opens them, where. */
function mainPages() {
  return [
    { seat: null, path: '/' },
    { seat: 'operator', path: '/report' },
    { seat: 'duty-officer', path: '/desk' },
    { seat: 'duty-officer', path },
    { seat: null, path: '/check' },
  ] as const;
}

async function eachMainPage(look: (tab: TestPage, at: string) => Promise<void>): Promise<void> {
  for (const seat of [null, 'operator', 'duty-officer'] as const) {
    await using tab = await site.sit('veldmark', seat, '/sign-in/done');
    for (const place of mainPages().filter((one) => one.seat === seat)) {
      await tab.page.goto(`${site.url('veldmark')}${place.path}`);
      await look(tab, place.path);
    }
  }
}

test('a relay is proposed, approved by a second person and acknowledged abroad by keyboard alone', {
  skip,
}, async () => {
  await using duty = await site.sit('veldmark', 'duty-officer', `${path}/relay`);
  await press(duty.page, /^Propose to a second person$/);
  await duty.page.getByText('Waits for a second person').waitFor();

  await using approver = await site.sit('veldmark', 'approver', '/desk');
  await press(approver.page, /^Approve:/);
  await press(approver.page, /^Approve and send$/);
  await approver.page.locator('#deliveries').getByText('Arvenia').waitFor();

  await using neighbour = await site.sit('arvenia', 'neighbour', '/desk');
  const { page } = neighbour;
  await page.locator(ARRIVED).first().waitFor({ timeout: ARRIVAL_LIMIT_MS });
  await press(page, /^Read and acknowledge/);
  await tabTo(page, /Note to the sender/);
  await page.keyboard.type('We look at it.');
  await press(page, /^Sign the acknowledgement$/);
  await page.getByRole('heading', { name: 'Acknowledged' }).waitFor();
});

test('after a refused form the focus is on what is wrong, and one press of Enter leads to the field', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', `${path}/update`);
  tab.expectProblem(/422/);
  const { page } = tab;
  await page.getByRole('button', { name: 'Sign and send' }).click();
  await page.locator('#errors').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'errors');
  assert.equal(await page.locator('#errors').getAttribute('role'), 'alert');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const at = await page.evaluate(() => ({
    invalid: document.activeElement?.getAttribute('aria-invalid'),
    words: document.getElementById(
      document.activeElement?.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '',
    )?.textContent,
  }));
  assert.equal(at.invalid, 'true');
  assert.match(at.words ?? '', /^Error: ./);
});

test('what changes by itself is announced: the live region is there before it has anything to say, then filled', {
  skip,
}, async () => {
  for (const at of ['/desk', path]) {
    await using tab = await site.sit('veldmark', 'duty-officer', at);
    tab.expectProblem(/INTERNET_DISCONNECTED/);
    const region = tab.page.getByRole('status').and(tab.page.locator('#live-state'));
    assert.equal(await region.innerText(), '');
    await tab.page.context().setOffline(true);
    await region.filter({ hasText: /\S/ }).waitFor();
    await tab.page.context().setOffline(false);
    await region.filter({ hasText: 'Connected again' }).waitFor();
  }
});

test('whoever asked for less motion gets none on the main pages, nor in the menu that opens over them', {
  skip,
}, async () => {
  /** The longest movement of any element, in seconds. Runs in the page. */
  const longest = () =>
    Math.max(
      ...[...document.querySelectorAll('*')].flatMap((one) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(one);
        const moves =
          animationName === 'none' ? transitionDuration : `${transitionDuration}, ${animationDuration}`;
        return moves.split(',').map((time) => Number.parseFloat(time) / (time.trim().endsWith('ms') ? 1000 : 1));
      }),
    );
  let moved = 0;
  await eachMainPage(async ({ page }, at) => {
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    moved = Math.max(moved, await page.evaluate(longest));
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.keyboard.press('Control+k');
    assert.equal(await page.evaluate(longest), 0, at);
  });
  assert.ok(moved > 0, 'for others something moves, so that this looks at something');
});

test('at 200 % the main pages show all their words without scrolling sideways', { skip }, async () => {
  await eachMainPage(async ({ page, ...tab }, at) => {
    await page.setViewportSize(TWICE_AS_LARGE);
    await tab.assertNoSidewaysScroll();
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main h1, main h2, main a, main button, main label')]
        .filter((one) => one.offsetParent !== null && one.scrollWidth > one.clientWidth + 1)
        .filter((one) => getComputedStyle(one).overflowX !== 'visible')
        .map((one) => one.innerText),
    );
    assert.deepEqual(cut, [], at);
  });
});

test('the accessibility tree of the main pages has its landmarks once, one first heading, and a name for each control', {
  skip,
}, async () => {
  await eachMainPage(async ({ page }, at) => {
    const tree = (await page.locator('body').ariaSnapshot()).split('\n').map((line) => line.trim());
    const nodes = (role: string) => tree.filter((line) => new RegExp(`^- ${role}(?=[ :]|$)`).test(line));
    for (const landmark of ['banner', 'main', 'contentinfo'])
      assert.equal(nodes(landmark).length, 1, `${at} ${landmark}`);
    assert.equal(nodes('heading').filter((line) => line.includes('[level=1]')).length, 1, at);
    const navigations = nodes('navigation');
    assert.ok(navigations.length > 0 || at === '/check', at);
    assert.equal(new Set(navigations).size, navigations.length, `${at}: ${navigations.join(' ')}`);
    for (const role of [
      'navigation',
      'link',
      'button',
      'textbox',
      'combobox',
      'searchbox',
      'radio',
      'checkbox',
      'table',
    ]) {
      const nameless = nodes(role).filter((line) => !/^- \w+ (?:"[^"]|\/)/.test(line));
      assert.deepEqual(nameless, [], `${at}: each ${role} has a name`);
    }
    const levels = nodes('heading').map((line) => Number(/\[level=(\d)\]/.exec(line)?.[1]));
    const jumps = levels.filter((level, before) => before > 0 && level > levels[before - 1]! + 1);
    assert.deepEqual(jumps, [], `${at}: no level of headings is left out`);
  });
});

const MINUTES_OF = { day: 1_440, hour: 60, minute: 1 } as const;

/** All that the countdowns in a text add up to, in minutes. */
function minutesLeft(text: string): number {
  const parts = text.matchAll(/(?<=\bin |days? |hours? )(\d+) (day|hour|minute)s?\b/gu);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * MINUTES_OF[unit as 'day'], 0);
}

test('a device whose clock is wrong by hours and stands in another zone shows the same clocks, and signs the node’s time', {
  skip,
}, async () => {
  const clocks = async ({ page }: TestPage) => page.locator('.glance .wide').innerText();
  await using right = await site.sit('veldmark', 'hospital-lawyer', path);
  const expected = await clocks(right);
  await using wrong = await site.sit('veldmark', 'hospital-lawyer', '/sign-in/done', { zone: 'Asia/Kathmandu' });
  await wrong.page.clock.install({ time: new Date(Date.now() + 7 * HOUR_MS) });
  await wrong.page.goto(`${site.url('veldmark')}${path}`);
  const shown = await clocks(wrong);
  const bare = (text: string) =>
    text.replaceAll(/ \([^)]*\)/g, '').replaceAll(/in \d+ (?:hours?|minutes?|days?)/g, 'in');
  assert.equal(bare(shown), bare(expected), 'the instant in UTC and what is due do not follow the device');
  const [left, leftOnWrong] = [minutesLeft(expected), minutesLeft(shown)];
  assert.ok(left > 0, expected);
  assert.ok(
    Math.abs(left - leftOnWrong) < 60,
    `${left} and ${leftOnWrong} minutes: the countdown does not either`,
  );
  assert.match(shown, /UTC[\s\S]*\((?:[^)]*GMT\+5:45|[^)]*NPT)[^)]*\)/, 'beside it the time of its own zone');

  const { page } = wrong;
  const began = Date.now();
  await page.goto(`${site.url('veldmark')}/demo/seat/operator?next=${path}/update`);
  await page.getByLabel('What is new?').fill('Said from a device that is seven hours ahead.');
  await page.getByLabel('Recovering').check();
  await page.getByRole('button', { name: 'Sign and send' }).click();
  await page.locator('.reference').waitFor();
  await page.goto(`${site.url('veldmark')}${path}?events=all&order=logged`);
  const entry = page.locator('.timeline > li', { hasText: 'seven hours ahead' });
  const at = Date.parse((await entry.locator('time').first().getAttribute('datetime'))!);
  assert.ok(Math.abs(at - began) < HOUR_MS, new Date(at).toISOString());
});

test('a form that was signed with two presses, or again after the back button, signs once', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report');
  const { page } = tab;
  await page.getByRole('button', { name: 'Start' }).click();
  await answerQuestions(page, { danger: 'No', kind: 'test/test', states: ['Veldmark'] });
  await page.getByRole('link', { name: 'Recipients and protection' }).click();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.getByRole('button', { name: 'Sign and send' }).dblclick();
  await page.getByRole('heading', { name: 'Report received' }).waitFor();
  const [reference, receipt] = [await page.locator('.reference').innerText(), page.url()];
  await page.goBack();
  const again = page.getByRole('button', { name: 'Sign and send' });
  if ((await again.count()) > 0) await again.click();
  else await page.goto(receipt);
  await page.getByRole('heading', { name: 'Report received' }).waitFor();
  assert.equal(await page.locator('.reference').innerText(), reference);
});

test('nothing failed behind the pages meanwhile', { skip }, () => {
  assert.deepEqual(site.troubles, []);
});
