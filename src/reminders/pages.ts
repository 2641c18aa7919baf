import type { App } from '#http/contract.ts';
import { remindersPage } from './pages/reminders-page.ts';
import { settingsPages } from './pages/settings-page.ts';
import type { ReminderRooms } from './rooms.ts';

/** A person's reminders, and how they come. */
export function reminderPages(app: App, rooms: ReminderRooms): void {
  remindersPage(app, rooms);
  settingsPages(app, rooms);
}
