/** Somebody in a seat who opens pages and sends forms over HTTP, with the cookies that a browser would keep. */
import { type IncomingHttpHeaders, request } from 'node:http';
import process from 'node:process';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { cookieOf, kindOf } from './crawl.ts';
import { formsOf, type PageForm } from './forms.ts';

const ANSWER_LIMIT_MS = 30_000;
const REDIRECTS_MOST = 5;
/** Fields that a page adds by itself, now and then. */
const MACHINERY = new Set(['form_token', 'idempotency_key', 'version']);

/** Linux answers on all of 127/8; each request from the next address stays below what one client may send a minute. */
const ADDRESSES = process.platform === 'linux' ? 200 : 1;
const TOO_MANY = 429;
const SECOND_MS = 1_000;
let asked = 0;

/** Where a request led in the end. */
export type Answered = { readonly status: number; readonly path: string; readonly text: string };

export interface Visitor {
  open(path: string): Promise<Answered>;
  /** Sends a form with these values as a browser does, and follows to the page that answers it. */
  send(form: PageForm, values: readonly (readonly [string, string])[]): Promise<Answered>;
}

export async function visitorOf(node: string, seat: string | null): Promise<Visitor> {
  const cookies = new Map<string, string>();
  const keep = (pair: string) => cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  if (seat !== null) for (const pair of (await cookieOf(node, seat)).split('; ')) keep(pair);

  async function ask(path: string, body?: string, redirects = 0): Promise<Answered> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { status, headers, text } = await exchange(`${node}${path}`, cookie, body);
    for (const set of headers['set-cookie'] ?? []) keep(set.split(';', 1)[0]!);
    if (status === TOO_MANY) {
      await sleep(Number(headers['retry-after'] ?? 1) * SECOND_MS);
      return ask(path, body, redirects);
    }
    const next = headers.location;
    if (next === undefined || redirects >= REDIRECTS_MOST) return { status, path, text };
    const { pathname, search } = new URL(next, `${node}${path}`);
    return ask(`${pathname}${search}`, undefined, redirects + 1);
  }

  return {
    open: (path) => ask(path),
    send({ method, action }, values) {
      const sent = new URLSearchParams(values.map(([name, value]) => [name, value]));
      const { pathname, search } = new URL(action, node);
      return method === 'post' ? ask(`${pathname}${search}`, String(sent)) : ask(`${pathname}?${sent}`);
    },
  };
}

/** The form of this kind on a page as it stands now, or undefined when what was done meanwhile took it away. */
export async function formAgain(visitor: Visitor, path: string, kind: string): Promise<PageForm | undefined> {
  const { text } = await visitor.open(path);
  return formsOf(text, path).find((form) => formKind(form) === kind);
}

/** What tells one form from the next: where it goes, without identifiers, and what it asks. */
export function formKind({ method, action, fields }: PageForm): string {
  const names = [...new Set(fields.map(({ name }) => name).filter((name) => !MACHINERY.has(name)))].sort();
  return `${method} ${kindOf(action)} (${names.join(' ')})`;
}

type Exchanged = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

function exchange(url: string, cookie: string, body: string | undefined): Promise<Exchanged> {
  asked += 1;
  const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const { promise, resolve, reject } = Promise.withResolvers<Exchanged>();
  const sent = request(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie, accept: 'text/html', ...form },
    localAddress: `127.0.0.${1 + (asked % ADDRESSES)}`,
    agent: false,
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  sent.once('error', reject);
  sent.once('response', (answer) => {
    textOf(answer).then((text) => resolve({ status: answer.statusCode!, headers: answer.headers, text }), reject);
  });
  sent.end(body);
  return promise;
}
