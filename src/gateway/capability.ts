import { join } from 'node:path';
import type { Capability, Job, SiteServices } from '#capability.ts';
import { remindersJob } from '#reminders/capability.ts';
import type { Gateway } from './gateway.ts';

/** Takes mails as drafts, answers them, and tells webhooks of events. */
export const gatewayJob: Job<Gateway> = {
  name: 'gateway',
  async open({ settings, federation, opened, sender, ...services }) {
    const [{ openGateway }, { blobFolder }] = await Promise.all([
      import('./gateway.ts'),
      import('#store/blobs.ts'),
    ]);
    return openGateway({
      ...services,
      reminders: opened(remindersJob),
      fetch: federation.fetchPeer,
      blobs: await blobFolder(join(settings.data, 'blobs')),
      publicUrl: settings.publicUrl,
      language: settings.language,
      ownAddresses: [sender, ...(settings.mailDoor?.desks.keys() ?? [])],
      emergencyPhone: settings.emergencyPhone,
    });
  },
};

function gatewayServices(services: SiteServices) {
  return {
    ...services,
    gateway: services.opened(gatewayJob),
    webhookKey: services.opened(remindersJob).webhookKey,
    desks: services.settings.mailDoor?.desks ?? new Map<string, string>(),
  };
}

/** The way in and out for other desks: mail becomes drafts, webhooks tell of events. */
export const gatewayCapability: Capability = {
  name: 'gateway',
  texts: ['gateway', 'gateway-refusals', 'mail-answer', 'mail-command', 'mail-desk', 'webhooks'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { gatewayModel } = await import('./gateway.ts');
    return () => gatewayModel;
  },
  async tables() {
    const { GATEWAY_TABLE_SETS } = await import('./gateway.ts');
    return { sets: GATEWAY_TABLE_SETS };
  },
  job: gatewayJob,
  async routes(app, services) {
    const { gatewayRoutes } = await import('./routes.ts');
    gatewayRoutes(app, gatewayServices(services));
  },
  async pages(app, services) {
    const { gatewayPages } = await import('./pages.ts');
    gatewayPages(app, gatewayServices(services));
  },
  async parts() {
    const { gatewayParts } = await import('./pages/parts.ts');
    return gatewayParts;
  },
  async commands() {
    const { gatewayCommands } = await import('./commands.ts');
    return [gatewayCommands];
  },
};
