/** Pages as a reader's slow device meets them: their script, their policy, their errors, and when they first show something. */
import type { CDPSession, Page } from 'playwright-core';
import { isReportPage, looseIn, scriptKib } from '#testing/script-weight.ts';

/** As slow as a cheap telephone beside the machine this runs on. */
export const SLOWDOWN = 4;
const PAINT_LIMIT_MS = 10_000;

export type Visit = {
  readonly isReport: boolean;
  readonly scriptKib: number;
  readonly loose: readonly string[];
  readonly firstPaintMs: number;
};

/** Slows the tab's processor down; nothing that it asks for comes from its cache, as on a first visit. */
export async function slowDown(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  return session;
}

/** When the page showed its first text or picture, since the navigation to it began. */
export async function firstPaintMs(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' });
  return readFirstPaint(page);
}

function readFirstPaint(page: Page): Promise<number> {
  return page.evaluate(
    (limitMs) =>
      new Promise<number>((answer, fail) => {
        setTimeout(() => fail(new Error(`nothing was painted on ${location.href}`)), limitMs);
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (paint !== undefined) answer(paint.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
    PAINT_LIMIT_MS,
  );
}

export async function visit(page: Page, origin: string, path: string): Promise<Visit> {
  const arrived = page.waitForResponse(
    (answer) => answer.frame() === page.mainFrame() && answer.request().isNavigationRequest(),
  );
  const paintedMs = await firstPaintMs(page, `${origin}${path}`);
  const answer = await arrived;
  if (answer.status() !== 200) throw new Error(`bench: ${path} answered ${answer.status()}`);
  await page.waitForLoadState();
  const read = async (file: string): Promise<string> => (await fetch(`${origin}${file}`)).text();
  return {
    isReport: isReportPage(path),
    scriptKib: await scriptKib(await answer.text(), read),
    loose: looseIn((await answer.headerValue('content-security-policy')) ?? ''),
    firstPaintMs: paintedMs,
  };
}
