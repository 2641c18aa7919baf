import type { App } from '#http/contract.ts';
import { directoryApi } from './directory-routes.ts';
import { listRoutes } from './list-routes.ts';
import { pingRoutes } from './ping-routes.ts';
import type { ContactRooms } from './services.ts';

/** `/api/v1/contacts…`: the directory, lists in and out, pings. */
export function contactRoutes(app: App, rooms: ContactRooms): void {
  directoryApi(app, rooms);
  listRoutes(app, rooms);
  pingRoutes(app, rooms);
}
