import type { Capability, Job } from '#capability.ts';
import type { Contacts } from './contacts.ts';

/** Hands over what is due of the pings and their answers. */
export const contactsJob: Job<Contacts> = {
  name: 'contacts',
  async open({ federation, ledger, reader, trouble }) {
    const { openContacts } = await import('./contacts.ts');
    return openContacts({ office: federation.office, ledger, reader, trouble });
  },
};

/** The directory: points of contact, lists in and out, measured answers. */
export const contactsCapability: Capability = {
  name: 'contacts',
  texts: ['contacts', 'contacts-command'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { contactsModel } = await import('./contacts.ts');
    return () => contactsModel;
  },
  async tables() {
    const { CONTACT_TABLE_SETS } = await import('./contacts.ts');
    return { sets: CONTACT_TABLE_SETS };
  },
  job: contactsJob,
  async routes(app, services) {
    const { contactRoutes } = await import('./routes.ts');
    contactRoutes(app, { ...services, wake: () => services.opened(contactsJob).wake() });
  },
  async pages(app, services) {
    const { contactsPages } = await import('./pages.ts');
    contactsPages(app, { ...services, wake: () => services.opened(contactsJob).wake() });
  },
  async parts() {
    const { contactsParts } = await import('./pages/parts.ts');
    return contactsParts;
  },
  async commands() {
    const { contactCommands } = await import('./commands.ts');
    return [contactCommands];
  },
};
