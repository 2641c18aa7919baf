import { Type } from 'typebox';
import { NewContact, stateContact } from '#contacts/directory-routes.ts';
import { proposal } from '#contacts/proposals.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Person } from '#parties/services.ts';
import { CONTACT_KINDS } from '#parties/statements.ts';
import { Digest } from '#statement/statement-type.ts';
import { departure, fits } from '#statement/validator.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { selectField, textField } from '#web/parts/field.ts';
import { actions, form, hidden } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { entryFor, notFound } from './contact-page.ts';
import { wishFromRecord, wishOf } from './contact-wish.ts';
import { type ContactPageServices, noPerson, personOf } from './services.ts';
import { CONTACT_TEXTS } from './texts.ts';

const T = CONTACT_TEXTS.form;
const FIELD_CHARACTERS = 2_100;
const FIELDS = [
  'party',
  'contact',
  'kind',
  'name',
  'languages',
  'hours',
  'phone',
  'email',
  'url',
  'pgp',
  'seal',
  'verified_on',
  'valid_until',
] as const;
type Typed = { readonly [Name in (typeof FIELDS)[number]]?: string };
const Fields = Type.Object(
  Object.fromEntries(FIELDS.map((name) => [name, Type.Optional(Type.String({ maxLength: FIELD_CHARACTERS }))])),
);

/** `/contacts/new`: states a contact; begun from an entry that changes, or from an unconfirmed one. */
export function contactForm(app: App, services: ContactPageServices): void {
  const signedIn = { preHandler: app.requireActor };
  const Begin = Type.Object({ renew: Type.Optional(Digest), from: Type.Optional(Digest) });
  app.get('/contacts/new', { ...signedIn, schema: { querystring: Begin } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const { renew, from } = request.query;
    if (renew !== undefined) {
      const entry = await entryFor(services, request, renew);
      return entry === undefined
        ? notFound(reply)
        : sendForm(services, request, reply, person, typedOf(wishOf(entry)), NO_ERRORS);
    }
    if (from === undefined) return sendForm(services, request, reply, person, {}, NO_ERRORS);
    const begun = await proposal(services.connection, person.party, from);
    if (!begun.ok) return refused(reply, begun.refusal);
    return sendForm(services, request, reply, person, typedOf(wishFromRecord(begun.value.record)), NO_ERRORS);
  });

  app.post('/contacts/new', { ...signedIn, schema: { body: Fields } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const typed = request.body as Typed;
    const wish = wishFrom(typed);
    if (!fits(NewContact, wish)) {
      const { pointer, expected } = departure(NewContact, wish);
      const field = pointer.split('/')[1] ?? (wish.name === undefined ? 'name' : 'kind');
      return sendForm(
        services,
        request,
        refusedForm(reply),
        person,
        typed,
        new Map([[field, `This ${expected}.`]]),
      );
    }
    const stated = await stateContact(services, person, wish as NewContact, request.idempotencyKey);
    if (stated.ok) return seeOther(reply, `/contacts/${stated.value.digest}`);
    const errors = refusalErrors(stated.refusal, FIELDS);
    return sendForm(services, request, refusedForm(reply, stated.refusal.code), person, typed, errors);
  });
}

function typedOf(wish: Partial<NewContact>): Typed {
  const texts = Object.entries(wish).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(' ') : value,
  ]);
  return Object.fromEntries(texts) as Typed;
}

function wishFrom(typed: Typed): Record<string, unknown> {
  const wish: Record<string, unknown> = {};
  for (const name of FIELDS) {
    const value = (typed[name] ?? '').trim();
    if (value === '') continue;
    if (name === 'languages') wish[name] = value.split(/[\s,;]+/u);
    else if (name === 'pgp') wish[name] = value.replaceAll(/\s/gu, '').toUpperCase();
    else wish[name] = value;
  }
  return wish;
}

async function sendForm(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  person: Person,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const { parties } = await services.partyNames();
  const ours = [...parties.values()].filter(
    (one) => one.party === person.party || one.describedBy === person.party,
  );
  const field = (name: keyof Typed, label: string, more: Partial<Parameters<typeof textField>[0]> = {}) =>
    textField({ name, label, value: typed[name], error: errors.get(name), optional: true, ...more });
  const fields = html`${typed.contact !== undefined && typed.contact !== '' && hidden('contact', typed.contact)}
${
  ours.length > 1
    ? selectField({
        name: 'party',
        label: T.party,
        error: errors.get('party'),
        choices: ours.map((one) => ({
          value: one.party,
          label: one.name,
          words: 'name' as const,
          checked: one.party === (typed.party ?? person.party),
        })),
      })
    : hidden('party', person.party)
}
${selectField({
  name: 'kind',
  label: T.kind,
  error: errors.get('kind'),
  choices: CONTACT_KINDS.map((kind) => ({
    value: kind,
    label: CONTACT_TEXTS.kinds[kind],
    checked: kind === typed.kind,
  })),
})}
${field('name', T.name, { optional: false })}
${field('phone', T.phone, { type: 'tel' })}
${field('email', T.email, { type: 'email' })}
${field('hours', T.hours, { help: T.hoursHelp })}
${field('languages', T.languages, { help: T.languagesHelp })}
${field('url', T.url, { type: 'url' })}
${field('pgp', T.pgp, { help: T.pgpHelp, spellcheck: false })}
${field('seal', T.seal, { spellcheck: false })}
${field('verified_on', T.verified, { help: T.verifiedHelp, width: 'short' })}
${field('valid_until', T.until, { help: T.untilHelp, width: 'short' })}
${actions(button(T.button))}`;
  const title = typed.contact ? T.renewTitle : T.newTitle;
  const body = html`${backLink(CONTACT_TEXTS.directory.crumb, '/contacts')}${errorSummary(errors)}${pageHead({ title, lead: T.lead })}
${form(request, reply, { action: '/contacts/new' }, fields)}`;
  return sendPage(request, reply, { title, body });
}
