import { counted, pageLocale } from './locale.ts';
import { isBusy, isMadeAnew, morph } from './morph.ts';

/** Events come in bursts; one look at the page answers them all. */
const TOGETHER_MS = 150;
/** A stream that ends is opened again within three seconds; only a longer gap is worth a word. */
const LOST_AFTER_MS = 4_500;
const BACK_SHOWN_MS = 8_000;
const RETRY_FIRST_MS = 3_000;
const RETRY_MOST_MS = 30_000;
/** Clocks count down, and pass their time, where nothing is recorded. */
const LOOK_AGAIN_MS = 60_000;

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
  const asked = new URLSearchParams(caseId === '' ? {} : { case: caseId });
  // Something may have been recorded while the page was on its way; the server then lets it look once.
  asked.set('since', document.body.dataset.liveSince ?? '0');
  keepOpen(`/events?${asked}`, show, refresher, live.onNews);
  setInterval(() => {
    if (!document.hidden) refresher.now();
  }, LOOK_AGAIN_MS);
}

type State = {
  lost(): void;
  back(): void;
  held(count: number, reveal: () => void): void;
  /** Nothing is held back any more; what is said of the connection stays said. */
  shown(): void;
};

type Said = 'nothing' | 'lost' | 'back' | 'held';

function createState(element: HTMLElement): State {
  const words = element.dataset;
  let said: Said = 'nothing';
  function say(what: Said, look: string, ...content: readonly (Node | string)[]): void {
    said = what;
    element.className = `live-state no-print ${look}`.trimEnd();
    element.replaceChildren(...content);
  }
  function end(what: Said): void {
    if (said === what) say('nothing', '');
  }
  return {
    // An answer that was under way when the network went does not bring it back, and one that came since hides
    // not that it is back.
    shown: () => end('held'),
    lost() {
      if (said === 'lost') return;
      const time = new Intl.DateTimeFormat(pageLocale(), {
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(new Date());
      say('lost', 'wait', (words.lost ?? '').replace('{time}', time));
    },
    back() {
      if (said !== 'lost') return;
      say('back', 'right', words.back ?? '');
      setTimeout(end, BACK_SHOWN_MS, 'back');
    },
    held(count, reveal) {
      if (said === 'lost') return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button small';
      button.textContent = words.show ?? '';
      button.addEventListener('click', reveal);
      say('held', 'fresh', (words.fresh ?? '').replace('{count}', counted(count)), ' ', button);
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
    if (held > 0) {
      // Where only time has passed there is nothing new to tell of.
      if (heard > 0) show.held(heard, () => void reveal());
      return;
    }
    heard = 0;
    show.shown();
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
  let wasLost = false;
  function away(): void {
    wasLost = true;
    show.lost();
  }
  function lost(): void {
    gone ??= setTimeout(away, LOST_AFTER_MS);
  }
  function open(): void {
    events?.close();
    events = new EventSource(address);
    events.addEventListener('recorded', () => {
      refresher.heard();
      onNews();
    });
    events.addEventListener('look', () => {
      refresher.now();
      onNews();
    });
    events.addEventListener('open', () => {
      clearTimeout(gone);
      gone = undefined;
      retryMs = RETRY_FIRST_MS;
      show.back();
      // What was recorded while nobody listened is asked for at once; after a longer gap something may well have been.
      if (wasLost) refresher.heard();
      else if (wasOpen) refresher.now();
      wasLost = false;
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
    away();
  });
  window.addEventListener('online', open);
  window.addEventListener('pagehide', () => events?.close());
  window.addEventListener('pageshow', (event) => event.persisted && open());
}
