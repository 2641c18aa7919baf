/** Forms as a browser reads them off one of our pages, for sending each of them with whatever a stranger might type. */

export type FormField = {
  readonly name: string;
  /** What somebody may type into freely, what they choose from, or what the page itself carries. */
  readonly kind: 'text' | 'choice' | 'carried';
  readonly type: string;
  /** What a browser would send if nothing were touched; of choices, all that can be chosen. */
  readonly values: readonly string[];
};

export type PageForm = {
  readonly method: 'get' | 'post';
  readonly action: string;
  readonly fields: readonly FormField[];
};

const FREE_TYPES = new Set(['text', 'search', 'email', 'tel', 'url', 'password']);
const FORM = /<form\b([^>]*)>([\s\S]*?)<\/form>/g;
const CONTROL =
  /<input\b([^>]*)>|<textarea\b([^>]*)>([\s\S]*?)<\/textarea>|<select\b([^>]*)>([\s\S]*?)<\/select>|<button\b([^>]*)>/g;
const OPTION = /<option\b([^>]*)>/g;

export function formsOf(text: string, base: string): readonly PageForm[] {
  return [...text.matchAll(FORM)].map(([, own = '', inner = '']) => {
    const controls = [...inner.matchAll(CONTROL)];
    // Enter in a field presses the first button.
    const first = controls.find((control) => control[6] !== undefined);
    return {
      method: attribute(own, 'method') === 'post' ? 'post' : 'get',
      action: attribute(own, 'action') ?? base,
      fields: controls.filter((control) => control[6] === undefined || control === first).flatMap(fieldOf),
    };
  });
}

function fieldOf([, input, area, areaText = '', select, options = '', button]: RegExpMatchArray): FormField[] {
  const own = input ?? area ?? select ?? button ?? '';
  const name = attribute(own, 'name');
  if (name === undefined) return [];
  const value = attribute(own, 'value') ?? '';
  if (area !== undefined)
    return [{ name, kind: 'text', type: 'area', values: [decoded(areaText.replace(/^\n/, ''))] }];
  if (select !== undefined) {
    const values = [...options.matchAll(OPTION)].map(([, option = '']) => attribute(option, 'value') ?? '');
    return [{ name, kind: 'choice', type: 'select', values }];
  }
  if (button !== undefined) return [{ name, kind: 'choice', type: 'button', values: [value] }];
  const type = attribute(own, 'type') ?? 'text';
  if (type === 'radio' || type === 'checkbox') return [{ name, kind: 'choice', type, values: [value] }];
  return [{ name, kind: FREE_TYPES.has(type) ? 'text' : 'carried', type, values: [value] }];
}

function attribute(own: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(` ${own}`);
  return found === null ? undefined : decoded(found[1]!);
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** The names of the fields in which the answer to a form finds fault. */
export function refusedFields(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/id="field-([^"]+?)-error"/g)].map(([, name]) => name!));
}
