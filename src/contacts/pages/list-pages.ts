import { Type } from 'typebox';
import { LIST_BYTES_MOST } from '#contacts/contact-list.ts';
import { RECORD_FIELDS } from '#contacts/contact-record.ts';
import { IMPORT_FORMS, type ImportForm, readList } from '#contacts/lists.ts';
import { keepProposals } from '#contacts/proposals.ts';
import { refusedForm } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Refusal } from '#outcome.ts';
import { html, type Markup } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalText } from '#web/parts/errors.ts';
import { areaField, radios, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type ContactPageServices, may, noPerson, notMandated, personOf } from './services.ts';
import { CONTACT_TEXTS } from './texts.ts';

const T = CONTACT_TEXTS.list;
const SOURCE_CHARACTERS = 300;
/** The list as a form carries it, percent-encoded, and the other fields. */
const BODY_BYTES = 3 * LIST_BYTES_MOST + 10_000;
const Fields = Type.Object({
  form: Type.Optional(Type.Enum([...IMPORT_FORMS])),
  source: Type.Optional(Type.String({ maxLength: SOURCE_CHARACTERS })),
  text: Type.Optional(Type.String({ maxLength: LIST_BYTES_MOST })),
});
type Typed = { readonly form?: ImportForm; readonly source?: string; readonly text?: string };

/** `/contacts/import`: a list becomes unconfirmed entries of one's own party, whole or not at all. */
export function listPages(app: App, services: ContactPageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/contacts/import', signedIn, (request, reply) => sendForm(request, reply, {}, NO_ERRORS));

  app.post(
    '/contacts/import',
    { ...signedIn, bodyLimit: BODY_BYTES, schema: { body: Fields } },
    async (request, reply) => {
      const person = personOf(request);
      if (person === undefined) return refused(reply, noPerson);
      if (!may(services, request, 'import-contacts')) return refused(reply, notMandated);
      const typed = request.body as Typed;
      const source = typed.source?.trim() ?? '';
      if (source === '')
        return sendForm(request, refusedForm(reply), typed, new Map([['source', T.sourceNeeded]]));
      const list = readList(typed.form ?? 'csv', typed.text ?? '');
      if (!list.ok)
        return sendForm(request, refusedForm(reply), typed, new Map([['text', T.faults]]), list.faults);
      const { records, repeated } = list.value;
      const kept = await keepProposals(
        services.connection,
        { party: person.party, person: person.person, source, records },
        services.ledger.now(),
      );
      if (!kept.ok) {
        const errors = new Map([['text', refusalText(kept.refusal)]]);
        return sendForm(request, refusedForm(reply, kept.refusal.code), typed, errors);
      }
      const done = html`<p>${sentence(T.doneText, { kept: kept.value, repeated: repeated.length })}</p>`;
      const body = html`${backLink(CONTACT_TEXTS.directory.crumb, '/contacts')}${pageHead({ title: T.title })}${notice(T.done, done, 'right')}${actions(linkButton(CONTACT_TEXTS.directory.title, '/contacts#unconfirmed'))}`;
      return sendPage(request, reply, { title: T.done, body });
    },
  );
}

function sendForm(
  request: Request,
  reply: Reply,
  typed: Typed,
  errors: FieldErrors,
  faults: readonly Refusal[] = [],
): Reply {
  const fields = html`${radios({
    name: 'form',
    label: T.form,
    choices: IMPORT_FORMS.map((one) => ({
      value: one,
      label: T.forms[one],
      checked: one === (typed.form ?? 'csv'),
    })),
  })}
${textField({ name: 'source', label: T.source, help: T.sourceHelp, value: typed.source, error: errors.get('source') })}
${areaField({ name: 'text', label: T.text, help: sentence(T.textHelp, { columns: RECORD_FIELDS.join(', ') }), value: typed.text, rows: 12, error: errors.get('text'), spellcheck: false })}
${actions(button(T.button))}`;
  const body = html`${backLink(CONTACT_TEXTS.directory.crumb, '/contacts')}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
${faults.length > 0 && faultList(faults)}${form(request, reply, { action: '/contacts/import' }, fields)}`;
  return sendPage(request, reply, { title: T.title, body });
}

function faultList(faults: readonly Refusal[]): Markup {
  const lines = faults.map(
    ({ place, sentence: text }) =>
      html`<li>${place === undefined ? text : plainSentence(T.fault, { place, sentence: text })}</li>`,
  );
  return notice(T.faults, html`<ul>${lines}</ul>`, 'wrong');
}
