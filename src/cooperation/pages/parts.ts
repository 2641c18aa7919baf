import type { SiteParts } from '#site/parts.ts';
import { COOPERATION_TEXTS } from './texts.ts';

export const cooperationParts: SiteParts = {
  async entries() {
    const { cooperation, cooperationHelp } = COOPERATION_TEXTS.entries;
    return [{ group: 'states', place: 30, label: cooperation, href: '/cooperation', help: cooperationHelp }];
  },
};
