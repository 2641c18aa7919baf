import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { accept } from '#outcome.ts';
import { answer, personForRoute } from '#parties/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import * as api from './answers.ts';
import {
  endHook,
  HOOK_EVENTS,
  type Hook,
  hooksOf,
  lastDeliveries,
  makeHook,
  restartHook,
  sendTrial,
} from './hooks/subscriptions.ts';
import { MESSAGE_BYTES_MOST } from './mail/limits.ts';
import { type DeskMail, mailsOf } from './mail/mail-desk.ts';
import { refusal } from './mail/read-mail.ts';
import { GATEWAY_REFUSALS } from './refusal-texts.ts';
import type { GatewayServices } from './services.ts';

const exact = { additionalProperties: false } as const;
/** A mail in base64, and the JSON around it. */
const MAIL_BODY_BYTES = Math.ceil(MESSAGE_BYTES_MOST / 3) * 4 + 1_024;
const ADDRESS_CHARACTERS = 1_000;

/** `/api/v1/mail` and `/api/v1/webhooks`. */
export function gatewayRoutes(app: App, services: GatewayServices): void {
  mailRoutes(app, services);
  hookRoutes(app, services);
}

function mailRoutes(app: App, services: GatewayServices): void {
  const { connection, gateway } = services;
  const tags = ['mail'];
  app.get(
    api.listMail.path,
    {
      preHandler: app.requireActor,
      config: { act: 'take-mail' },
      schema: { summary: 'Mails that wait at your desk', tags, ...api.listMail.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const waiting = await mailsOf({ connection, party: person.value.party }, 'waiting');
      return reply.send({ mails: waiting.map(mailJson) });
    },
  );
  const Message = Type.Object({ message: Type.String({ minLength: 1, maxLength: MAIL_BODY_BYTES }) }, exact);
  app.post(
    api.takeMail.path,
    {
      preHandler: app.requireActor,
      bodyLimit: MAIL_BODY_BYTES,
      config: { act: 'take-mail', rate: 'costly' },
      schema: {
        body: Message,
        summary: 'A mail from a file (message/rfc822 in base64) becomes a draft of your desk',
        tags,
        ...api.takeMail.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const raw = bytesOf(request.body.message);
      if (raw === undefined) {
        return refused(reply, refusal('mail-malformed', { why: GATEWAY_REFUSALS.why.base64 }).refusal);
      }
      const kept = await gateway.take({ parties: [person.value.party], raw, sender: null });
      return answer(reply, kept, ([one]) => ({ ...one, link: `${services.publicUrl}/mail/${one!.id}` }));
    },
  );
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return undefined;
  }
}

function mailJson({ id, draft, from, subject, receivedAt, signature, listed, files, by }: DeskMail) {
  const listedFiles = files.map(({ name, type, digest, bytes }) => ({ name, type, digest, bytes }));
  return {
    id,
    draft,
    from,
    subject,
    receivedAt: receivedAt.toString(),
    signature,
    listed,
    files: listedFiles,
    by,
  };
}

function hookRoutes(app: App, services: GatewayServices): void {
  const asks = { preHandler: app.requireActor, config: { act: 'plan-webhooks' } };
  const { connection, ledger, gateway, publicUrl } = services;
  const tags = ['webhooks'];
  const wall = () => Temporal.Now.instant();
  app.get(
    api.listWebhooks.path,
    {
      ...asks,
      schema: { summary: 'Webhooks of your party, and their last deliveries', tags, ...api.listWebhooks.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const hooks = await hooksOf({ connection, party: person.value.party });
      return reply.send({ webhooks: await Promise.all(hooks.map((hook) => hookJson(services, hook))) });
    },
  );
  const NewHook = Type.Object(
    {
      address: Type.String({ maxLength: ADDRESS_CHARACTERS }),
      events: Type.Array(Type.Enum([...HOOK_EVENTS]), { maxItems: HOOK_EVENTS.length, uniqueItems: true }),
    },
    exact,
  );
  app.post(
    api.addWebhook.path,
    { ...asks, schema: { body: NewHook, summary: 'Tell an address of events', tags, ...api.addWebhook.schema } },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const wanted = { ...request.body, person: person.value.person };
      const made = await makeHook({ connection, party: person.value.party }, wanted, ledger.now());
      gateway.wake();
      return answer(reply, made, (id) => ({ id }));
    },
  );
  const params = Type.Object({ id: Uuid }, exact);
  const steps = {
    end: (party: string, id: string) => endHook({ connection, party }, id),
    start: (party: string, id: string) => restartHook({ connection, party }, id, wall()),
    trial: (party: string, id: string) =>
      sendTrial({ connection, party }, id, { publicUrl, realm: ledger.realm, wall: wall() }),
  } as const;
  const summaries = {
    end: 'End a webhook',
    start: 'Start a stopped webhook again',
    trial: 'Send a trial',
  } as const;
  for (const step of ['end', 'start', 'trial'] as const) {
    app.post(
      api.WEBHOOK_STEPS[step].path,
      {
        ...asks,
        schema: { params, summary: summaries[step], tags, ...api.WEBHOOK_STEPS[step].schema },
      },
      async (request, reply) => {
        const person = personForRoute(request, services);
        if (!person.ok) return refused(reply, person.refusal);
        const done = await steps[step](person.value.party, request.params.id);
        gateway.wake();
        return answer(reply, done.ok ? accept({}) : done, () => ({}));
      },
    );
  }
}

async function hookJson({ connection }: GatewayServices, hook: Hook) {
  const deliveries = (await lastDeliveries(connection, hook.id)).map((one) => ({
    ...one,
    madeAt: one.madeAt.toString(),
    nextAt: one.nextAt.toString(),
  }));
  const { id, address, events, state, failures, madeAt, stoppedAt } = hook;
  const times = { madeAt: madeAt.toString(), stoppedAt: stoppedAt?.toString() ?? null };
  return { id, address, events, state, failures, ...times, deliveries };
}
