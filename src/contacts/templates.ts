/**
 * Texts for the usual requests, for forms, mails and calls. Each is a whole text with places in braces; what is
 * optional stands in a paragraph of its own, which is left out where its place is empty.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { ContactChannel } from '#parties/statements.ts';
import type { ContactsCode } from './codes.ts';
import { TEMPLATE_TEXTS } from './template-texts.ts';

export const PLACE_CHARACTERS_MOST = 4_000;
const PLACE = /\{([a-z_]+)\}/gu;

export type Place = { readonly name: string; readonly label: string; readonly optional: boolean };
export type Template = {
  readonly id: string;
  readonly title: string;
  /** The channels it is meant for. */
  readonly channels: readonly ContactChannel[];
  readonly use: string;
  readonly subject: string;
  readonly text: string;
  readonly places: readonly Place[];
};

export const TEMPLATES: readonly Template[] = Object.entries(TEMPLATE_TEXTS).map(([id, one]) => ({
  id,
  title: one.title,
  channels: one.channels,
  use: one.use,
  subject: one.subject,
  text: one.paragraphs.join('\n\n'),
  places: placesOf([one.subject, ...one.paragraphs], one.labels, one.optional ?? []),
}));

function placesOf(
  texts: readonly string[],
  labels: Readonly<Record<string, string>>,
  optional: readonly string[],
): readonly Place[] {
  const names = new Set(texts.flatMap((text) => [...text.matchAll(PLACE)].map(([, name]) => name!)));
  return [...names].map((name) => {
    const label = labels[name];
    if (label === undefined) throw new Error(`The template has a place {${name}} without a label.`);
    return { name, label, optional: optional.includes(name) };
  });
}

export function templatesFor(channel: ContactChannel): readonly Template[] {
  return TEMPLATES.filter(({ channels }) => channels.includes(channel));
}

export type FilledTemplate = { readonly subject: string; readonly text: string };

/** The text with its places filled, each once; what somebody typed is never read as a place again. */
export function fillTemplate(
  id: string,
  values: Readonly<Record<string, string>>,
): Outcome<FilledTemplate, ContactsCode> {
  const template = TEMPLATES.find((one) => one.id === id);
  if (template === undefined) {
    return refuse(
      'template-unknown',
      phrase`Choose one of ${TEMPLATES.map((one) => one.id).join(', ')}.`,
      'template',
    );
  }
  const value = (name: string) => (values[name] ?? '').trim().slice(0, PLACE_CHARACTERS_MOST);
  const missing = template.places.find(({ name, optional }) => !optional && value(name) === '');
  if (missing !== undefined) {
    return refuse('template-place-empty', phrase`Fill in “${missing.label}”.`, missing.name);
  }
  const fill = (text: string) => text.replaceAll(PLACE, (_whole, name: string) => value(name));
  const empty = new Set(template.places.filter(({ name }) => value(name) === '').map(({ name }) => name));
  const paragraphs = template.text
    .split('\n\n')
    .filter((paragraph) => ![...paragraph.matchAll(PLACE)].some(([, name]) => empty.has(name!)));
  return accept({ subject: oneLine(fill(template.subject)), text: paragraphs.map(fill).join('\n\n') });
}

/** A subject is one line wherever it goes: a typed line break must not add a header to a mail. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
