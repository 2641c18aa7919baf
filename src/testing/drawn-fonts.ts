/** Which fonts a browser drew the text of a page with: the page's own, or whatever the machine has. */
import type { Page } from 'playwright-core';

export type DrawnFont = {
  readonly family: string;
  readonly glyphs: number;
  /** Whether it came with the page. */
  readonly isServed: boolean;
  /** A text that has glyphs of it. */
  readonly text: string;
};

const TEXT_CHARACTERS = 60;

/** Asks Chromium for each element with text of its own (Chrome DevTools Protocol, CSS.getPlatformFontsForNode). */
export async function drawnFonts(page: Page): Promise<readonly DrawnFont[]> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('DOM.enable');
    await session.send('CSS.enable');
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: 'body *' });
    const texts = await page.evaluate(() =>
      [...document.querySelectorAll('body *')].map((element) =>
        [...element.childNodes]
          .map((child) => (child.nodeType === Node.TEXT_NODE ? child.nodeValue : ''))
          .join(''),
      ),
    );
    const drawn: DrawnFont[] = [];
    for (const [at, nodeId] of nodeIds.entries()) {
      const text = texts[at]?.trim() ?? '';
      if (text === '') continue;
      const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
      for (const { familyName, glyphCount, isCustomFont } of fonts) {
        const of = { family: familyName, glyphs: glyphCount, isServed: isCustomFont };
        drawn.push({ ...of, text: text.slice(0, TEXT_CHARACTERS) });
      }
    }
    return drawn;
  } finally {
    await session.detach();
  }
}
