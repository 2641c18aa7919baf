import { counted } from './locale.ts';

/** The count of what is new in the head of the page, and the browser's own notices for whoever asked for them. */

const LOOK_AGAIN_MS = 60_000;
/** Kept by this browser, as the permission is. */
const CHOICE = 'comity-notices';

/** Answers the function that looks at once. */
export function watchNews(): () => void {
  const link = document.getElementById('news');
  if (link === null) return () => undefined;
  let last = Number(link.querySelector('.count')?.textContent ?? '0');
  async function look(): Promise<void> {
    const answer = await fetch('/news/count').catch(() => undefined);
    if (answer?.ok !== true) return;
    const { unread } = (await answer.json()) as { unread: number };
    if (unread === last) return;
    if (unread > last) notify(link!.dataset);
    last = unread;
    draw(link!, unread);
  }
  setInterval(() => void look(), LOOK_AGAIN_MS);
  return () => void look();
}

function draw(link: HTMLElement, unread: number): void {
  const count = link.querySelector<HTMLElement>('.count');
  if (count === null) return;
  count.textContent = counted(unread);
  count.hidden = unread === 0;
  link.setAttribute('aria-label', (link.dataset.label ?? '').replace('{count}', counted(unread)));
}

/** What stands on a locked screen is for anybody: that something waits, and nothing of what. */
function notify({ title, body }: DOMStringMap): void {
  if (!wanted() || !document.hidden) return;
  const notice = new Notification(title ?? '', { ...(body === undefined ? {} : { body }), tag: 'comity' });
  notice.addEventListener('click', () => {
    window.focus();
    location.assign('/news');
  });
}

function wanted(): boolean {
  return (
    'Notification' in window && Notification.permission === 'granted' && localStorage.getItem(CHOICE) === 'on'
  );
}

/** The switch on the page of what is new. */
export function offerNotices(): void {
  const section = document.getElementById('browser-notices');
  const button = section?.querySelector('button');
  const state = section?.querySelector('[role="status"]');
  if (!section || !button || !state || !('Notification' in window)) return;
  const words = section.dataset;
  const show = () => {
    const refused = Notification.permission === 'denied';
    state.textContent = (refused ? words.refused : wanted() ? words.on : words.off) ?? '';
    button.textContent = (wanted() ? words.stop : words.start) ?? '';
    button.hidden = refused;
  };
  async function choose(): Promise<void> {
    if (wanted()) localStorage.setItem(CHOICE, 'off');
    else if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(CHOICE, 'on');
    show();
  }
  button.addEventListener('click', () => void choose());
  section.hidden = false;
  show();
}
