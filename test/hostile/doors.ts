/** The doors of the honest nodes: a request as somebody sends it, with the session, form token or API token they have. */
import { FORM_TOKEN_FIELD, FORM_TOKEN_HEADER } from '#http/form-token.ts';
import { openSession } from '#parties/persons/session.ts';
import type { NodeName, PartyName, PersonName, Viewer } from './acts.ts';
import { didOf, type HonestNode, homeOf, type Stage, seatName } from './stage.ts';

/** Who stands at which node's door, and what they carry. */
export type Caller = { readonly at: HonestNode; readonly headers: Readonly<Record<string, string>> };

export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly headers: string;
  readonly bytes: Buffer;
  readonly text: string;
};

export type Asked = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** The idempotency key. */
  readonly key?: string;
};

const SIGNED_IN_PAGE = '/sign-in/done';
const TOKEN_FIELD = new RegExp(`name="${FORM_TOKEN_FIELD}" value="([^"]+)"`);
/** Each request comes from another address, so that none is turned away for asking often. */
const ADDRESSES = 250;

/** Who asks, and who is signed in; sessions end with the hour, as people sign in again. */
export class Doors {
  readonly #stage: Stage;
  readonly #sessions = new Map<string, { readonly until: Temporal.Instant; readonly caller: Caller }>();
  /** API tokens by the names that the acts have for them. */
  readonly tokens = new Map<string, { readonly party: PartyName; readonly secret: string; readonly id: string }>();
  #asked = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  at(name: NodeName): HonestNode {
    const node = this.#stage.honest.get(name);
    if (node === undefined) throw new Error(`${name} is no honest node`);
    return node;
  }

  /** Somebody signed in for a party of an honest node, whether or not a mandate still stands behind it. */
  async person(person: PersonName, party: PartyName): Promise<Caller> {
    const key = seatName(person, party);
    const known = this.#sessions.get(key);
    if (known !== undefined && Temporal.Instant.compare(this.#stage.now(), known.until) < 0) return known.caller;
    const at = this.at(homeOf(party));
    const who = { person: this.#stage.persons.get(key) ?? '', party: didOf(party), how: 'passkey' as const };
    const secret = await openSession(at.node.store.connection, who, this.#stage.now());
    const caller = await this.#seated(at, secret);
    this.#sessions.set(key, { until: this.#stage.now().add({ minutes: 30 }), caller });
    return caller;
  }

  /** The session ended: the next request signs in anew. */
  forget(person: PersonName, party: PartyName): void {
    this.#sessions.delete(seatName(person, party));
  }

  async #seated(at: HonestNode, secret: string): Promise<Caller> {
    const session = `${at.app.cookieNames.session}=${secret}`;
    const page = await at.app.inject({
      url: SIGNED_IN_PAGE,
      headers: { cookie: session },
      remoteAddress: this.#address(),
    });
    const form = page.cookies.find(({ name }) => name === at.app.cookieNames.form);
    const token = TOKEN_FIELD.exec(page.payload)?.[1] ?? '';
    return {
      at,
      headers: {
        cookie: `${session}; ${form?.name ?? 'none'}=${form?.value ?? ''}`,
        [FORM_TOKEN_HEADER]: token,
        origin: at.url,
      },
    };
  }

  /** As a viewer of the model; nothing where a party or a peer asks, which have ways of their own. */
  async viewer(viewer: Viewer): Promise<Caller | undefined> {
    if (viewer.type === 'anonymous') return { at: this.at(viewer.node), headers: {} };
    if (viewer.type === 'person') return this.person(viewer.person, viewer.party);
    if (viewer.type !== 'token') return undefined;
    const token = this.tokens.get(viewer.token);
    if (token === undefined) return undefined;
    return { at: this.at(homeOf(token.party)), headers: { authorization: `Bearer ${token.secret}` } };
  }

  async ask({ at, headers }: Caller, { method = 'GET', path, body, key }: Asked): Promise<Answer> {
    const answer = await at.app.inject({
      method,
      url: path,
      headers: {
        ...headers,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      remoteAddress: this.#address(),
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return {
      status: answer.statusCode,
      type: String(answer.headers['content-type'] ?? ''),
      headers: JSON.stringify(answer.headers),
      bytes: answer.rawPayload,
      text: answer.payload,
    };
  }

  /** Opens the stream of changes; what it told is answered when it is closed. */
  async listen({ at, headers }: Caller): Promise<() => string> {
    const answer = await at.app.inject({
      url: '/events',
      headers: { ...headers },
      remoteAddress: this.#address(),
      payloadAsStream: true,
    });
    const stream = answer.stream();
    let heard = '';
    stream.on('data', (part: Buffer) => {
      heard += part.toString('utf8');
    });
    return () => {
      stream.destroy();
      return heard;
    };
  }

  #address(): string {
    this.#asked += 1;
    const [low, high] = [this.#asked % ADDRESSES, Math.floor(this.#asked / ADDRESSES) % ADDRESSES];
    return `10.9.${high + 1}.${low + 1}`;
  }
}

/** The code of a refusal, or the status where there is none. */
export function codeOf({ status, text }: Answer): string {
  const code = membersOf(text).code;
  return typeof code === 'string' ? code : String(status);
}

/** A JSON object's members; none where it is no JSON object. */
export function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

export function isDone({ status }: Answer): boolean {
  return status < 300;
}
