import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { contentFor, progressOf } from '#incidents/form/pages/alert-draft.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { type CallBack, writeDownCall } from '#parties/workspace/telephone.ts';
import { draftOnce } from '#site/draft-once.ts';
import { noPerson, type PageServices, personOf } from '#site/services.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { radios, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { takesCalls } from './desk-rooms.ts';

const T = RELAY_TEXTS.telephone;
const FIELD_LIMIT_CHARACTERS = 1_000;
const Field = Type.Optional(Type.String({ maxLength: FIELD_LIMIT_CHARACTERS }));
const CallForm = Type.Object({
  name: Field,
  organisation: Field,
  phone: Field,
  call_back: Field,
  read_back: Field,
});
type Typed = Readonly<Record<'name' | 'organisation' | 'phone' | 'call_back' | 'read_back', string | undefined>>;
const NOTHING: Typed = {
  name: undefined,
  organisation: undefined,
  phone: undefined,
  call_back: undefined,
  read_back: undefined,
};

/** `/telephone`: a duty officer writes down who calls, and goes on to the same five questions. */
export function telephonePages(app: App, services: PageServices): void {
  app.get('/telephone', { preHandler: app.requireActor }, async (request, reply) => {
    if (!(await takesCalls(services, request))) return refused(reply, notMandated);
    return sendCallForm(request, reply, NOTHING, NO_ERRORS);
  });

  app.post('/telephone', { preHandler: app.requireActor, schema: { body: CallForm } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    if (!(await takesCalls(services, request))) return refused(reply, notMandated);
    const typed = { ...NOTHING, ...(request.body as Partial<Typed>) };
    const text = (name: keyof Typed) => typed[name]?.trim() ?? '';
    const now = services.ledger.now();
    const call = {
      caller: {
        name: text('name'),
        ...(text('organisation') === '' ? {} : { organisation: text('organisation') }),
        ...(text('phone') === '' ? {} : { phone: text('phone') }),
      },
      callBack: (text('call_back') in T.callBacks ? text('call_back') : 'not-done') as CallBack,
      readBack: text('read_back') === 'yes',
      takenAt: now,
    };
    const draft = await draftOnce(services, request, person, 'incident-alert', (caseId) => {
      const empty = contentFor({ party: person.party, case: caseId, claims: {} }, {}, progressOf({}), null);
      return writeDownCall(person.person, call, empty);
    });
    if (!draft.ok && draft.refusal.code === 'call-malformed') {
      const errors = refusalErrors(draft.refusal, ['name', 'phone']);
      return sendCallForm(request, refusedForm(reply, draft.refusal.code), typed, errors);
    }
    return draft.ok ? seeOther(reply, `/report/${draft.value.id}/danger`) : refused(reply, draft.refusal);
  });
}

const notMandated = {
  code: 'not-mandated',
  sentence: 'Your mandate does not include taking calls. A duty officer writes them down.',
};

function sendCallForm(request: Request, reply: Reply, typed: Typed, errors: FieldErrors): Reply {
  const choices = (labels: Readonly<Record<string, string>>, chosen: string) =>
    Object.entries(labels).map(([value, label]) => ({ value, label, checked: value === chosen }));
  const fields = html`${textField({ name: 'name', label: T.caller, help: T.callerHelp, value: typed.name, error: errors.get('name') })}
${textField({ name: 'organisation', label: T.organisation, optional: true, value: typed.organisation })}
${textField({ name: 'phone', label: T.phone, optional: true, type: 'tel', width: 'short', value: typed.phone, error: errors.get('phone') })}
${radios({ name: 'call_back', label: T.callBack, help: T.callBackHelp, choices: choices(T.callBacks, typed.call_back ?? 'not-done') })}
${radios({ name: 'read_back', label: T.readBack, choices: choices(T.readBacks, typed.read_back ?? 'no') })}
${actions(button(T.button))}`;
  const body = html`${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}${form(request, reply, { action: '/telephone' }, fields)}`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}
