import { Type } from 'typebox';
import { apiRoute, Done, Instant, orNull } from '#http/api-route.ts';
import { Uuid } from '#statement/statement-type.ts';

const Sureness = Type.Object({
  confidence: Type.Enum(['P', 'S', 'R']),
  least: Type.Enum(['status', 'text', 'calendar']),
});

const Quiet = Type.Object({ zone: Type.String(), fromHour: Type.Integer(), untilHour: Type.Integer() });

const PersonSettings = Type.Object({
  mail: orNull(Type.String()),
  webhook: orNull(Type.String()),
  muted: Type.Boolean(),
  quiet: Quiet,
  beforeHours: Type.Array(Type.Integer()),
});

const PartySettings = Type.Object({
  deputies: Type.Array(Type.String()),
  heads: Type.Array(Type.String()),
  deputyAfterHours: Type.Integer(),
  headAfterHours: Type.Integer(),
  timesTravel: Type.Boolean(),
});

export const listReminders = apiRoute(
  'GET',
  '/api/v1/reminders',
  'listReminders',
  Type.Object({
    reminders: Type.Array(
      Type.Object({
        dueAt: Instant,
        toldAt: Instant,
        key: Type.String(),
        what: Type.String(),
        case: Uuid,
        sureness: orNull(Sureness),
        step: Type.String(),
        level: Type.String(),
        late: Type.Boolean(),
        danger: Type.Boolean(),
        read: Type.Boolean(),
      }),
    ),
    undelivered: Type.Array(
      Type.Object({
        id: Type.String(),
        channel: Type.Enum(['mail', 'webhook']),
        state: Type.Enum(['waiting', 'stopped', 'sent']),
        failures: Type.Integer(),
        sentence: orNull(Type.String()),
        madeAt: Instant,
        nextAt: Instant,
      }),
    ),
  }),
);

export const markRemindersRead = apiRoute('POST', '/api/v1/reminders/read', 'markRemindersRead', Done);

export const remindAgain = apiRoute('POST', '/api/v1/reminders/again', 'remindAgain', Done);

export const readReminderSettings = apiRoute(
  'GET',
  '/api/v1/reminders/settings',
  'readReminderSettings',
  Type.Object({ person: PersonSettings, party: PartySettings, webhookKey: Type.String() }),
);

export const setReminderSettings = apiRoute('PUT', '/api/v1/reminders/settings', 'setReminderSettings', Done);

export const setPartyReminderSettings = apiRoute(
  'PUT',
  '/api/v1/reminders/settings/party',
  'setPartyReminderSettings',
  Done,
);

export const makeCalendarLink = apiRoute(
  'POST',
  '/api/v1/reminders/calendar',
  'makeCalendarLink',
  Type.Object({ address: Type.String() }),
);

export const endCalendarLink = apiRoute('DELETE', '/api/v1/reminders/calendar', 'endCalendarLink', Done);
