import type { SiteParts } from '#site/parts.ts';
import { personOf } from '#site/services.ts';
import { WEB_TEXTS as WEB } from '#web/texts.ts';
import { CONTACT_TEXTS } from './texts.ts';

export const contactsParts: SiteParts = {
  async entries(_rooms, request) {
    const T = CONTACT_TEXTS.entries;
    return [
      { group: 'states', place: 40, label: T.contacts, href: '/contacts' },
      { group: 'states', place: 50, label: T.templates, href: '/contacts/templates' },
      // A person has it among the other states.
      personOf(request) === undefined && { group: 'go', place: 80, label: WEB.shell.contacts, href: '/contacts' },
    ];
  },
};
