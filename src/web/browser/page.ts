import { listenToKeys } from './keys.ts';
import { leaveQuickly } from './leave.ts';
import { followLive } from './live.ts';
import { pageLocale } from './locale.ts';
import { offerNotices, watchNews } from './news.ts';
import { chooseOwnZone } from './own-zone.ts';

/** The small module of every page: the viewer's own time beside UTC, and open pages that follow their case. */
function showLocalTimes(root: ParentNode): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone === 'UTC') return;
  const format = new Intl.DateTimeFormat(pageLocale(), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-zone]')) {
    time.removeAttribute('data-zone');
    const local = document.createElement('span');
    local.className = 'soft';
    local.textContent = ` (${format.format(new Date(time.dateTime))})`;
    time.after(local);
  }
}

/** A second press of a button that is already sending does nothing; the server would answer the same anyway. */
function sendOnce(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.sending === 'yes') event.preventDefault();
    form.dataset.sending = 'yes';
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form')) delete form.dataset.sending;
  });
}

const REACH_LIMIT_MS = 4_000;

/**
 * Before a long form is sent the node is asked whether it is there: where it is not, the page stays as it is, with all
 * that was typed, instead of giving way to the browser's page about the network.
 */
function keepTypedWithoutNetwork(): void {
  for (const around of document.querySelectorAll<HTMLElement>('[data-needs-network]')) {
    const form = around.querySelector('form');
    const told = (state: 'gone' | 'back' | '') => {
      for (const one of around.querySelectorAll<HTMLElement>('[data-network]'))
        one.hidden = one.dataset.network !== state;
    };
    form?.addEventListener('submit', (event) => {
      if (form.dataset.reached === 'yes') return;
      event.preventDefault();
      if (form.dataset.sending === 'yes') return;
      const { submitter } = event;
      fetch('/livez', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(REACH_LIMIT_MS) }).then(
        () => {
          form.dataset.reached = 'yes';
          delete form.dataset.sending;
          form.requestSubmit(submitter);
        },
        () => {
          delete form.dataset.sending;
          told('gone');
        },
      );
    });
    // Whoever presses a link meanwhile would go before the answer does, and find the question not answered.
    document.querySelector('main')?.addEventListener('click', (event) => {
      const leads = event.target instanceof Element && event.target.closest('a[href]') !== null;
      if (leads && form?.dataset.sending === 'yes' && form.dataset.reached !== 'yes') event.preventDefault();
    });
    window.addEventListener('online', () => {
      if (around.querySelector<HTMLElement>('[data-network=gone]')?.hidden === false) told('back');
    });
    window.addEventListener('pageshow', () => delete form?.dataset.reached);
  }
}

/** A file chosen is read into the field beside it, so that the form is the same with and without a script. */
function fillFromFiles(): void {
  for (const words of document.querySelectorAll<HTMLElement>('[data-with-script]')) words.hidden = false;
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-fills]')) {
    input.addEventListener('change', () => {
      const field = document.getElementById(input.dataset.fills ?? '') as HTMLTextAreaElement | null;
      const file = input.files?.[0];
      if (field === null || file === undefined) return;
      void file.text().then((text) => {
        field.value = text;
      });
    });
  }
}

/** A guest's secret stands behind `#`; it goes into the form's body, never into an address that a server writes down. */
function openGuestLink(): void {
  const field = document.querySelector<HTMLInputElement>('#guest-door input[name="link"]');
  if (field === null || location.hash.length < 2) return;
  field.value = location.href;
  history.replaceState(null, '', location.pathname);
  field.form!.requestSubmit();
}

/** Where the browser can copy, a field that is there to be copied gets its button. */
function offerCopying(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-copy]')) {
    const [field, offer] = [part.querySelector('input'), part.querySelector<HTMLElement>('[hidden]')];
    if (field === null || offer === null || !('clipboard' in navigator)) continue;
    offer.hidden = false;
    const button = offer.querySelector('button')!;
    button.type = 'button';
    button.addEventListener('click', () => {
      // Selected either way, so that the keyboard copies it where the browser does not let a page do so.
      field.select();
      void navigator.clipboard.writeText(field.value).then(
        () => {
          part.nextElementSibling!.textContent = part.dataset.copy!;
        },
        () => undefined,
      );
    });
  }
}

showLocalTimes(document);
chooseOwnZone();
offerCopying();
listenToKeys();
followLive({ onNews: watchNews(), prepare: showLocalTimes });
offerNotices();
keepTypedWithoutNetwork();
sendOnce();
fillFromFiles();
openGuestLink();
leaveQuickly();
document.getElementById('errors')?.focus();
