import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

/** What the pings to one contact have shown so far. */
export const Measured = Type.Object({
  lastPingAt: orNull(Instant),
  pings: Type.Integer(),
  settled: Type.Integer(),
  answeredByPerson: Type.Integer(),
  answeredInTime: Type.Integer(),
  medianSeconds: orNull(Type.Integer()),
  lastSeconds: orNull(Type.Integer()),
  machineMedianSeconds: orNull(Type.Integer()),
  unansweredInARow: Type.Integer(),
});

const Ping = {
  at: Instant,
  answerBy: orNull(Instant),
  digest: Digest,
  case: orNull(Uuid),
  issuer: PartyId,
  party: PartyId,
  contact: orNull(Type.String()),
  channel: Type.String(),
  challenge: orNull(Type.String()),
  mode: Type.Enum(['scheduled', 'surprise']),
};

const Rhythm = Type.Object({
  on: Type.Boolean(),
  every_months: Type.Integer(),
  answer_hours: Type.Integer(),
  set_at: orNull(Instant),
});

export const sendPing = apiRoute('POST', '/api/v1/contacts/pings', 'sendPing', Type.Object({ digest: Digest }));

export const listPings = apiRoute(
  'GET',
  '/api/v1/contacts/pings',
  'listPings',
  Type.Object({
    measured: Measured,
    sent: Type.Array(
      Type.Object({
        state: Type.Enum(['answered', 'answered-late', 'answered-elsewhere', 'waiting', 'unanswered']),
        receivedAt: orNull(Instant),
        machineAnsweredAt: orNull(Instant),
        personAnsweredAt: orNull(Instant),
        personAnsweredVia: orNull(Type.String()),
        ...Ping,
      }),
    ),
    toAnswer: Type.Array(Type.Object(Ping)),
  }),
);

export const answerPing = apiRoute(
  'POST',
  '/api/v1/contacts/pings/:ping/answer',
  'answerPing',
  Type.Object({ digest: Digest }),
);

export const readPingRhythm = apiRoute('GET', '/api/v1/contacts/rhythm', 'readPingRhythm', Rhythm);

export const setPingRhythm = apiRoute('PUT', '/api/v1/contacts/rhythm', 'setPingRhythm', Rhythm);
