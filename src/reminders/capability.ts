import type { Capability, Job } from '#capability.ts';
import type { Reminders } from './reminders.ts';

/** Writes reminders down and sends them. */
export const remindersJob: Job<Reminders> = {
  name: 'reminders',
  async open({ settings, federation, reckoning, mailer, ...services }) {
    const { openReminders } = await import('./reminders.ts');
    return openReminders({
      ...services,
      regimes: reckoning.regimes,
      fetch: federation.fetchPeer,
      publicUrl: settings.publicUrl,
      language: settings.language,
      ...(mailer === undefined ? {} : { mailer }),
    });
  },
};

/** Before, at and after a deadline: inbox, mail, webhook, calendar. */
export const remindersCapability: Capability = {
  name: 'reminders',
  texts: ['reminder-words', 'reminders'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { remindersModel } = await import('./reminders.ts');
    return () => remindersModel;
  },
  async tables() {
    const { REMINDER_TABLE_SETS } = await import('./reminders.ts');
    return { sets: REMINDER_TABLE_SETS };
  },
  job: remindersJob,
  async routes(app, services) {
    const { reminderRoutes } = await import('./routes.ts');
    reminderRoutes(app, { ...services, reminders: services.opened(remindersJob) });
  },
  async pages(app, services) {
    const { reminderPages } = await import('./pages.ts');
    reminderPages(app, { ...services, reminders: services.opened(remindersJob) });
  },
  async parts() {
    const { reminderParts } = await import('./pages/parts.ts');
    return reminderParts;
  },
};
