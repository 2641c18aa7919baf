import type { App } from '#http/contract.ts';
import { callRoutes } from './workspace/call-routes.ts';
import { directoryRoutes } from './directory-routes.ts';
import { draftRoutes } from './workspace/draft-routes.ts';
import { guestRoutes } from './guests/guest-routes.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { personRoutes } from './persons/person-routes.ts';
import type { PartyRooms } from './services.ts';
import { signInRoutes } from './persons/sign-in-routes.ts';
import { tokenRoutes } from './persons/token-routes.ts';

/** Everything of this room that programs may ask for, as JSON under `/api/v1`. */
export function partyRoutes(app: App, rooms: PartyRooms): void {
  directoryRoutes(app, rooms);
  signInRoutes(app, rooms);
  personRoutes(app, rooms);
  keyRoutes(app, rooms);
  tokenRoutes(app, rooms);
  draftRoutes(app, rooms);
  callRoutes(app, rooms);
  guestRoutes(app, rooms);
}
