import type { SiteParts } from '#site/parts.ts';
import { may } from '#site/services.ts';
import { HOOK_TEXTS } from './hook-texts.ts';
import { MAIL_TEXTS } from './mail-texts.ts';

export const gatewayParts: SiteParts = {
  async entries(services, request) {
    const { mail, mailHelp } = MAIL_TEXTS.entries;
    const { webhooks } = HOOK_TEXTS.entries;
    return [
      may(services, request, 'take-mail') && {
        group: 'duties',
        place: 40,
        label: mail,
        href: '/mail',
        help: mailHelp,
      },
      may(services, request, 'plan-webhooks') && {
        group: 'administration',
        place: 30,
        label: webhooks,
        href: '/webhooks',
      },
    ];
  },
};
