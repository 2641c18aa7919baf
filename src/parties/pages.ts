import type { App } from '#http/contract.ts';
import type { AdministrationServices } from './pages/administration-services.ts';
import { type DirectoryServices, directoryPages } from './pages/directory-pages.ts';
import { personPages } from './persons/pages/person-pages.ts';
import { type SignInServices, signInPages } from './persons/pages/sign-in-page.ts';
import { tokenPages } from './persons/pages/token-pages.ts';

/** Signing in, who speaks here, and who may do what. */
export function partyPages(app: App, services: SignInServices & DirectoryServices & AdministrationServices): void {
  signInPages(app, services);
  directoryPages(app, services);
  tokenPages(app, services);
  personPages(app, services);
}
