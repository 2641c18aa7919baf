import { isPaletteOpen, openPalette } from './palette.ts';

const TYPED_IN = 'input, textarea, select, [contenteditable], [role="combobox"], [role="textbox"]';
/** The first link of each row of a list. */
const ROWS = '#content tbody tr th a[href], #content .hits > li > a:first-child';

/** Ctrl K (or Cmd K) anywhere; single keys only outside of fields, and only while their person lets them (WCAG 2.1.4). */
export function listenToKeys(): void {
  const tools = document.getElementById('tools');
  const opener = document.getElementById('open-menu');
  if (tools === null || opener === null) return;
  opener.setAttribute('aria-haspopup', 'dialog');
  opener.setAttribute('aria-keyshortcuts', 'Control+K Meta+K');
  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openPalette();
  });
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || tools.dataset.keys !== 'on' || isPaletteOpen()) return;
    if (event.target instanceof Element && event.target.closest(TYPED_IN) !== null) return;
    if (act(event.key)) event.preventDefault();
  });
}

function act(key: string): boolean {
  switch (key) {
    case '?':
      openPalette();
      return true;
    case '/':
      return toSearch();
    case 'd':
      location.assign('/desk');
      return true;
    case 'n':
      location.assign('/news');
      return true;
    case 'j':
      return step(1);
    case 'k':
      return step(-1);
    default:
      return false;
  }
}

function toSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('search input[type="search"]');
  if (field === null) location.assign('/search');
  else field.focus();
  return true;
}

function step(by: number): boolean {
  const links = [...document.querySelectorAll<HTMLElement>(ROWS)];
  if (links.length === 0) return false;
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
  links[next]!.focus();
  return true;
}
