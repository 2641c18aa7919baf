import { cooperationPages } from '#cooperation/pages.ts';
import { cooperationRoutes } from '#cooperation/routes.ts';
import { deskPages } from '#desk/pages.ts';
import { deskRoutes } from '#desk/routes.ts';
import { RELAYED_FILE_TABLES } from '#federation/delivery/relayed-files.ts';
import { createPeerFetch } from '#federation/fetch.ts';
import { MIRROR_TABLES } from '#federation/logs/mirror-tables.ts';
import { standingPeers } from '#federation/peering.ts';
import type { App } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { incidentPages } from '#incidents/pages.ts';
import { mispRoutes } from '#interop/misp/routes.ts';
import { logPages } from '#ledger/pages.ts';
import { clockRoutes } from '#obligations/clocks/clock-routes.ts';
import { clockPages } from '#obligations/clocks/pages/clock-pages.ts';
import { wordRoutes } from '#obligations/clocks/word-routes.ts';
import { directoryPages } from '#parties/pages/directory-pages.ts';
import { createPartyNames } from '#parties/party-names.ts';
import { identities } from '#parties/persons/identities.ts';
import { personPages } from '#parties/persons/pages/person-pages.ts';
import { signInPages } from '#parties/persons/pages/sign-in-page.ts';
import { tokenPages } from '#parties/persons/pages/token-pages.ts';
import { openSession } from '#parties/persons/session.ts';
import { createPrinter } from '#print/printer.ts';
import { REMINDER_TABLE_SETS } from '#reminders/reminders.ts';
import { reportingPages } from '#reporting/pages.ts';
import { reportingRoutes } from '#reporting/routes.ts';
import type { PageServices } from '#site/services.ts';
import { createTables } from '#store/table-set.ts';
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

/** `more` adds pages and routes of other rooms to the site, on the same node. */
export async function openPageSite(
  more: (app: App, services: PageServices) => void = () => undefined,
  reading: Parameters<typeof openPartyNode>[1] = {},
): Promise<PageSite> {
  await buildAssets();
  const node = await openPartyNode(undefined, reading);
  await createTables(node.store, [MIRROR_TABLES, RELAYED_FILE_TABLES, ...REMINDER_TABLE_SETS]);
  const { connection, ledger, reader, authority, references } = node;
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const now = () => ledger.now();
  const app = await buildServer({ node: HERE, identities: identities(connection, now), people: peoplePages });
  checkAnswers(app);
  registerAssets(app);
  const partyNames = createPartyNames(connection, ledger);
  const reckoning = testReckoning();
  const services = {
    ...{ connection, ledger, reader, authority, reckoning, references, partyNames },
    stateNames: { XV: 'Veldmark' },
  };
  const pageServices: PageServices = {
    ...services,
    checkStatement: async () => null,
    bundleText: async () => '{}',
  };
  const fetchPeer = createPeerFetch({ privatePeers: true });
  app.addHook('onClose', async () => fetchPeer[Symbol.dispose]());
  const printer = createPrinter();
  incidentPages(app, { ...pageServices, rulebook: testRulebook(), keyring: node.keyring, fetchPeer, printer });
  const help = [() => [TEST_HELP]];
  deskPages(app, { ...pageServices, help });
  const parties = async () => (await partyNames()).parties.values();
  deskRoutes(app, { connection, reader, references, help, parties });
  more(app, pageServices);
  cooperationPages(app, pageServices);
  cooperationRoutes(app, services);
  directoryPages(app, { ...services, stateName: (code) => code, peers: () => standingPeers(connection) });
  clockPages(app, services);
  clockRoutes(app, { ...services, now });
  wordRoutes(app, services);
  const book = reckoning.regimes;
  app.addHook('onClose', () => printer[Symbol.asyncDispose]());
  const names = async () => ({ party: (await partyNames()).name, states: services.stateNames });
  reportingPages(app, { ...services, book, checkStatement: async () => null, bundleText: async () => '{}' });
  reportingRoutes(app, { ...services, book, printer, names });
  mispRoutes(app, { reader, book });
  tokenPages(app, { connection, ledger, authority, publicUrl: URL_OF_NODE });
  personPages(app, { connection, ledger, authority, publicUrl: URL_OF_NODE });
  logPages(app, { connection, ledger, reader });
  signInPages(app, { connection, now, seats: null });

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
      await app.close();
      await node[Symbol.asyncDispose]();
    },
  };
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
