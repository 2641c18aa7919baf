import 'htmx.org';
import { leaveQuickly } from './leave.ts';

/** The small module of every page: the viewer's own time beside UTC, and open pages that follow their case. */
function showLocalTimes(root: ParentNode): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone === 'UTC') return;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
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

function followCase(): void {
  const caseId = document.body.dataset.liveCase;
  if (caseId === undefined) return;
  // An empty case is the desk: it follows every case that its viewer may see.
  const events = new EventSource(caseId === '' ? '/events' : `/events?case=${encodeURIComponent(caseId)}`);
  events.addEventListener('recorded', () => document.body.dispatchEvent(new CustomEvent('recorded')));
  window.addEventListener('pagehide', () => events.close());
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
offerCopying();
followCase();
sendOnce();
openGuestLink();
leaveQuickly();
document.addEventListener('htmx:afterSettle', (event) => showLocalTimes(event.target as Element));
document.getElementById('errors')?.focus();
