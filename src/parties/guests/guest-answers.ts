import { Type } from 'typebox';
import { apiRoute, Done, Instant, orNull } from '#http/api-route.ts';
import { Entry } from '#parties/directory-answers.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';

/** The link itself, shown once; or, where it goes by mail, the message that is to be sent. */
const Invited = Type.Object({
  id: Uuid,
  link: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
});

const Answered = Type.Object({ acknowledgement: Digest });

export const inviteGuest = apiRoute('POST', '/api/v1/guests', 'inviteGuest', Invited);

export const listGuests = apiRoute(
  'GET',
  '/api/v1/guests',
  'listGuests',
  Type.Object({
    guests: Type.Array(
      Type.Object({
        expiresAt: Instant,
        answeredAt: orNull(Instant),
        id: Type.String(),
        release: Digest,
        target: Digest,
        case: Uuid,
        guest: Type.String(),
        host: Type.String(),
        contact: Type.String(),
        person: Type.String(),
        answer: orNull(Type.String()),
        revoked: Type.Boolean(),
      }),
    ),
  }),
);

export const revokeGuest = apiRoute('POST', '/api/v1/guests/:id/revoke', 'revokeGuest', Done);

export const signGuestAnswer = apiRoute('POST', '/api/v1/guests/:id/answer', 'signGuestAnswer', Answered);

export const openGuestLink = apiRoute(
  'POST',
  '/api/v1/guest/open',
  'openGuestLink',
  Type.Object({
    guest: Type.String(),
    host: Type.String(),
    expiresAt: Instant,
    answeredAt: orNull(Instant),
    statement: orNull(Entry),
  }),
);

export const answerAsGuest = apiRoute('POST', '/api/v1/guest/answer', 'answerAsGuest', Answered);
