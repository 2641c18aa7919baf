import type { App } from '#http/contract.ts';
import { hookPages } from './pages/hook-pages.ts';
import { type MailPageServices, mailPages } from './pages/mail-pages.ts';

/** What came by mail, and where events are told. */
export function gatewayPages(app: App, services: MailPageServices): void {
  mailPages(app, services);
  hookPages(app, services);
}
