import type { App } from '#http/contract.ts';
import type { PageServices } from '#site/services.ts';
import { deskFrame } from './pages/frame.ts';
import { menuPage } from './pages/menu-page.ts';
import { newsPage } from './pages/news-page.ts';
import { searchPage } from './pages/search-page.ts';
import { undoPage } from './pages/undo-page.ts';
import { viewsPage } from './pages/views-page.ts';

/** The pages of the desk that belong to no case: search, menu, news, views; and the head of every page. */
export function deskPages(app: App, services: PageServices): void {
  deskFrame(app, services);
  searchPage(app, services);
  menuPage(app, services);
  newsPage(app, services);
  viewsPage(app, services);
  undoPage(app, services);
}
