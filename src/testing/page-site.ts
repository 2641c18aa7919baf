import { CAPABILITIES } from '#capabilities.ts';
import type { Capability, SiteServices } from '#capability.ts';
import type { Federation } from '#federation/federation.ts';
import { createPeerFetch } from '#federation/fetch.ts';
import { standingPeers } from '#federation/peering.ts';
import type { App } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { logPages } from '#ledger/pages.ts';
import { registerSite } from '#node-site.ts';
import { createPartyNames } from '#parties/party-names.ts';
import { identities } from '#parties/persons/identities.ts';
import { openSession } from '#parties/persons/session.ts';
import { createPrinter } from '#print/printer.ts';
import type { Settings } from '#settings.ts';
import { stateNames } from '#site/claim-value.ts';
import { buildAssets, registerAssets } from '#web/assets.ts';
import { peoplePages } from '#web/refusal-page.ts';
import { checkAnswers } from './checked-answers.ts';
import { CSIRT_FOUNDING, HOSPITAL_FOUNDING, openPartyNode, type PartyNode, TEST_REALM } from './party-node.ts';
import { testReckoning, testRulebook } from './reckoning.ts';

export type Visitor = 'Tomas' | 'Mira' | 'Henrik' | 'Ilse' | 'Lena' | null;
type Person = { kind: 'person'; person: string; party: string };

/** What a page answered, and where it led. */
export type Answer = { readonly status: number; readonly body: string; readonly location: string };

/** The pages on a real node, visited without a browser: with a real session, cookies and form tokens. */
export interface PageSite extends AsyncDisposable {
  readonly node: PartyNode;
  readonly app: App;
  person(name: Exclude<Visitor, null>): Person;
  get(visitor: Visitor, url: string): Promise<Answer>;
  /** Sends a form as its page would, with the token of a page that this visitor was shown. */
  post(
    visitor: Visitor,
    url: string,
    fields?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<Answer>;
  /** The same with headers and fields exactly as given. */
  raw(visitor: Visitor, url: string, payload: string, headers?: Record<string, string>): Promise<Answer>;
}

/** What a room with something to explain would hand in. */
const TEST_HELP = {
  id: 'receipt',
  title: 'Receipt',
  text: 'Signed by the node that got a statement: it proves arrival, not knowledge.',
  href: '/help/receipt',
};
const URL_OF_NODE = 'http://127.0.0.1:4600';
const HERE = {
  ...{ name: 'Test node', operator: 'the tests', publicUrl: URL_OF_NODE, realm: TEST_REALM },
  ...{ exercise: true, demo: false, emergencyPhone: '+999 1' },
};
const HOSPITAL_PEOPLE: ReadonlySet<string> = new Set(['Ilse', 'Lena']);
const FORM = 'application/x-www-form-urlencoded';

/** These ask for what the site does not open: peers, jobs, an exercise's clock. Tests of their pages bring what they need. */
const NOT_OPENED: readonly string[] = ['federation', 'contacts', 'exercises', 'reminders', 'gateway'];
const ALL: readonly Capability[] = [
  ...CAPABILITIES.map((one) =>
    NOT_OPENED.includes(one.name) ? { name: one.name, ...(one.parts && { parts: one.parts }) } : one,
  ),
  { name: 'test-help', parts: async () => ({ help: () => [TEST_HELP] }) },
];

/** `more` adds pages and routes to the site, on the same node, after all others. */
export async function openPageSite(
  more: (app: App, services: SiteServices) => void = () => undefined,
  reading: Parameters<typeof openPartyNode>[1] = {},
): Promise<PageSite> {
  await buildAssets();
  const node = await openPartyNode(undefined, reading);
  const { connection, ledger, reader } = node;
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const now = () => ledger.now();
  const app = await buildServer({ node: HERE, identities: identities(connection, now), people: peoplePages });
  checkAnswers(app);
  registerAssets(app);
  logPages(app, { connection, ledger, reader });
  more(app, await registerSite(app, servicesOf(app, node), ALL));

  const person = (name: Exclude<Visitor, null>) => node.person(HOSPITAL_PEOPLE.has(name) ? hospital : csirt, name);
  const visits = visitor(app, async (name) => {
    const { person: who, party } = person(name);
    return openSession(connection, { person: who, party, how: 'passkey' }, now());
  });
  return {
    node,
    app,
    person,
    ...visits,
    async [Symbol.asyncDispose]() {
      try {
        await app.close();
      } finally {
        await node[Symbol.asyncDispose]();
      }
    },
  };
}

/** What the node has, as far as the pages of this site ask for it. */
function servicesOf(app: App, node: PartyNode): Omit<SiteServices, 'parts'> {
  const { connection, ledger, reader } = node;
  const now = () => ledger.now();
  const own = { XV: 'Veldmark' };
  const fetchPeer = createPeerFetch({ privatePeers: true });
  const printer = createPrinter();
  app.addHook('onClose', async () => {
    fetchPeer[Symbol.dispose]();
    await printer[Symbol.asyncDispose]();
  });
  const services: Partial<SiteServices> = {
    ...{ ...node, now, world: now, printer, publicUrl: URL_OF_NODE, seats: null, exercise: undefined },
    settings: { operatedBy: HERE.operator, publicUrl: URL_OF_NODE, stateGroups: {}, language: 'en' } as Settings,
    federation: { fetchPeer } as Federation,
    rulebook: testRulebook(),
    reckoning: testReckoning(),
    partyNames: createPartyNames(connection, ledger),
    stateNames: own,
    stateName: stateNames(own),
    exporter: { reader, ledger: { now, proof: async () => undefined }, keyStatements: async () => [] },
    trustText: async () => '',
    checkStatement: async () => null,
    bundleText: async () => '{}',
    peers: () => standingPeers(node.store.connection),
    receiptOf: node.receiptOf,
  };
  return services as Omit<SiteServices, 'parts'>;
}

/** Requests with the cookies that each visitor has been given so far. */
function visitor(
  app: App,
  signIn: (name: Exclude<Visitor, null>) => Promise<string>,
): Pick<PageSite, 'get' | 'post' | 'raw'> {
  const jars = new Map<Visitor, Map<string, string>>();
  async function jarOf(who: Visitor): Promise<Map<string, string>> {
    const known = jars.get(who);
    if (known !== undefined) return known;
    const jar = new Map<string, string>(who === null ? [] : [[app.cookieNames.session, await signIn(who)]]);
    jars.set(who, jar);
    return jar;
  }
  async function send(
    who: Visitor,
    request: { method: 'GET' | 'POST'; url: string; payload?: string; headers?: Record<string, string> },
  ) {
    const jar = await jarOf(who);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await app.inject({
      ...request,
      headers: { host: '127.0.0.1:4600', cookie, ...request.headers },
    });
    for (const { name, value } of reply.cookies) jar.set(name, value);
    return { status: reply.statusCode, body: reply.body, location: String(reply.headers.location ?? '') };
  }
  const get: PageSite['get'] = (who, url) => send(who, { method: 'GET', url });
  const raw: PageSite['raw'] = (who, url, payload, headers = {}) =>
    send(who, {
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': FORM, origin: URL_OF_NODE, ...headers },
    });
  return {
    get,
    raw,
    async post(who, url, fields = {}) {
      const shown = await get(who, who === null ? '/guest' : '/report');
      const token = /name="form_token" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
      const body = new URLSearchParams({ form_token: token, idempotency_key: crypto.randomUUID() });
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
      return raw(who, url, body.toString());
    },
  };
}

/** The version that a shown form carries. */
/** What a second person approves, as the form of that page names it. */
export function coversIn(page: Answer): { readonly covers?: string } {
  const covers = /name="covers" value="([\w-]{43})"/.exec(page.body)?.[1];
  return covers === undefined ? {} : { covers };
}

export function versionIn(page: Answer): string {
  return /name="version" value="(\d+)"/.exec(page.body)?.[1] ?? '';
}
