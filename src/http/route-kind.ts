import type { Request, RouteKind } from './contract.ts';

const MACHINE_PATHS = /^\/(federation|witness|mirror|log)(\/|$)/;
const API_PATHS = /^\/(api|schemas|healthz|livez|events)(\/|$)/;

export function kindOfPath(path: string): RouteKind {
  if (MACHINE_PATHS.test(path)) return 'machine';
  return API_PATHS.test(path) ? 'api' : 'page';
}

/** For whom this request's route answers; unknown paths by the path alone. */
export function kindOf(request: Request): RouteKind {
  return request.routeOptions.config?.kind ?? kindOfPath(request.url);
}
