import type { App } from '#http/contract.ts';
import { type ReminderPageRooms, remindersPage } from './pages/reminders-page.ts';
import { settingsPages } from './pages/settings-page.ts';

/** A person's reminders, and how they come. */
export function reminderPages(app: App, rooms: ReminderPageRooms): void {
  remindersPage(app, rooms);
  settingsPages(app, rooms);
}
