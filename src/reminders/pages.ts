import type { App } from '#http/contract.ts';
import { type ReminderPageServices, remindersPage } from './pages/reminders-page.ts';
import { settingsPages } from './pages/settings-page.ts';

/** A person's reminders, and how they come. */
export function reminderPages(app: App, services: ReminderPageServices): void {
  remindersPage(app, services);
  settingsPages(app, services);
}
