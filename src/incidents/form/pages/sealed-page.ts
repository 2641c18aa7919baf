import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import { clientOf } from '#http/client-address.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import * as api from '#incidents/form/receiver-answers.ts';
import { type Arrived, type SealedServices, takeSealed } from '#incidents/form/sealed.ts';
import { namesFor } from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalText } from '#web/parts/errors.ts';
import { areaField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { details, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { sealReceivers } from './receivers.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = REPORT_TEXTS.sealed;
/** What may come in a form; the file's own limit is below it, and its refusal says more. */
const TEXT_LIMIT_CHARACTERS = 240_000;

/** `/report/sealed`: anybody hands in a sealed file here, whoever it is for; and the keys that files are sealed to. */
export function sealedPages(app: App, services: ReportServices, sealed: SealedServices): void {
  app.get('/report/sealed', (request, reply) => sendDoor(services, request, reply, '', NO_ERRORS));

  const File = Type.Object({ file: Type.String({ maxLength: TEXT_LIMIT_CHARACTERS }) });
  app.post('/report/sealed', { schema: { body: File }, config: { rate: 'sign-in' } }, async (request, reply) => {
    const text = request.body.file.trim();
    const taken = await takeSealed(sealed, { text, client: clientOf(request) });
    if (!taken.ok) {
      const errors = new Map([['file', refusalText(taken.refusal)]]);
      return sendDoor(services, request, refusedForm(reply, taken.refusal.code), text, errors);
    }
    if (taken.value.state === 'opened') return seeOther(reply, `/report/sent/${taken.value.reference}`);
    return sendArrived(services, request, reply, taken.value);
  });

  app.get(
    api.listReceivingKeys.path,
    {
      schema: {
        summary: 'Keys (age) that a report can be sealed to without a network',
        tags: ['reports'],
        ...api.listReceivingKeys.schema,
      },
    },
    async (request) => ({ receivers: await sealReceivers(services, request.server.node.publicUrl) }),
  );
}

async function sendDoor(
  services: ReportServices,
  request: Request,
  reply: Reply,
  typed: string,
  errors: FieldErrors,
): Promise<Reply> {
  const receivers = await sealReceivers(services, request.server.node.publicUrl);
  const keys = html`<ul class="plain">${receivers.map(({ name, recipient }) => html`<li>${said(name)}<br><span class="hash">${recipient}</span></li>`)}</ul>`;
  const fields = html`<div class="field" data-with-script hidden><label for="sealed-file">${T.file}</label><input type="file" id="sealed-file" data-fills="field-file"></div>
${areaField({ name: 'file', label: T.paste, help: T.pasteHelp, value: typed, rows: 6, spellcheck: false, error: errors.get('file') })}${actions(button(T.button))}`;
  const body = html`${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">${form(request, reply, { action: '/report/sealed' }, fields)}${details(T.keys, keys)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

async function sendArrived(
  services: ReportServices,
  request: Request,
  reply: Reply,
  arrived: Exclude<Arrived, { state: 'opened' }>,
): Promise<Reply> {
  const names = await namesFor(services);
  const { title, text, look } = arrivedWords(arrived, said(names.party(arrived.to)));
  const reference =
    arrived.state === 'handed-on' &&
    arrived.reference !== null &&
    html`<p>${REPORT_TEXTS.sent.reference}: <strong class="reference">${arrived.reference}</strong></p>`;
  const body = html`${pageHead({ title })}<div class="notice ${look}"><p>${text}</p>${reference}</div><p>${linkButton(T.again, '/report/sealed', 'second')}</p>`;
  return sendPage(request, reply, { title, section: 'report', body });
}

function arrivedWords(arrived: Exclude<Arrived, { state: 'opened' }>, party: Markup) {
  const node = html`<span class="hash">${arrived.node}</span>`;
  switch (arrived.state) {
    case 'handed-on':
      return { title: T.handedTitle, text: sentence(T.handed, { party, node }), look: 'right' } as const;
    case 'waits': {
      const until = when(Temporal.Instant.from(arrived.until));
      return { title: T.waitsTitle, text: sentence(T.waits, { party, node, until }), look: 'wait' } as const;
    }
    case 'carry-on':
      return { title: T.carryTitle, text: sentence(T.carry, { party, node }), look: 'wrong' } as const;
  }
}
