import type { App } from '#http/contract.ts';
import { saidPages } from './pages/said-pages.ts';
import { sayPages } from './pages/say-pages.ts';
import type { PageServices } from './services.ts';

/** Saying and reading any kind of statement, from its type. */
export function statementFormPages(app: App, services: PageServices): void {
  sayPages(app, services);
  saidPages(app, services);
}
