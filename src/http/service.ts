import type { App } from './contract.ts';

/** Why the node cannot do its work, with what whoever runs it can do; never what was said on it. */
export type Ailment = { readonly code: string; readonly sentence: string; readonly since?: Temporal.Instant };

/** Null while the node can append. What it throws is logged, and shown to nobody. */
export type HealthCheck = () => Promise<Ailment | null>;

/**
 * `/livez` for whoever restarts the node: it answers. `/healthz` for whoever sends visitors to it and is to be woken:
 * it can append. A full disk is no reason to start it again.
 */
export function registerService(app: App, health: HealthCheck): void {
  const open = { config: { kind: 'machine' }, schema: { hide: true } } as const;
  app.get('/livez', open, async () => ({ status: 'alive' }));
  app.get('/healthz', open, async (request, reply) => {
    const ailment = await health().catch((cause: unknown) => {
      request.log.error(cause, 'the health check failed');
      return 'unknown' as const;
    });
    if (ailment === null) return { status: 'serving' };
    if (ailment === 'unknown') return reply.code(503).send({ status: 'failing' });
    const { code, sentence: detail, since } = ailment;
    const when = since === undefined ? {} : { since: since.toString({ smallestUnit: 'second' }) };
    return reply.code(503).send({ status: 'failing', code, ...when, detail });
  });
}
