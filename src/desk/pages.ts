import type { App } from '#http/contract.ts';
import { deskFrame } from './pages/frame.ts';
import { menuPage } from './pages/menu-page.ts';
import { newsPage } from './pages/news-page.ts';
import type { DeskRooms } from './pages/services.ts';
import { searchPage } from './pages/search-page.ts';
import { undoPage } from './pages/undo-page.ts';
import { viewsPage } from './pages/views-page.ts';

/** The pages of the desk that belong to no case: search, menu, news, views; and the head of every page. */
export function deskPages(app: App, rooms: DeskRooms): void {
  deskFrame(app, rooms);
  searchPage(app, rooms);
  menuPage(app, rooms);
  newsPage(app, rooms);
  viewsPage(app, rooms);
  undoPage(app, rooms);
}
