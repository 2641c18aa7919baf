import type { App } from '#http/contract.ts';
import { callRoutes } from './call-routes.ts';
import { directoryRoutes } from './directory-routes.ts';
import { draftRoutes } from './draft-routes.ts';
import { guestRoutes } from './guest-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { personRoutes } from './person-routes.ts';
import type { PartyRooms } from './rooms.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { tokenRoutes } from './token-routes.ts';

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
