import { counted } from './locale.ts';

/** The keyboard's menu: the list of `/menu` in front of the page, as a combobox in a dialog. */

type Action = { readonly label: string; readonly group: string; readonly href: string };

const LIST_KEPT_MS = 60_000;

let dialog: HTMLDialogElement | undefined;
let actions: readonly Action[] = [];
let readAt = Number.NEGATIVE_INFINITY;
let failed = false;
let chosen = 0;

/** Opens the menu; Escape or a choice closes it, and the browser gives the focus back. */
export function openPalette(): void {
  const words = document.getElementById('tools')?.dataset;
  if (words === undefined || dialog?.open === true) return;
  dialog ??= build(words);
  const field = dialog.querySelector('input')!;
  field.value = '';
  chosen = 0;
  dialog.showModal();
  draw(words);
  if (performance.now() - readAt > LIST_KEPT_MS) void read(words);
}

export function isPaletteOpen(): boolean {
  return dialog?.open === true;
}

async function read(words: DOMStringMap): Promise<void> {
  const address = `/menu?at=${encodeURIComponent(location.pathname)}`;
  const answer = await fetch(address, { headers: { accept: 'text/html' } }).catch(() => undefined);
  failed = answer?.ok !== true;
  if (answer?.ok === true) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    actions = [...page.querySelectorAll('#menu section')].flatMap((section) => {
      const group = section.querySelector('h2')?.textContent ?? '';
      return [...section.querySelectorAll('a')].map((link) => ({
        label: link.textContent ?? '',
        group,
        href: link.getAttribute('href') ?? '/',
      }));
    });
    readAt = performance.now();
  }
  draw(words);
}

function build(words: DOMStringMap): HTMLDialogElement {
  const made = element('dialog', { class: 'palette', 'aria-labelledby': 'palette-label' });
  const label = element('label', { id: 'palette-label', for: 'palette-field' }, words.label);
  const field = element('input', {
    id: 'palette-field',
    class: 'input',
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    dir: 'auto',
    'aria-expanded': 'true',
    'aria-autocomplete': 'list',
    'aria-controls': 'palette-list',
    'aria-describedby': 'palette-help',
  });
  const list = element('div', { id: 'palette-list', role: 'listbox', 'aria-label': words.title ?? '' });
  const help = element('p', { id: 'palette-help', class: 'note' }, words.help);
  made.append(label, field, element('p', { class: 'note', role: 'status' }), list, help);
  field.addEventListener('input', () => {
    chosen = 0;
    draw(words);
  });
  field.addEventListener('keydown', (event) => onKey(event, words));
  list.addEventListener('click', (event) => {
    const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
    if (option !== null) go(option);
  });
  // A press beside the box means the same as Escape.
  made.addEventListener('click', (event) => event.target === made && made.close());
  document.body.append(made);
  return made;
}

function onKey(event: KeyboardEvent, words: DOMStringMap): void {
  if (event.isComposing) return;
  const options = [...(dialog?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (step !== undefined && options.length > 0) {
    event.preventDefault();
    chosen = (chosen + step + options.length) % options.length;
    choose(options);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    const option = options[chosen];
    if (option !== undefined) go(option);
    else draw(words);
  }
}

function go(option: HTMLElement): void {
  dialog?.close();
  location.assign(option.dataset.href ?? '/');
}

function draw(words: DOMStringMap): void {
  if (dialog === undefined) return;
  const typed = dialog.querySelector('input')!.value.trim();
  const found = matching(typed);
  const list = dialog.querySelector('[role="listbox"]')!;
  const groups = [...Map.groupBy(found, ({ group }) => group)];
  const drawn = groups.map(([group, members], at) => groupOf(`palette-group-${at}`, group, members));
  if (typed !== '') {
    const search = (words.search ?? '').replace('{words}', () => typed);
    drawn.push(
      optionOf({ label: search, group: '', href: `/search?${new URLSearchParams({ q: typed }).toString()}` }),
    );
  }
  list.replaceChildren(...drawn);
  const options = [...list.querySelectorAll<HTMLElement>('[role="option"]')];
  for (const [at, option] of options.entries()) option.id = `palette-option-${at}`;
  chosen = Math.min(chosen, Math.max(0, options.length - 1));
  choose(options);
  dialog.querySelector('[role="status"]')!.textContent = stateWords(words, found.length);
}

function stateWords(words: DOMStringMap, count: number): string {
  if (failed && actions.length === 0) return words.failed ?? '';
  if (actions.length === 0) return words.loading ?? '';
  return count === 0 ? (words.none ?? '') : (words.count ?? '').replace('{count}', counted(count));
}

function plain(text: string): string {
  return text.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
}

/** Actions in which every word typed stands, in name or group; those that begin with it first. */
function matching(typed: string): readonly Action[] {
  const asked = plain(typed).split(/\s+/u).filter(Boolean);
  const found = actions.filter(({ label, group }) => {
    const text = plain(`${label} ${group}`);
    return asked.every((word) => text.includes(word));
  });
  const begins = (one: Action) => Number(asked.length > 0 && plain(one.label).startsWith(asked[0]!));
  return found.toSorted((one, other) => begins(other) - begins(one));
}

function groupOf(id: string, group: string, members: readonly Action[]): HTMLElement {
  const made = element('div', { role: 'group', 'aria-labelledby': id });
  made.append(element('p', { id, class: 'palette-group', role: 'presentation' }, group), ...members.map(optionOf));
  return made;
}

function optionOf({ label, href }: Action): HTMLElement {
  const made = element('div', { role: 'option', 'aria-selected': 'false', dir: 'auto' }, label);
  made.dataset.href = href;
  return made;
}

function choose(options: readonly HTMLElement[]): void {
  for (const [at, option] of options.entries()) option.setAttribute('aria-selected', String(at === chosen));
  const field = dialog!.querySelector('input')!;
  const option = options[chosen];
  if (option === undefined) field.removeAttribute('aria-activedescendant');
  else field.setAttribute('aria-activedescendant', option.id);
  option?.scrollIntoView({ block: 'nearest' });
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  own: Readonly<Record<string, string>>,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(own)) made.setAttribute(attribute, value);
  made.textContent = text;
  return made;
}
