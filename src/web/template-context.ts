/** Where in the markup a value of a template stands, which decides how it is written. */
export type TemplateContext = 'text' | 'attribute' | 'url' | 'url-part' | 'tag';

const URL_ATTRIBUTES = new Set(['href', 'src', 'action', 'formaction', 'poster', 'cite', 'data-live']);
/** Elements whose content is not markup: a value there could not be escaped. */
const RAW_ELEMENTS = new Set(['script', 'style', 'iframe', 'noembed', 'noframes', 'xmp', 'plaintext']);
/** Attributes that our content security policy forbids, or that would run or style what a value says. */
const FORBIDDEN_ATTRIBUTE = /^(on.*|style|srcdoc)$/;

type Place = {
  in: 'text' | 'tag-name' | 'tag' | 'attribute-name' | 'before-value' | 'value' | 'comment';
  element: string;
  attribute: string;
  quote: string;
  /** Something of the attribute's value has been written already. */
  begun: boolean;
};

function broken(rule: string, strings: readonly string[]): never {
  throw new Error(`A template breaks the rule "${rule}": ${strings.join(' … ').slice(0, 200)}`);
}

/**
 * Reads a template's fixed parts once and says what kind of place each value stands in. Throws, as a broken invariant,
 * where no value could be made safe: an unquoted attribute, a name, a script, a style, a comment.
 */
export function contextsOf(strings: readonly string[]): readonly TemplateContext[] {
  const place: Place = { in: 'text', element: '', attribute: '', quote: '', begun: false };
  const contexts: TemplateContext[] = [];
  for (const [part, text] of strings.entries()) {
    read(place, text, strings);
    if (part < strings.length - 1) contexts.push(contextAt(place, strings));
  }
  if (place.in !== 'text') broken('a template ends outside of tags and comments', strings);
  return contexts;
}

function contextAt(place: Place, strings: readonly string[]): TemplateContext {
  switch (place.in) {
    case 'text':
      if (RAW_ELEMENTS.has(place.element)) broken('no value inside a script, a style or a frame', strings);
      return 'text';
    case 'tag':
      return 'tag';
    case 'value': {
      const { begun, attribute } = place;
      place.begun = true;
      if (!URL_ATTRIBUTES.has(attribute)) return 'attribute';
      return begun ? 'url-part' : 'url';
    }
    case 'tag-name':
    case 'attribute-name':
    case 'before-value':
      return broken('names are fixed, and attribute values stand in quotes', strings);
    case 'comment':
      return broken('no value inside a comment', strings);
  }
}

function read(place: Place, text: string, strings: readonly string[]): void {
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    switch (place.in) {
      case 'text':
        if (character === '<' && text.startsWith('!--', at + 1)) place.in = 'comment';
        else if (character === '<' && /^(?:[a-z/!]|$)/i.test(text.charAt(at + 1)))
          Object.assign(place, { in: 'tag-name', element: '' });
        break;
      case 'comment':
        if (text.startsWith('-->', at)) place.in = 'text';
        break;
      case 'tag-name':
        if (character === '>') place.in = 'text';
        else if (/\s/.test(character)) place.in = 'tag';
        else place.element += character.toLowerCase();
        break;
      case 'tag':
        if (character === '>') place.in = 'text';
        else if (!/[\s/]/.test(character))
          Object.assign(place, { in: 'attribute-name', attribute: character.toLowerCase() });
        break;
      case 'attribute-name':
        if (character === '=') {
          if (FORBIDDEN_ATTRIBUTE.test(place.attribute)) broken(`no ${place.attribute} attribute`, strings);
          place.in = 'before-value';
        } else if (character === '>') place.in = 'text';
        else if (/\s/.test(character)) place.in = 'tag';
        else place.attribute += character.toLowerCase();
        break;
      case 'before-value':
        if (character !== '"' && character !== "'") broken('attribute values stand in quotes', strings);
        Object.assign(place, { in: 'value', quote: character, begun: false });
        break;
      case 'value':
        if (character === place.quote) place.in = 'tag';
        else place.begun = true;
        break;
    }
  }
}
