/** Turns part of a page into its newer self, node by node, so that focus, selection and what is typed stay where they are. */

/** A form's own marks are made anew each time it is drawn; the ones it was shown with are as good. */
const MADE_ANEW: ReadonlySet<string> = new Set(['idempotency_key', 'form_token']);
/** What a reader opened stays open. */
const KEPT_ATTRIBUTES: ReadonlySet<string> = new Set(['open']);

export function isMadeAnew(node: Node): boolean {
  return node instanceof HTMLInputElement && node.type === 'hidden' && MADE_ANEW.has(node.name);
}

/** Does anything in here hold what somebody typed or chose? */
function isEdited(part: Element): boolean {
  return [part, ...part.querySelectorAll('input, textarea, select')].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (field instanceof HTMLInputElement) {
      if (field.type === 'hidden') return false;
      return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
    }
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some((option) => option.selected !== option.defaultSelected && option.index > 0);
    }
    return false;
  });
}

/** Is somebody at work in here: typing, moving by keyboard, or selecting text? */
export function isBusy(part: Element): boolean {
  const selection = document.getSelection();
  const selects = selection !== null && !selection.isCollapsed && selection.containsNode(part, true);
  return part.contains(document.activeElement) || selects || isEdited(part);
}

export function morph(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT_ATTRIBUTES.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !KEPT_ATTRIBUTES.has(name)) old.setAttribute(name, value);
  }
  if (old instanceof HTMLTextAreaElement || isMadeAnew(old)) return;
  morphChildren(old, fresh);
}

function morphChildren(old: Element, fresh: Element): void {
  const left = new Map<string, Node[]>();
  for (const child of old.childNodes) {
    const key = keyOf(child);
    left.set(key, [...(left.get(key) ?? []), child]);
  }
  let at: ChildNode | null = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const known = left.get(keyOf(wanted))?.shift();
    if (known === undefined) {
      old.insertBefore(wanted, at);
      continue;
    }
    if (known === at) at = at.nextSibling;
    else old.insertBefore(known, at);
    if (known instanceof Element && wanted instanceof Element) {
      if (!isMadeAnew(known)) morph(known, wanted);
    } else if (known.textContent !== wanted.textContent) known.textContent = wanted.textContent;
  }
  for (const child of [...left.values()].flat()) {
    // Nothing typed is ever lost: what the newer page no longer has stays while somebody works in it.
    if (child instanceof Element && (isEdited(child) || child.contains(document.activeElement))) continue;
    child.parentNode?.removeChild(child);
  }
}

/** What makes a node the same one in both pages: its name, or what it leads to. */
function keyOf(node: Node): string {
  if (!(node instanceof Element)) return `#${node.nodeType}`;
  const own = node.id || node.getAttribute('aria-labelledby') || node.getAttribute('name') || '';
  const row = node.localName === 'tr' || node.localName === 'li';
  const link = row ? (node.querySelector('a[href]')?.getAttribute('href') ?? '') : '';
  return `${node.localName} ${own} ${link}`;
}
