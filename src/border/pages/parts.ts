import type { Request } from '#http/contract.ts';
import { MANDATED_KINDS } from '#parties/statements.ts';
import { partyOf } from '#parties/view.ts';
import type { SiteParts } from '#site/parts.ts';
import { may, type PageServices } from '#site/services.ts';
import { BORDER_TEXTS } from './texts.ts';

export const borderParts: SiteParts = {
  async entries(services, request) {
    const T = BORDER_TEXTS.entries;
    const group = 'states';
    return [
      (await tellsStates(services, request)) && {
        ...{ group, place: 10, label: T.border, href: '/border' },
        ...{ help: T.borderHelp, isFirst: true },
      },
      may(services, request, 'author:service-footprint') && {
        ...{ group, place: 20, label: T.footprints, href: '/border/footprints' },
      },
    ];
  },
};

/** Only a mandated authority is shown who must be told across the border; everybody else would be refused there. */
export async function tellsStates({ connection }: PageServices, { signedIn }: Request): Promise<boolean> {
  const profile = signedIn === null ? undefined : await partyOf(connection, signedIn.actor.party);
  return profile !== undefined && MANDATED_KINDS.includes(profile.kind);
}
