import type { App } from '#http/contract.ts';
import { hookPages } from './pages/hook-pages.ts';
import { type MailPageRooms, mailPages } from './pages/mail-pages.ts';

/** What came by mail, and where events are told. */
export function gatewayPages(app: App, rooms: MailPageRooms): void {
  mailPages(app, rooms);
  hookPages(app, rooms);
}
