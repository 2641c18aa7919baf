import type { App } from './contract.ts';

/** Figures that other rooms add to `/metrics`, by Prometheus name. */
export type Gauges = () => Promise<Readonly<Record<string, number>>>;

/** Throws when the node cannot serve; the sentence is logged, never shown. */
export type HealthCheck = () => Promise<void>;

const BUCKETS_SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 5] as const;
const NANOSECONDS_A_SECOND = 1e9;

/** `/healthz` for whoever restarts the node, `/metrics` (Prometheus text format 0.0.4) for whoever watches it. */
export function registerService(app: App, health: HealthCheck, gauges: Gauges): void {
  const startedAt = process.hrtime.bigint();
  const answered = new Map<string, number>();
  const slower = new Array<number>(BUCKETS_SECONDS.length + 1).fill(0);
  let seconds = 0;

  app.addHook('onResponse', async (_request, reply) => {
    const answerClass = `${Math.floor(reply.statusCode / 100)}xx`;
    answered.set(answerClass, (answered.get(answerClass) ?? 0) + 1);
    const took = reply.elapsedTime / 1000;
    seconds += took;
    const bucket = BUCKETS_SECONDS.findIndex((limit) => took <= limit);
    slower[bucket === -1 ? BUCKETS_SECONDS.length : bucket]! += 1;
  });

  app.get('/healthz', { config: { kind: 'machine' }, schema: { hide: true } }, async (request, reply) => {
    try {
      await health();
      return { status: 'serving' };
    } catch (cause) {
      request.log.error(cause, 'the health check failed');
      return reply.code(503).send({ status: 'failing' });
    }
  });

  app.get('/metrics', { config: { kind: 'machine' }, schema: { hide: true } }, async (_request, reply) => {
    const lines = [
      '# TYPE comity_uptime_seconds gauge',
      `comity_uptime_seconds ${Number(process.hrtime.bigint() - startedAt) / NANOSECONDS_A_SECOND}`,
      '# TYPE comity_memory_bytes gauge',
      `comity_memory_bytes ${process.memoryUsage.rss()}`,
      '# TYPE comity_answers_total counter',
      ...[...answered].map(([answerClass, count]) => `comity_answers_total{class="${answerClass}"} ${count}`),
      '# TYPE comity_answer_seconds histogram',
    ];
    let reached = 0;
    for (const [place, limit] of BUCKETS_SECONDS.entries()) {
      reached += slower[place]!;
      lines.push(`comity_answer_seconds_bucket{le="${limit}"} ${reached}`);
    }
    reached += slower.at(-1)!;
    lines.push(`comity_answer_seconds_bucket{le="+Inf"} ${reached}`, `comity_answer_seconds_count ${reached}`);
    lines.push(`comity_answer_seconds_sum ${seconds}`);
    for (const [name, value] of Object.entries(await gauges()))
      lines.push(`# TYPE ${name} gauge`, `${name} ${value}`);
    return reply.type('text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
  });
}
