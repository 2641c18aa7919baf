import { Type } from 'typebox';
import type { Request } from '#http/contract.ts';

/** What a form field holds; a field sent twice is a list. */
export type Field = string | readonly string[] | undefined;
/** What a form was sent with, by the names of its fields. */
export type Fields = Readonly<Record<string, Field>>;

const FIELD_LIMIT_CHARACTERS = 2_000;

/** The draft or row that an address names. */
export const draftParams = { id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) };

/** Whatever was sent, as fields; nothing where it was no form. */
export function fieldsOf(body: unknown): Fields {
  return typeof body === 'object' && body !== null ? (body as Fields) : {};
}

/** One line, without the space around it, cut at a limit that no honest field meets. */
export function textOf(fields: Fields, name: string): string {
  return ([fields[name]].flat()[0] ?? '').trim().slice(0, FIELD_LIMIT_CHARACTERS);
}

/** All that was said under one name. */
export function manyOf(fields: Fields, name: string): readonly string[] {
  return [fields[name] ?? []].flat();
}

/** One text a field. */
export type Typed = Readonly<Record<string, string>>;

/** The first text of each field, without the space around it. */
export function typedIn(request: Pick<Request, 'body'>): Typed {
  const fields = Object.entries(fieldsOf(request.body));
  return Object.fromEntries(fields.map(([name, value]) => [name, ([value].flat()[0] ?? '').trim()]));
}
