import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { protectionOf } from '#incidents/protection.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { draftParams, fieldsOf } from '#site/form-body.ts';
import { namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalText } from '#web/parts/errors.ts';
import { checkboxes, textField } from '#web/parts/field.ts';
import { actions, form, VERSION_FIELD } from '#web/parts/form.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, details, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type AlertProgress, alertOf, answersOf, authorityFor, isUse, progressOf, save } from './alert-draft.ts';
import { draftPath } from './alert-start.ts';
import { ALERT_TEXTS } from './alert-texts.ts';

const T = ALERT_TEXTS.address;
const CONTACT_LIMIT_CHARACTERS = 300;
const CONTACT = { contact_name: 'name', contact_phone: 'phone', contact_email: 'email' } as const;

/** Law after danger: who receives the report, who may use it for what, what protects the reporter. */
export function alertAddressPages(app: App, services: PageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params: Type.Object(draftParams) } };
  app.get('/report/:id/address', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const draft = await alertOf(services, person, request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    if (draft.value.state !== 'open') return seeOther(reply, draftPath(draft.value));
    return sendAddress(services, request, reply, draft.value, progressOf(draft.value), NO_ERRORS);
  });

  app.post('/report/:id/address', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const draft = await alertOf(services, person, request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    const fields = fieldsOf(request.body);
    const progress = read(fields, progressOf(draft.value));
    const saved = await save(
      services,
      person,
      draft.value,
      Number(fields[VERSION_FIELD]),
      answersOf(draft.value),
      progress,
    );
    if (saved.ok) return seeOther(reply, `/report/${draft.value.id}/check`);
    const errors = new Map([['', refusalText(saved.refusal)]]);
    return sendAddress(services, request, refusedForm(reply, saved.refusal.code), draft.value, progress, errors);
  });
}

function read(fields: ReturnType<typeof fieldsOf>, before: AlertProgress): AlertProgress {
  const text = (name: string) => ([fields[name]].flat()[0] ?? '').trim().slice(0, CONTACT_LIMIT_CHARACTERS);
  const contact = Object.entries(CONTACT).flatMap(([field, name]) =>
    text(field) === '' ? [] : [[name, text(field)] as const],
  );
  const uses = [fields.uses ?? []].flat().filter(isUse);
  return {
    ...before,
    addressed: true,
    uses: uses.includes('mitigation') ? uses : ['mitigation', ...uses],
    preliminary: [fields.preliminary ?? []].flat().includes('yes'),
    contact: Object.fromEntries(contact),
  };
}

async function sendAddress(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  progress: AlertProgress,
  errors: FieldErrors,
): Promise<Reply> {
  const names = await namesFor(services);
  const authority = await authorityFor(services, draft.party);
  const territory = names.book.parties.get(draft.party)?.territory ?? '';
  const protection = protectionOf(territory, draft.type);
  const uses = protection.uses.map(({ use, who, for_what: what }) => ({
    value: use,
    label: T.useNames[use],
    help: sentence(T.use, { who: english(who), what: english(what) }),
    checked: progress.uses.includes(use),
  }));
  const field = (name: keyof typeof CONTACT, label: string, type: 'text' | 'tel' | 'email') =>
    textField({ name, label, type, optional: true, value: progress.contact[CONTACT[name]] });
  const fields = html`${checkboxes({ name: 'uses', label: T.uses, help: T.usesHelp, choices: uses })}
${checkboxes({ name: 'preliminary', label: T.preliminaryLabel, choices: [{ value: 'yes', label: T.preliminary, help: T.preliminaryHelp, checked: progress.preliminary }] })}
<fieldset class="field"><legend>${T.contact}</legend>${field('contact_name', T.contactName, 'text')}${field('contact_phone', T.contactPhone, 'tel')}${field('contact_email', T.contactEmail, 'email')}</fieldset>
${actions(button(ALERT_TEXTS.question.save))}`;
  const to =
    authority === null
      ? html`${T.noAuthority}`
      : sentence(T.to, { party: html`<strong>${said(names.party(authority))}</strong>` });
  const body = html`${backLink(ALERT_TEXTS.question.back, `/report/${draft.id}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: to })}
<div class="aside"><div>${form(request, reply, { action: `/report/${draft.id}/address`, version: draft.version }, fields)}</div>
${protectionSection(protection)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

export function protectionSection(protection: ReturnType<typeof protectionOf>): Markup {
  return html`<section class="stack" aria-labelledby="protection"><h2 id="protection">${T.protection}</h2>${protectionLines(protection)}</section>`;
}

/** The same on the page before signing, where it was read already and must not stand before the signature's button. */
export function foldedProtection(protection: ReturnType<typeof protectionOf>): Markup {
  return details(T.protection, protectionLines(protection));
}

function protectionLines(protection: ReturnType<typeof protectionOf>): Markup {
  return html`${protection.nothingKnown && html`<p>${T.nothingKnown}</p>`}${protection.asExample && html`<p class="note">${T.asExample}</p>`}
${protection.protections.map(
  ({ instrument, citation, protects, limits, confidence, status }) =>
    html`<div class="stack tight"><p><strong>${english(protects)}</strong></p><p class="note">${sentence(T.limits, { limits: english(limits) })}</p>
<p class="note">${english(html`${instrument}, ${citation}`)} ${tag(T.confidence[confidence], confidence === 'unconfirmed' ? 'wait' : 'plain')} ${status === 'not-in-force' && tag(T.notInForce, 'wait')}</p></div>`,
)}
<p class="note">${sentence(T.compiled, { notice: english(protection.notice), date: protection.compiled })}</p>`;
}
