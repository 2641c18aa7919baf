const PRESSES_NEEDED = 3;
/** Presses further apart than this were meant otherwise. */
const PRESSES_WITHIN_MS = 5_000;
const KEYS = new Set(['Escape', 'Shift']);

/**
 * The quick way out of a page that nobody else should see: the button, or Esc or Shift three times. The page is empty
 * at once, whatever the network does, and its place in the history is taken by the blank page.
 */
export function leaveQuickly(): void {
  const form = document.querySelector<HTMLFormElement>('form.leave');
  if (form === null) return;
  const leave = () => {
    document.documentElement.classList.add('left');
    document.title = ' ';
    location.replace(form.action);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    event.stopPropagation();
    leave();
  });
  let presses: { readonly key: string; readonly at: number }[] = [];
  document.addEventListener('keyup', ({ key, timeStamp }) => {
    const before = presses.filter((press) => press.key === key && timeStamp - press.at < PRESSES_WITHIN_MS);
    presses = KEYS.has(key) ? [...before, { key, at: timeStamp }] : [];
    if (presses.length >= PRESSES_NEEDED) leave();
  });
}
