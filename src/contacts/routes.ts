import type { App } from '#http/contract.ts';
import { directoryApi } from './directory-routes.ts';
import { listRoutes } from './list-routes.ts';
import { pingRoutes } from './ping-routes.ts';
import type { ContactServices } from './services.ts';

/** `/api/v1/contacts…`: the directory, lists in and out, pings. */
export function contactRoutes(app: App, services: ContactServices): void {
  directoryApi(app, services);
  listRoutes(app, services);
  pingRoutes(app, services);
}
