import { Type } from 'typebox';
import { apiRoute, Done, orNull } from '#http/api-route.ts';
import { PartyId } from '#statement/statement-type.ts';

const SignedInAs = Type.Object({ person: Type.String(), party: PartyId });

/** The browser hands the options to its authenticator as they are: WebAuthn says what they hold. */
const Ceremony = Type.Object({ ceremony: Type.String(), options: Type.Unknown() });

export const beginSignIn = apiRoute('POST', '/api/v1/sign-in/begin', 'beginSignIn', Ceremony);

export const finishSignIn = apiRoute('POST', '/api/v1/sign-in/finish', 'finishSignIn', SignedInAs);

export const signOut = apiRoute('POST', '/api/v1/sign-out', 'signOut', Done);

export const beginPasskey = apiRoute('POST', '/api/v1/passkeys/begin', 'beginPasskey', Ceremony);

export const finishPasskey = apiRoute('POST', '/api/v1/passkeys/finish', 'finishPasskey', SignedInAs);

export const listPasskeys = apiRoute(
  'GET',
  '/api/v1/passkeys',
  'listPasskeys',
  Type.Object({
    passkeys: Type.Array(
      Type.Object({
        id: Type.String(),
        person: Type.String(),
        label: Type.String(),
        usedAt: orNull(Type.Integer()),
        host: orNull(Type.String()),
      }),
    ),
  }),
);

export const removePasskey = apiRoute('DELETE', '/api/v1/passkeys/:id', 'removePasskey', Done);
