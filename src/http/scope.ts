import type { RouteOptions } from 'fastify';
import type { App } from './contract.ts';
import { SAFE_METHODS } from './rates.ts';
import { kindOfPath } from './route-kind.ts';

export type ScopeOfAct = (act: string) => string;

/** Any of the scopes that author something: which one it has to be, the type of the statement decides. */
export const AUTHORS = 'author:';

/**
 * Gives every route that lets in somebody signed in the scope without which no token passes it, before anything else of
 * the request is looked at. A route that says nothing reads, or authors: so that none can be forgotten.
 */
export function askForScopes(app: App, scopeOfAct?: ScopeOfAct): void {
  app.addHook('onRoute', (route) => {
    const scope = scopeOf(app, route, scopeOfAct);
    if (scope !== undefined) route.config = { ...route.config, scope };
  });
}

function scopeOf(
  app: App,
  { config, preHandler, method, path }: RouteOptions & { path: string },
  ofAct?: ScopeOfAct,
) {
  if (config?.scope !== undefined) return config.scope;
  if (config?.act !== undefined) return ofAct?.(config.act);
  const kind = config?.kind ?? kindOfPath(path);
  if (kind === 'machine') return undefined;
  // A page asks for no scope of its own, since persons read it.
  if (kind === 'page') return 'read';
  if (![preHandler].flat().includes(app.requireActor)) return undefined;
  return [method].flat().every((one) => SAFE_METHODS.has(one)) ? 'read' : AUTHORS;
}
