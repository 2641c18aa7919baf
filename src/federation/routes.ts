import type { App } from '#http/contract.ts';
import type { Authority, Reader } from '#ledger/contract.ts';
import { releaseRoutes } from './delivery/release-routes.ts';
import type { Federation } from './federation.ts';
import { machineRoutes } from './machine-routes.ts';
import { peerRoutes } from './peers/peer-routes.ts';

/** All of this room's mouths: for other nodes, and for programs of our own parties. */
export function federationRoutes(app: App, federation: Federation, authority: Authority, reader: Reader): void {
  machineRoutes(app, federation);
  releaseRoutes(app, federation, reader);
  peerRoutes(app, federation, authority);
}
