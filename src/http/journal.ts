import pino, { type DestinationStream, type Logger } from 'pino';
import type { Request } from './contract.ts';

const STANDARD_ERROR = 2;

type Asked = Pick<Request, 'method' | 'url' | 'host' | 'routeOptions'>;

/**
 * The node's own journal, as lines of JSON. Of a request it keeps the path alone: what people look for, and what a link
 * proposes for a report, stands behind its question mark. Of whoever asked it keeps nothing, their address neither: an
 * operator may report without a name. Standard output is left to the answer of the command.
 */
export function journal(level: string, destination: DestinationStream = pino.destination(STANDARD_ERROR)): Logger {
  return pino({ level, serializers: { req: asked } }, destination);
}

function asked({ method, url, host, routeOptions }: Asked) {
  const path = routeOptions.config?.secretInPath === true ? routeOptions.url : url.split('?', 1)[0];
  return { method, path, host };
}
