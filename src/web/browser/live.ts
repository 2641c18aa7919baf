import { counted, pageLocale } from './locale.ts';
import { isBusy, isMadeAnew, morph } from './morph.ts';

/** Events come in bursts; one look at the page answers them all. */
const TOGETHER_MS = 150;
/** A stream that ends is opened again within three seconds; only a longer gap is worth a word. */
const LOST_AFTER_MS = 4_500;
const BACK_SHOWN_MS = 8_000;
const RETRY_FIRST_MS = 3_000;
const RETRY_MOST_MS = 30_000;

export type Live = {
  /** Called for each thing that was recorded, and when the connection is back. */
  readonly onNews: () => void;
  /** Makes a fresh part ready to be shown, as by writing local times. */
  readonly prepare: (part: ParentNode) => void;
};

/** Keeps `#live` as the server has it, except where somebody is at work; says when it cannot. */
export function followLive(live: Live): void {
  const caseId = document.body.dataset.liveCase;
  const state = document.getElementById('live-state');
  if (caseId === undefined || state === null) return;
  const show = createState(state);
  const refresher = createRefresher(live, show);
  // An empty case is the desk: it follows every case that its viewer may see.
  const address = caseId === '' ? '/events' : `/events?case=${encodeURIComponent(caseId)}`;
  keepOpen(address, show, refresher, live.onNews);
}

type State = {
  lost(): void;
  back(): void;
  held(count: number, reveal: () => void): void;
  clear(): void;
};

function createState(element: HTMLElement): State {
  const words = element.dataset;
  let isLost = false;
  function say(text: string, look: string, ...more: readonly Node[]): void {
    element.className = `live-state no-print ${look}`;
    element.replaceChildren(text, ' ', ...more);
  }
  function clear(): void {
    element.className = 'live-state no-print';
    element.replaceChildren();
  }
  return {
    clear,
    lost() {
      if (isLost) return;
      isLost = true;
      const time = new Intl.DateTimeFormat(pageLocale(), {
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(new Date());
      say((words.lost ?? '').replace('{time}', time), 'wait');
    },
    back() {
      if (!isLost) return;
      isLost = false;
      const text = words.back ?? '';
      say(text, 'right');
      setTimeout(() => element.textContent?.startsWith(text) && clear(), BACK_SHOWN_MS);
    },
    held(count, reveal) {
      if (isLost) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button small';
      button.textContent = words.show ?? '';
      button.addEventListener('click', reveal);
      say((words.fresh ?? '').replace('{count}', counted(count)), 'fresh', button);
    },
  };
}

type Refresher = { heard(): void; now(): void };

function createRefresher({ prepare }: Live, show: State): Refresher {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let heard = 0;
  async function fetchFresh(): Promise<Element | null> {
    const address = document.getElementById('live')?.dataset.live;
    if (address === undefined) return null;
    const answer = await fetch(address, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (answer?.ok !== true) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  }
  async function refresh(everything: boolean): Promise<void> {
    const fresh = await fetchFresh();
    const old = document.getElementById('live');
    if (fresh === null || old === null) return;
    prepare(fresh);
    const held = everything ? 0 : takeOver(old, fresh);
    if (everything) morph(old, fresh);
    if (held > 0) return show.held(heard, () => void reveal());
    heard = 0;
    show.clear();
  }
  async function reveal(): Promise<void> {
    await refresh(true);
    // The button is gone; whoever pressed it goes on in what it brought.
    if (document.activeElement === document.body) {
      const part = document.getElementById('live');
      part?.setAttribute('tabindex', '-1');
      part?.focus({ preventScroll: true });
    }
  }
  function soon(): void {
    clearTimeout(waiting);
    waiting = setTimeout(() => void refresh(false), TOGETHER_MS);
  }
  return {
    now: soon,
    heard() {
      heard += 1;
      soon();
    },
  };
}

/** Takes over every part that nobody works in; answers how many that have changed were left as they are. */
function takeOver(old: Element, fresh: Element): number {
  if (!isBusy(old)) {
    morph(old, fresh);
    return 0;
  }
  if (isSame(old, fresh)) return 0;
  const before = [...old.children];
  const after = [...fresh.children];
  const isSameShape =
    before.length > 0 &&
    before.length === after.length &&
    before.every((part, at) => part.localName === after[at]!.localName);
  // Parts that came or went would move what is being worked on.
  if (!isSameShape) return 1;
  let held = 0;
  for (const [at, part] of before.entries()) held += takeOver(part, after[at]!);
  return held;
}

function isSame(one: Element, other: Element): boolean {
  return bare(one) === bare(other);
}

/** Markup without what is made anew each time it is drawn, and without what a reader opened. */
function bare(part: Element): string {
  const copy = part.cloneNode(true) as Element;
  for (const field of copy.querySelectorAll('input')) if (isMadeAnew(field)) field.remove();
  for (const opened of copy.querySelectorAll('details[open]')) opened.removeAttribute('open');
  return copy.innerHTML;
}

function keepOpen(address: string, show: State, refresher: Refresher, onNews: () => void): void {
  let events: EventSource | undefined;
  let retryMs = RETRY_FIRST_MS;
  let gone: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = false;
  function lost(): void {
    gone ??= setTimeout(() => show.lost(), LOST_AFTER_MS);
  }
  function open(): void {
    events?.close();
    events = new EventSource(address);
    events.addEventListener('recorded', () => {
      refresher.heard();
      onNews();
    });
    events.addEventListener('open', () => {
      clearTimeout(gone);
      gone = undefined;
      retryMs = RETRY_FIRST_MS;
      show.back();
      // What was recorded while nobody listened is asked for at once.
      if (wasOpen) refresher.now();
      if (wasOpen) onNews();
      wasOpen = true;
    });
    events.addEventListener('error', () => {
      lost();
      // The browser tries again by itself, except after an answer that was no stream.
      if (events?.readyState !== EventSource.CLOSED || !navigator.onLine) return;
      setTimeout(open, retryMs);
      retryMs = Math.min(2 * retryMs, RETRY_MOST_MS);
    });
  }
  open();
  window.addEventListener('offline', () => {
    events?.close();
    show.lost();
  });
  window.addEventListener('online', open);
  window.addEventListener('pagehide', () => events?.close());
  window.addEventListener('pageshow', (event) => event.persisted && open());
}
