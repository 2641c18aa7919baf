import type { App } from '#http/contract.ts';
import type { DeskRooms } from './pages/rooms.ts';
import { searchPage } from './pages/search-page.ts';

/** The pages of the desk that belong to no case: search, menu, news, views. */
export function deskPages(app: App, rooms: DeskRooms): void {
  searchPage(app, rooms);
}
