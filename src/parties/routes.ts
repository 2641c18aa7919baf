import type { App } from '#http/contract.ts';
import { directoryRoutes } from './directory-routes.ts';
import { guestRoutes } from './guests/guest-routes.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { personRoutes } from './persons/person-routes.ts';
import { signInRoutes } from './persons/sign-in-routes.ts';
import { tokenRoutes } from './persons/token-routes.ts';
import type { PartyServices } from './services.ts';
import { callRoutes } from './workspace/call-routes.ts';
import { draftRoutes } from './workspace/draft-routes.ts';

/** Everything of this room that programs may ask for, as JSON under `/api/v1`. */
export function partyRoutes(app: App, services: PartyServices): void {
  directoryRoutes(app, services);
  signInRoutes(app, services);
  personRoutes(app, services);
  keyRoutes(app, services);
  tokenRoutes(app, services);
  draftRoutes(app, services);
  callRoutes(app, services);
  guestRoutes(app, services);
}
