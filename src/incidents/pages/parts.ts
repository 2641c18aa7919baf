import { takesCalls } from '#incidents/desk/pages/desk-rooms.ts';
import type { SiteParts } from '#site/parts.ts';
import { WEB_TEXTS as WEB } from '#web/texts.ts';
import { RELAY_TEXTS } from './relay-texts.ts';

export const incidentParts: SiteParts = {
  async entries(services, request) {
    const T = WEB.shell;
    const group = 'go';
    return [
      { group, place: 30, label: T.report, href: '/report' },
      (await takesCalls(services, request)) && {
        group,
        place: 40,
        label: RELAY_TEXTS.desk.telephone,
        href: '/telephone',
      },
      { group, place: 60, label: T.cases, href: '/cases' },
    ];
  },
};
