/** A page as somebody without a mouse goes through it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const TABS_MOST = 150;

/** What the keyboard is at: by its label, its text, or its name. */
async function focused(page: Page): Promise<{ words: string; visible: boolean }> {
  return page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const labels = [...((at as HTMLInputElement).labels ?? [])].map((one) => one.innerText);
    const style = getComputedStyle(at);
    const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    return { words: [...labels, at.innerText].join(' ').trim(), visible: ring };
  });
}

/** Presses Tab until the element with these words has the focus; each stop on the way shows where it is. */
export async function tabTo(page: Page, words: RegExp): Promise<void> {
  for (let tabs = 0; tabs < TABS_MOST; tabs++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (!words.test(at.words)) continue;
    assert.ok(at.visible, `the focus shows on ${at.words}`);
    return;
  }
  assert.fail(`no Tab leads to ${words} on ${page.url()}`);
}

/** Goes to a link or button by Tab, and by Enter to where it leads. */
export async function press(page: Page, words: RegExp): Promise<void> {
  await tabTo(page, words);
  const left = page.waitForEvent('framenavigated');
  await page.keyboard.press('Enter');
  await left;
  await page.waitForLoadState();
}

/** Goes to a choice by Tab and takes it. */
export async function choose(page: Page, words: RegExp): Promise<void> {
  await tabTo(page, words);
  await page.keyboard.press('Space');
}
