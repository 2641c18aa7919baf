/**
 * In which line of a JSON text each value stands, by JSON pointer (RFC 6901). Only asked for when a file is refused,
 * so the platform's parser does the ordinary reading; the text must have passed it.
 */
export function linesOf(text: string): ReadonlyMap<string, number> {
  const walk: Walk = { text, at: 0, line: 1, lines: new Map() };
  value(walk, '');
  return walk.lines;
}

/** The line of the value, or of the nearest one around it that stands in the text. */
export function lineAt(lines: ReadonlyMap<string, number>, pointer: string): number {
  let nearest = pointer;
  while (nearest !== '' && !lines.has(nearest)) nearest = nearest.slice(0, nearest.lastIndexOf('/'));
  return lines.get(nearest) ?? 1;
}

/** One name of a pointer, as RFC 6901 escapes it. */
function pointerName(name: string | number): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

type Walk = { readonly text: string; at: number; line: number; readonly lines: Map<string, number> };

function blank(walk: Walk): void {
  while (walk.at < walk.text.length && ' \t\r\n'.includes(walk.text[walk.at]!)) {
    if (walk.text[walk.at] === '\n') walk.line++;
    walk.at++;
  }
}

function value(walk: Walk, pointer: string): void {
  blank(walk);
  walk.lines.set(pointer, walk.line);
  switch (walk.text[walk.at]) {
    case '{':
      members(walk, pointer);
      break;
    case '[':
      items(walk, pointer);
      break;
    case '"':
      string(walk);
      break;
    default:
      while (walk.at < walk.text.length && !',]}'.includes(walk.text[walk.at]!)) {
        if (walk.text[walk.at] === '\n') walk.line++;
        walk.at++;
      }
  }
}

function members(walk: Walk, pointer: string): void {
  walk.at++;
  for (blank(walk); walk.at < walk.text.length && walk.text[walk.at] !== '}'; blank(walk)) {
    if (walk.text[walk.at] === ',') {
      walk.at++;
      continue;
    }
    const name = string(walk);
    blank(walk);
    walk.at++;
    value(walk, `${pointer}/${pointerName(name)}`);
  }
  walk.at++;
}

function items(walk: Walk, pointer: string): void {
  walk.at++;
  let index = 0;
  for (blank(walk); walk.at < walk.text.length && walk.text[walk.at] !== ']'; blank(walk)) {
    if (walk.text[walk.at] === ',') walk.at++;
    else value(walk, `${pointer}/${index++}`);
  }
  walk.at++;
}

/** A string has no line ends in it; its text is what the platform's parser makes of it. */
function string(walk: Walk): string {
  const start = walk.at++;
  while (walk.at < walk.text.length && walk.text[walk.at] !== '"') walk.at += walk.text[walk.at] === '\\' ? 2 : 1;
  walk.at++;
  return JSON.parse(walk.text.slice(start, walk.at)) as string;
}
