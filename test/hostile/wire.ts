/**
 * What goes between the nodes: every request of one to another passes here, is answered by the other's own server, and,
 * where it delivers something, is opened with the receiver's keys and kept: so the driver knows what was sent to whom.
 */
import { createPeerFetch, type PeerAnswer, type PeerFetch, type PeerRequest } from '#federation/fetch.ts';
import { sealIdentities } from '#federation/office.ts';
import { unsealText } from '#federation/seal.ts';
import type { App } from '#http/contract.ts';
import { accept, refuse } from '#outcome.ts';
import type { Keyring } from '#store/keyring.ts';

/** On a busy machine a loopback answer may take long. */
const PATIENCE_MS = 60_000;
const DELIVERY = /^\/federation\/v1\/parties\/([^/]+)\/deliveries$/;

/** Where the webhooks of a history are heard; each has its name for a path. */
export const HOOKS = 'https://hooks.example';

export type Sent = { readonly to: string; readonly text: string };

type Mouth = {
  readonly node: { readonly keyring: Keyring } /** Absent where it listens on a port. */;
  readonly app?: App;
};

export type Wire = Disposable & {
  /** All that was ever sent to a party of another node, opened. */
  readonly sent: Sent[];
  /** All that was ever told to a webhook. */
  readonly told: Sent[];
  /** Requests under way. */
  readonly underWay: number;
  join(url: string, mouth: Mouth): void;
  fetchFrom(node: string): PeerFetch;
};

export function createWire(): Wire {
  const mouths = new Map<string, Mouth>();
  const sent: Sent[] = [];
  const told: Sent[] = [];
  const overPorts = createPeerFetch({ privatePeers: true, silenceMs: PATIENCE_MS });
  let underWay = 0;
  async function ask(request: PeerRequest) {
    if (request.node === HOOKS) {
      told.push({ to: request.path.slice(1), text: new TextDecoder().decode(request.body) });
      return accept<PeerAnswer>({ verdict: 'ok', type: 'application/json', body: new Uint8Array() });
    }
    const mouth = mouths.get(request.node);
    // Witnesses and mirrors are left out: they work by the machine's time, and no claim passes through them.
    if (mouth === undefined || !request.path.startsWith('/federation/v1/'))
      return refuse('peer-unreachable' as const, 'There is no such road on this stage.');
    await keep(sent, mouth, request);
    return mouth.app === undefined ? overPorts(request) : accept(await inject(mouth.app, request));
  }
  return {
    sent,
    told,
    get underWay() {
      return underWay;
    },
    join: (url, mouth) => mouths.set(url, mouth),
    fetchFrom: () =>
      Object.assign(
        async (request: PeerRequest) => {
          underWay += 1;
          try {
            return await ask(request);
          } finally {
            underWay -= 1;
          }
        },
        { [Symbol.dispose]: () => undefined },
      ),
    [Symbol.dispose]: () => overPorts[Symbol.dispose](),
  };
}

async function keep(sent: Sent[], { node }: Mouth, { path, body }: PeerRequest): Promise<void> {
  const party = DELIVERY.exec(path)?.[1];
  if (party === undefined || body === undefined) return;
  const to = decodeURIComponent(party);
  const opened = await unsealText(body, await sealIdentities(node, to));
  if (!opened.ok) throw new Error(`open what was sent to ${to}: ${opened.refusal.sentence}`);
  sent.push({ to, text: opened.value });
}

async function inject(app: App, request: PeerRequest): Promise<PeerAnswer> {
  const answer = await app.inject({
    method: request.method,
    url: request.path,
    headers: { ...request.headers, accept: request.accept.join(', ') },
    ...(request.body === undefined ? {} : { payload: Buffer.from(request.body) }),
  });
  const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  return { verdict: verdictOf(answer.statusCode), type, body: new Uint8Array(answer.rawPayload) };
}

function verdictOf(status: number): PeerAnswer['verdict'] {
  if (status < 300) return 'ok';
  if (status === 409) return 'conflict';
  return status === 429 || status === 503 ? 'busy' : status < 500 ? 'refused' : 'failed';
}
