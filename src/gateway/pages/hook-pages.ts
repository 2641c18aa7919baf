import { Type } from 'typebox';
import { webhookPublicKey } from '#federation/webhook.ts';
import { FAILURES_UNTIL_STOPPED } from '#gateway/hooks/limits.ts';
import {
  endHook,
  HOOK_EVENTS,
  type Hook,
  type HookDelivery,
  hooksOf,
  lastDeliveries,
  makeHook,
  restartHook,
  sendTrial,
} from '#gateway/hooks/subscriptions.ts';
import type { GatewayServices } from '#gateway/services.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Outcome } from '#outcome.ts';
import { type Person, personFor } from '#parties/services.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { checkboxes, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { HOOK_TEXTS } from './hook-texts.ts';

const ADDRESS_CHARACTERS = 1_000;
const params = Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) });
type Typed = { readonly address?: string; readonly events?: string | readonly string[] };

/** `/webhooks`: where a party's own systems are told of events, how it went, and a trial. */
export function hookPages(app: App, services: GatewayServices): void {
  const { connection, ledger, gateway, publicUrl } = services;
  const signedIn = { preHandler: app.requireActor };
  const Asked = Type.Object({ trial: Type.Optional(Type.String({ maxLength: 3 })) });
  app.get('/webhooks', { ...signedIn, schema: { querystring: Asked } }, async (request, reply) => {
    const person = personFor(request, services, 'plan-webhooks');
    if (!person.ok) return refused(reply, person.refusal);
    return sendHooks(services, request, reply, person.value, { asked: request.query.trial !== undefined });
  });

  const NewHook = Type.Object({
    address: Type.Optional(Type.String({ maxLength: ADDRESS_CHARACTERS })),
    events: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 20 })])),
  });
  app.post('/webhooks', { ...signedIn, schema: { body: NewHook } }, async (request, reply) => {
    const person = personFor(request, services, 'plan-webhooks');
    if (!person.ok) return refused(reply, person.refusal);
    const typed = request.body as Typed;
    const wanted = {
      person: person.value.person,
      address: typed.address ?? '',
      events: [typed.events ?? []].flat(),
    };
    const made = await makeHook({ connection, party: person.value.party }, wanted, ledger.now());
    gateway.wake();
    if (made.ok) return seeOther(reply, '/webhooks');
    const errors = refusalErrors(made.refusal, ['address', 'events']);
    return sendHooks(services, request, refusedForm(reply, made.refusal.code), person.value, { errors, typed });
  });

  const wall = () => Temporal.Now.instant();
  const steps: Readonly<Record<string, (party: string, id: string) => Promise<Outcome<null>>>> = {
    end: (party, id) => endHook({ connection, party }, id),
    start: (party, id) => restartHook({ connection, party }, id, wall()),
    trial: (party, id) => sendTrial({ connection, party }, id, { publicUrl, realm: ledger.realm, wall: wall() }),
  };
  for (const [step, take] of Object.entries(steps)) {
    app.post(`/webhooks/:id/${step}`, { ...signedIn, schema: { params } }, async (request, reply) => {
      const person = personFor(request, services, 'plan-webhooks');
      if (!person.ok) return refused(reply, person.refusal);
      const done = await take(person.value.party, request.params.id);
      gateway.wake();
      return done.ok
        ? seeOther(reply, step === 'trial' ? '/webhooks?trial=yes' : '/webhooks')
        : refused(reply, done.refusal);
    });
  }
}

type Shown = { readonly errors?: FieldErrors; readonly typed?: Typed; readonly asked?: boolean };

async function sendHooks(
  services: GatewayServices,
  request: Request,
  reply: Reply,
  { party }: Person,
  { errors = NO_ERRORS, typed = {}, asked = false }: Shown,
): Promise<Reply> {
  const T = HOOK_TEXTS;
  const { connection } = services;
  const hooks = await hooksOf({ connection, party });
  const sections = await Promise.all(
    hooks.map(async (hook) => hookSection(request, reply, hook, await lastDeliveries(connection, hook.id))),
  );
  const chosen = [typed.events ?? []].flat();
  const choices = HOOK_EVENTS.map((value) => ({ value, label: T.events[value], checked: chosen.includes(value) }));
  const fields = html`${textField({ name: 'address', label: T.make.address, type: 'url', help: T.make.addressHelp, value: typed.address, error: errors.get('address') })}
${checkboxes({ name: 'events', label: T.make.events, choices, error: errors.get('events') })}${actions(button(T.make.button))}`;
  const key = html`<span class="hash">${webhookPublicKey(services.webhookKey)}</span>`;
  const body = html`${backLink(T.crumb, '/desk')}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
${asked && notice(T.events.trial, html`<p>${T.trialAsked}</p>`)}${hooks.length === 0 ? html`<p>${T.none}</p>` : sections}
<section class="stack tight" aria-labelledby="make"><h2 id="make">${T.make.title}</h2><p class="soft">${sentence(T.key, { key })}</p>${form(request, reply, { action: '/webhooks', label: T.make.title }, fields)}</section></div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}

function hookSection(request: Request, reply: Reply, hook: Hook, deliveries: readonly HookDelivery[]): Markup {
  const T = HOOK_TEXTS;
  const act = (step: string, label: string, look: 'second' | 'text') =>
    form(request, reply, { action: `/webhooks/${hook.id}/${step}`, look: 'inline', label }, button(label, look));
  const { failures } = hook;
  const failing = plainSentence(T.failing, { failures, most: FAILURES_UNTIL_STOPPED });
  const stopped =
    hook.state === 'stopped' &&
    notice(T.stopped, html`<p>${plainSentence(T.stoppedLead, { failures })}</p>`, 'wrong');
  const rows = [
    {
      key: T.tells,
      value: listText(
        currentLanguage(),
        hook.events.map((event) => T.events[event]),
      ),
    },
    { key: T.state, value: tag(T.states[hook.state], hook.state === 'on' ? 'done' : 'wrong') },
  ];
  const id = `hook-${hook.id}`;
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${said(hook.address)}</h2>${stopped}${summaryList(rows)}
${hook.state === 'on' && failures > 0 && html`<p class="note">${failing}</p>`}<div class="row">${hook.state === 'stopped' && act('start', T.start, 'second')}${hook.state === 'on' && act('trial', T.trial, 'second')}${act('end', T.end, 'text')}</div>
<h3>${T.deliveries}</h3>${deliveries.length === 0 ? html`<p class="soft">${T.noDeliveries}</p>` : deliveryTable(deliveries)}</section>`;
}

function deliveryTable(deliveries: readonly HookDelivery[]): Markup {
  const T = HOOK_TEXTS;
  const words: Readonly<Record<string, string>> = T.events;
  const rows = deliveries.map((one) => [
    words[one.event] ?? one.event,
    when(one.madeAt),
    tag(T.deliveryStates[one.state], one.state === 'sent' ? 'done' : 'wait'),
    one.failures,
    one.sentence ?? '–',
  ]);
  return table(
    T.deliveries,
    Object.values(T.columns).map((label) => ({ label })),
    rows,
    true,
  );
}
