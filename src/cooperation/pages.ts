import type { App } from '#http/contract.ts';
import type { PageServices } from '#site/services.ts';
import { crossPages } from './pages/cross-pages.ts';
import { draftPages } from './pages/draft-pages.ts';
import { formPages } from './pages/form-pages.ts';
import { roomPages } from './pages/room-pages.ts';
import { threadPages } from './pages/thread-pages.ts';

/** Every page between states: the rooms, a thread, a form for each kind, what leaves, crossing a channel. */
export function cooperationPages(app: App, services: PageServices): void {
  roomPages(app, services);
  threadPages(app, services);
  formPages(app, services);
  draftPages(app, services);
  crossPages(app, services);
}
