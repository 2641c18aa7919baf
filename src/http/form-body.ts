import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import type { HttpCode } from './codes.ts';
import type { App } from './contract.ts';
import { FORM_BODY_LIMIT_BYTES, FORM_FIELDS_LIMIT } from './limits.ts';

type Fields = Record<string, string | string[]>;

/** How a parser hands its refusal to the one place that answers with refusals. */
export class RefusedBody extends Error {
  readonly refusal: Refusal<HttpCode>;

  constructor(refusal: Refusal<HttpCode>) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

/** Reads the bodies of forms on every route. One with too many fields reaches no handler, not even in part. */
export function takeForms(app: App): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: FORM_BODY_LIMIT_BYTES },
    (_request, body, done) => {
      const fields = fieldsIn(body.toString());
      if (fields.ok) done(null, fields.value);
      else done(new RefusedBody(fields.refusal));
    },
  );
}

/** Fields as an object without prototype: one value is a string, a repeated name an array. */
function fieldsIn(body: string): Outcome<Fields, HttpCode> {
  const fields: Fields = Object.create(null);
  let count = 0;
  for (const [name, value] of new URLSearchParams(body)) {
    if (++count > FORM_FIELDS_LIMIT) {
      const sentence = phrase`A form has at most ${FORM_FIELDS_LIMIT} fields, so nothing was done. Send less, or in parts.`;
      return refuse('form-too-many-fields', sentence);
    }
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else fields[name] = [known, value];
  }
  return accept(fields);
}
