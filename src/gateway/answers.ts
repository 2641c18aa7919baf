import { Type } from 'typebox';
import { apiRoute, Done, Instant, orNull } from '#http/api-route.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';

export const listMail = apiRoute(
  'GET',
  '/api/v1/mail',
  'listMail',
  Type.Object({
    mails: Type.Array(
      Type.Object({
        id: Type.String(),
        draft: Type.String(),
        from: Type.Object({ name: Type.String(), address: Type.String() }),
        subject: Type.String(),
        receivedAt: Instant,
        signature: Type.Union([
          Type.Object({ kind: Type.Literal('none') }),
          Type.Object({ kind: Type.Literal('smime-not-checked') }),
          Type.Object({ kind: Type.Literal('encrypted') }),
          Type.Object({ kind: Type.Literal('openpgp-no-key') }),
          Type.Object({ kind: Type.Literal('openpgp-wrong') }),
          Type.Object({
            kind: Type.Literal('openpgp'),
            fingerprint: Type.String(),
            signedAt: Type.Optional(Instant),
          }),
        ]),
        listed: orNull(Type.String()),
        files: Type.Array(
          Type.Object({ name: Type.String(), type: Type.String(), digest: Digest, bytes: Type.Integer() }),
        ),
        by: Type.Enum(['smtp', 'file']),
      }),
    ),
  }),
);

export const takeMail = apiRoute(
  'POST',
  '/api/v1/mail',
  'takeMail',
  Type.Object({ id: Uuid, isNew: Type.Boolean(), link: Type.String() }),
);

export const listWebhooks = apiRoute(
  'GET',
  '/api/v1/webhooks',
  'listWebhooks',
  Type.Object({
    webhooks: Type.Array(
      Type.Object({
        deliveries: Type.Array(
          Type.Object({
            madeAt: Instant,
            nextAt: Instant,
            id: Type.String(),
            event: Type.String(),
            state: Type.Enum(['waiting', 'stopped', 'sent']),
            failures: Type.Integer(),
            sentence: orNull(Type.String()),
          }),
        ),
        madeAt: Instant,
        stoppedAt: orNull(Instant),
        id: Type.String(),
        address: Type.String(),
        events: Type.Array(
          Type.Enum(['case-changed', 'deadline-near', 'deadline-missed', 'delivery-silent', 'mail-waiting']),
        ),
        state: Type.Enum(['on', 'stopped']),
        failures: Type.Integer(),
      }),
    ),
  }),
);

export const addWebhook = apiRoute('POST', '/api/v1/webhooks', 'addWebhook', Type.Object({ id: Uuid }));

export const WEBHOOK_STEPS = {
  end: apiRoute('POST', '/api/v1/webhooks/:id/end', 'endWebhook', Done),
  start: apiRoute('POST', '/api/v1/webhooks/:id/start', 'startWebhook', Done),
  trial: apiRoute('POST', '/api/v1/webhooks/:id/trial', 'tryWebhook', Done),
} as const;
