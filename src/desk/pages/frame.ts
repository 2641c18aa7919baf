import { personSettingsOf } from '#desk/person-settings.ts';
import type { App } from '#http/contract.ts';
import { kindOf } from '#http/route-kind.ts';
import { type PageServices, personOf } from '#site/services.ts';
import { countNews } from './news-reads.ts';

/** What the head of every page says to whoever is signed in: how much is new, and whether single keys act. */
export function deskFrame(app: App, { connection }: PageServices): void {
  app.addHook('preHandler', async (request) => {
    const person = kindOf(request) === 'page' ? personOf(request) : undefined;
    if (person === undefined) return;
    const [unread, { shortcuts }] = await Promise.all([
      countNews(connection, person),
      personSettingsOf(connection, person.person),
    ]);
    request.frame = { unread, shortcuts };
  });
}
