import type { SiteParts } from '#site/parts.ts';
import { may } from '#site/services.ts';
import { WEB_TEXTS as WEB } from '#web/texts.ts';
import { ADMINISTRATION_TEXTS } from './administration-texts.ts';

export const partyParts: SiteParts = {
  async entries(services, request) {
    const { tokens, persons } = ADMINISTRATION_TEXTS.links;
    return [
      { group: 'administration', place: 20, label: tokens, href: '/tokens' },
      may(services, request, 'administer') && {
        group: 'administration',
        place: 40,
        label: persons,
        href: '/persons',
      },
      { group: 'go', place: 90, label: WEB.shell.parties, href: '/parties' },
      request.signedIn === null && { group: 'go', place: 120, label: WEB.shell.signIn, href: '/sign-in' },
    ];
  },
};
