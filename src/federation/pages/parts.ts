import { PEER_TEXTS } from '#federation/peers/pages/peer-texts.ts';
import type { SiteParts } from '#site/parts.ts';
import { may } from '#site/services.ts';

export const federationParts: SiteParts = {
  async entries(services, request) {
    const label = PEER_TEXTS.entries.peers;
    return [may(services, request, 'administer') && { group: 'administration', place: 50, label, href: '/peers' }];
  },
};
