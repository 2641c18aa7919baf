/** The tools that stand in the head of every page, and what the page's script says: words travel in attributes. */
import type { Request } from '#http/contract.ts';
import { FRAME_TEXTS } from './frame-texts.ts';
import { attributes, html, type Markup } from './html.ts';
import { plainSentence } from './sentence.ts';

/** What a page's head knows of whoever is signed in; a capability fills it in before the page is drawn. */
export type Frame = { readonly unread: number; readonly shortcuts: boolean };

declare module 'fastify' {
  interface FastifyRequest {
    frame?: Frame;
  }
}

export function tools(request: Request): Markup {
  const { frame } = request;
  const { palette } = FRAME_TEXTS;
  const words = attributes({
    'data-keys': frame?.shortcuts === true ? 'on' : 'off',
    'data-title': palette.title,
    'data-label': palette.label,
    'data-help': palette.help,
    'data-search': plainSentence(palette.search, { words: '{words}' }),
    'data-none': palette.none,
    'data-count': plainSentence(palette.count, { count: '{count}' }),
    'data-failed': palette.failed,
    'data-loading': palette.loading,
  });
  return html`<div class="tools no-print" id="tools" role="group" aria-label="${FRAME_TEXTS.tools}" ${words}><a href="/search">${FRAME_TEXTS.search}</a>${frame !== undefined && news(frame)}<a href="/menu" id="open-menu">${FRAME_TEXTS.menu}</a></div>`;
}

function news({ unread }: Frame): Markup {
  const { notice } = FRAME_TEXTS.live;
  const own = attributes({
    'aria-label': plainSentence(FRAME_TEXTS.newsCount, { count: unread }),
    'data-label': plainSentence(FRAME_TEXTS.newsCount, { count: '{count}' }),
    'data-title': notice.title,
    'data-body': notice.body,
  });
  return html`<a href="/news" id="news" ${own}>${FRAME_TEXTS.news} <span class="count" ${attributes({ hidden: unread === 0 })}>${unread}</span></a>`;
}

/** Where a page that follows its case says what came, and when it cannot follow any more. */
export function liveState(): Markup {
  const T = FRAME_TEXTS.live;
  const words = attributes({
    'data-fresh': plainSentence(T.fresh, { count: '{count}' }),
    'data-show': T.show,
    'data-lost': plainSentence(T.lost, { time: '{time}' }),
    'data-back': T.back,
  });
  return html`<div class="live-state no-print" id="live-state" role="status" ${words}></div>`;
}
