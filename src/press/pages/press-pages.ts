import type { App } from '#http/contract.ts';
import type { Printer } from '#print/printer.ts';
import type { PageServices } from '#site/services.ts';
import { briefPages } from './brief-pages.ts';
import { consultPages } from './consult-pages.ts';
import { linesPage } from './lines-page.ts';
import { publishPages } from './publish-page.ts';
import { writePages } from './write-page.ts';

/** Every page of the press and the minister. */
export function pressPages(app: App, services: PageServices, printer: Pick<Printer, 'print'>): void {
  linesPage(app, services);
  writePages(app, services);
  publishPages(app, services);
  consultPages(app, services);
  briefPages(app, services, printer);
}
