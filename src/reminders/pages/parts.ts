import type { SiteParts } from '#site/parts.ts';
import { REMINDER_TEXTS } from './texts.ts';

export const reminderParts: SiteParts = {
  async entries() {
    const T = REMINDER_TEXTS.entries;
    return [
      { group: 'duties', place: 30, label: T.reminders, href: '/reminders' },
      { group: 'administration', place: 10, label: T.reminderSettings, href: '/reminders/settings' },
    ];
  },
};
