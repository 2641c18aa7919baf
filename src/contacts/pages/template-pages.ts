import { Type } from 'typebox';
import { fillTemplate, PLACE_CHARACTERS_MOST, TEMPLATES, type Template } from '#contacts/templates.ts';
import { refusedForm } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { CONTACT_TEXTS } from './texts.ts';

const T = CONTACT_TEXTS.templates;
const ID_CHARACTERS = 60;
const LONG_PLACES: readonly string[] = ['observed', 'indicators', 'steps', 'questions', 'need', 'handling'];
const params = Type.Object({ template: Type.String({ maxLength: ID_CHARACTERS }) });
const Values = Type.Record(Type.String(), Type.Unknown());

/** `/contacts/templates`: texts for the usual requests, filled on the server, sent by nobody. */
export function templatePages(app: App): void {
  app.get('/contacts/templates', (request, reply) => {
    const rows = TEMPLATES.map(({ id, title, channels, use }) => [
      html`<a href="/contacts/templates/${id}">${english(title)}</a>`,
      listText(
        currentLanguage(),
        channels.map((channel) => CONTACT_TEXTS.channels[channel]),
      ),
      english(use),
    ]);
    const columns = T.columns.map((label) => ({ label }));
    const body = html`${backLink(CONTACT_TEXTS.directory.crumb, '/contacts')}${pageHead({ title: T.title, lead: T.lead })}${table(T.title, columns, rows, true)}`;
    return sendPage(request, reply, { title: T.title, body });
  });

  app.get('/contacts/templates/:template', { schema: { params } }, (request, reply) => {
    const template = TEMPLATES.find(({ id }) => id === request.params.template);
    return template === undefined ? refused(reply, missing()) : sendTemplate(request, reply, template, undefined);
  });

  app.post('/contacts/templates/:template', { schema: { params, body: Values } }, (request, reply) => {
    const template = TEMPLATES.find(({ id }) => id === request.params.template);
    if (template === undefined) return refused(reply, missing());
    const values: Record<string, string> = {};
    for (const { name } of template.places) {
      const value = request.body[name];
      if (typeof value === 'string') values[name] = value.slice(0, PLACE_CHARACTERS_MOST);
    }
    return sendTemplate(request, reply, template, values);
  });
}

const missing = () => ({ code: 'template-unknown', sentence: T.missing, spoken: true }) as const;

function sendTemplate(
  request: Request,
  reply: Reply,
  template: Template,
  values: Readonly<Record<string, string>> | undefined,
): Reply {
  const filled = values === undefined ? undefined : fillTemplate(template.id, values);
  const errors =
    filled?.ok === false
      ? refusalErrors(
          filled.refusal,
          template.places.map(({ name }) => name),
        )
      : NO_ERRORS;
  const fields = template.places.map(({ name, label, optional }) => {
    const field = { name, label: english(label), optional, value: values?.[name], error: errors.get(name) };
    return LONG_PLACES.includes(name) ? areaField({ ...field, rows: 3 }) : textField(field);
  });
  const result =
    filled?.ok === true &&
    html`<section class="stack tight" aria-labelledby="filled"><h2 id="filled">${T.text}</h2>${textField({ name: 'subject-filled', label: T.subject, value: filled.value.subject })}${areaField({ name: 'text-filled', label: T.text, value: filled.value.text, rows: 16 })}</section>`;
  const body = html`${backLink(T.crumb, '/contacts/templates')}${errorSummary(errors)}${pageHead({ title: english(template.title), lead: english(template.use) })}<div class="stack loose">${result}
${form(request, filled?.ok === false ? refusedForm(reply, filled.refusal.code) : reply, { action: `/contacts/templates/${template.id}` }, html`${fields}${actions(button(T.fill))}`)}</div>`;
  return sendPage(request, reply, { title: template.title, body });
}
