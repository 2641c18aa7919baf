import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from './contract.ts';

/** Figures that other rooms add, by Prometheus name. */
export type Gauges = () => Promise<Readonly<Record<string, number>>>;

export type MetricsDoor = AsyncDisposable & { readonly port: number };

const BUCKETS_SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 5] as const;
const NANOSECONDS_A_SECOND = 1e9;
const METRICS_PATH = '/metrics';

/** Counts every answer of the server, and tells all figures as Prometheus text (format 0.0.4). */
export function countAnswers(app: App, gauges: Gauges): () => Promise<string> {
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

  return async function metricsText() {
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
    return `${lines.join('\n')}\n`;
  };
}

/**
 * `/metrics` at a place of its own, where only the machine and its own network reach it: how much is said here, and
 * when, is not the public's to know, and whoever runs the machine is nobody's person and holds no party's token.
 */
export async function openMetricsDoor(
  { metricsText, log }: Pick<App, 'metricsText' | 'log'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsDoor> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== METRICS_PATH) {
      response.writeHead(404).end();
      return;
    }
    metricsText().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
      (failure: unknown) => {
        log.error(failure, 'telling the figures failed');
        response.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
