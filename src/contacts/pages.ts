import type { App } from '#http/contract.ts';
import { contactForm } from './pages/contact-form.ts';
import { contactPages } from './pages/contact-page.ts';
import { directoryPage } from './pages/directory-page.ts';
import { listPages } from './pages/list-pages.ts';
import { pingPages } from './pages/ping-pages.ts';
import type { ContactPageServices } from './pages/services.ts';
import { templatePages } from './pages/template-pages.ts';

/** Every page of the directory: contacts, pings, lists, texts for requests. */
export function contactsPages(app: App, services: ContactPageServices): void {
  directoryPage(app, services);
  contactForm(app, services);
  listPages(app, services);
  pingPages(app, services);
  templatePages(app);
  contactPages(app, services);
}
