/** How long a page takes to show that it heard a press or a key: interaction to next paint, by the browser's own event timing. */
import type { Page } from 'playwright-core';
import { percentile } from './figure.ts';

/** The browser tells of no event that was shown sooner than this. */
const SHORTEST_TOLD_MS = 16;
/** Event timing is handed over after the frame it speaks of; this is longer than any frame that passes. */
const TOLD_WITHIN_MS = 400;

const KEPT_AS = 'bench-interactions';

/** From the next page on, the tab notes what each interaction took; also of a press that leads to another page. */
export async function noteInteractions(page: Page): Promise<void> {
  await page.addInitScript((keptAs) => {
    const note = (entries: readonly (PerformanceEntry & { readonly interactionId?: number })[]) => {
      const told = entries.filter(({ interactionId }) => Boolean(interactionId)).map(({ duration }) => duration);
      const before = JSON.parse(sessionStorage.getItem(keptAs) ?? '[]') as number[];
      sessionStorage.setItem(keptAs, JSON.stringify([...before, ...told]));
    };
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
    addEventListener('pagehide', () => note(observer.takeRecords()));
  }, KEPT_AS);
}

/** The longest interaction of what `act` does on the page as it stands. */
export async function longestMs(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate((keptAs) => sessionStorage.removeItem(keptAs), KEPT_AS);
  await act();
  await page.waitForTimeout(TOLD_WITHIN_MS);
  const told = await page.evaluate((keptAs) => sessionStorage.getItem(keptAs), KEPT_AS);
  return Math.max(SHORTEST_TOLD_MS, ...(JSON.parse(told ?? '[]') as number[]));
}

/** The middle one of a few rounds, each on a page opened anew; the first after a start is nobody's second. */
export async function medianOf(rounds: number, round: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < rounds; at++) times.push(await round());
  return percentile(times, 0.5);
}
