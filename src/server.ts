/** Every mouth of a node on one HTTP server: what people, programs and other nodes may ask of it. */
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { borderPages } from '#border/pages/border-pages.ts';
import { footprintPages } from '#border/pages/footprint-pages.ts';
import { borderRoutes } from '#border/routes.ts';
import { formatBundle } from '#bundle/format.ts';
import type { StatementReport } from '#bundle/report.ts';
import { parseTrust } from '#bundle/trust.ts';
import { verifyParsed } from '#bundle/verify.ts';
import { contactsPages } from '#contacts/pages.ts';
import { contactRoutes } from '#contacts/routes.ts';
import { cooperationPages } from '#cooperation/pages.ts';
import { cooperationRoutes } from '#cooperation/routes.ts';
import { deskPages } from '#desk/pages.ts';
import { deskRoutes } from '#desk/routes.ts';
import { exercisePages } from '#exercises/pages/clock-page.ts';
import { exerciseRoutes } from '#exercises/routes.ts';
import { standingPeers } from '#federation/peering.ts';
import { federationRoutes } from '#federation/routes.ts';
import { gatewayPages } from '#gateway/pages.ts';
import { gatewayRoutes } from '#gateway/routes.ts';
import type { App, NodeDescription } from '#http/contract.ts';
import { registerEvents } from '#http/events.ts';
import { registerSchemas } from '#http/schemas.ts';
import { buildServer } from '#http/server.ts';
import { incidentPages } from '#incidents/pages.ts';
import { incidentRoutes } from '#incidents/routes.ts';
import { mispRoutes } from '#interop/misp/routes.ts';
import { readTrust } from '#ledger/answers.ts';
import { type Exporter, exportCase, exportStatement } from '#ledger/export.ts';
import { logPages } from '#ledger/pages.ts';
import { seesCaseOf } from '#ledger/reader.ts';
import { statementRoutes } from '#ledger/routes.ts';
import type { Node, Trouble } from '#node.ts';
import { ailmentOf } from '#node-health.ts';
import { HELP_SOURCES } from '#node-models.ts';
import { trustText } from '#node-trust.ts';
import { scopeOf } from '#parties/authority.ts';
import type { Mailer } from '#parties/mail.ts';
import { directoryPages } from '#parties/pages/directory-pages.ts';
import { partyRoutes } from '#parties/routes.ts';
import { partiesKnown } from '#parties/view.ts';
import { pressPages } from '#press/pages/press-pages.ts';
import { pressRoutes } from '#press/routes.ts';
import { createPrinter, type Printer } from '#print/printer.ts';
import { reminderPages } from '#reminders/pages.ts';
import { reminderRoutes } from '#reminders/routes.ts';
import { reportingPages } from '#reporting/pages.ts';
import { reportingRoutes } from '#reporting/routes.ts';
import { statementSchema } from '#statement/schema.ts';
import type { Viewer } from '#statement/show.ts';
import { exerciseMark } from '#texts/exercise.ts';
import type { Language } from '#texts/languages.ts';
import type { CheckSources } from '#web/check-page.ts';
import { peoplePages } from '#web/refusal-page.ts';
import { registerWeb } from '#web/web.ts';
import { deliveries } from './federation/delivery/deliveries.ts';
import { supportOf } from './federation/delivery/support.ts';
import { bestProof } from './federation/logs/best-proof.ts';
import { peerPages } from './federation/peers/pages/peer-pages.ts';
import { clockRoutes } from './obligations/clocks/clock-routes.ts';
import { clockPages } from './obligations/clocks/pages/clock-pages.ts';
import { wordRoutes } from './obligations/clocks/word-routes.ts';
import { dutyRoutes } from './obligations/finder/duty-routes.ts';
import { dutyPages } from './obligations/finder/pages/duty-pages.ts';
import { scorePages } from './obligations/scores/pages/score-pages.ts';
import { type ScoreRouteServices, scoreRoutes } from './obligations/scores/score-routes.ts';
import { createPartyNames } from './parties/party-names.ts';
import { identities } from './parties/persons/identities.ts';
import { personPages } from './parties/persons/pages/person-pages.ts';
import { signInPages } from './parties/persons/pages/sign-in-page.ts';
import { tokenPages } from './parties/persons/pages/token-pages.ts';
import { relyingPartyOf } from './parties/persons/passkeys.ts';
import type { Seats } from './parties/persons/seats.ts';
import { stateNames } from './site/claim-value.ts';
import type { PageServices } from './site/services.ts';

export type ServerOptions = {
  /** One-click seats, in the demo of an exercise only; {@link openSeats} refuses them anywhere else. */
  readonly seats?: Seats;
  /** Names of the fictional states of an exercise. */
  readonly stateNames?: Readonly<Record<string, string>>;
  readonly trouble?: Trouble;
  readonly logger?: FastifyBaseLogger;
  /** For parties without a node; absent where no mail server is set. */
  readonly mailer?: Mailer;
};

/** Built but not yet listening; `app.close()` ends it, and leaves the node open. */
export async function buildNodeServer(node: Node, options: ServerOptions = {}): Promise<App> {
  const { settings, store, ledger } = node;
  const app = await buildServer({
    node: describe(node, options),
    identities: identities(store.connection, () => ledger.now(), node.world),
    people: peoplePages,
    scopeOfAct: (name) => scopeOfListed(node, name),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    trustedProxies: settings.trustedProxies,
    health: () => ailmentOf(node),
    gauges: async () => ({ comity_takes_statements: (await ailmentOf(node)) === null ? 1 : 0 }),
  });
  const evidence = evidenceOf(node);
  await registerWeb(app, evidence);
  programs(app, node, evidence, options.mailer);
  pages(app, node, evidence, options);
  duties(app, node, options);
  federationRoutes(app, node.federation, node.authority, node.reader);
  return app;
}

/** A route that declares an act which no capability lists is a mistake in the program: nobody could use it. */
function scopeOfListed({ authority }: Node, name: string): string {
  const act = authority.act(name);
  if (act === undefined) throw new Error(`A route declares the act "${name}", which no capability lists.`);
  return scopeOf(act);
}

function describe({ settings, exercise }: Node, { seats }: ServerOptions): NodeDescription {
  const { operatedBy, publicUrl, realm, emergencyPhone } = settings;
  return {
    name: operatedBy,
    operator: operatedBy,
    publicUrl,
    realm,
    exercise: realm !== 'live',
    demo: seats !== undefined,
    ...(exercise === undefined ? {} : { exerciseClock: () => exercise.clock.face() }),
    ...(emergencyPhone === undefined ? {} : { emergencyPhone }),
  };
}

/** What can be taken away and checked elsewhere, as one viewer may have it. */
type Evidence = CheckSources & { readonly exporter: Exporter };

function evidenceOf(node: Node): Evidence {
  const { federation, ledger, reader, store } = node;
  const exporter: Exporter = {
    reader,
    ledger: { now: () => ledger.now(), proof: (digest) => bestProof(federation.office, digest) },
    keyStatements: (parties) => supportOf(store.connection, parties),
  };
  return {
    exporter,
    trustText: () => trustText(node),
    async bundleText(of, viewer) {
      const bundle =
        'case' in of
          ? await exportCase(exporter, of.case, viewer)
          : await exportStatement(exporter, of.statement, viewer);
      return bundle.ok ? formatBundle(bundle.value) : null;
    },
  };
}

/** JSON under `/api/v1`, the published schemas, and the stream of changes. */
function programs(app: App, node: Node, evidence: Evidence, mailer: Mailer | undefined): void {
  const { settings, store, ledger, reader, authority, keyring } = node;
  const { connection } = store;
  registerSchemas(app, ledger.types.values(), statementSchema);
  registerEvents(app, ledger, seesCaseOf(reader));
  app.get(
    readTrust.path,
    {
      schema: { summary: 'Whom this node trusts, for "comity verify"', tags: ['statements'], ...readTrust.schema },
    },
    async (_request, reply) => reply.type('text/plain; charset=utf-8').send(await evidence.trustText()),
  );
  statementRoutes(app, ledger, evidence.exporter);
  incidentRoutes(app, { connection, ledger, reader, authority });
  deskRoutes(app, { ...node, connection, help: HELP_SOURCES, parties: () => partiesKnown(connection) });
  borderRoutes(app, { connection, ledger, reader });
  pressRoutes(app, { reader, now: () => ledger.now() });
  scoreRoutes(app, scoreServices(node, evidence));
  wordRoutes(app, { connection, ledger, reader });
  clockRoutes(app, { connection, reader, reckoning: node.reckoning, now: () => ledger.now() });
  cooperationRoutes(app, { connection, ledger, reader, authority });
  exerciseRoutes(app, { connection, ledger, reader, authority, exercise: node.exercise });
  contactRoutes(app, { connection, ledger, reader, authority, wake: () => node.contacts.wake() });
  partyRoutes(app, {
    connection,
    ledger,
    reader,
    keyring,
    authority,
    relyingParty: relyingPartyOf(settings.publicUrl, settings.operatedBy),
    publicUrl: settings.publicUrl,
    world: node.world,
    language: settings.language,
    ...(mailer === undefined ? {} : { mailer }),
    async receiptOf(release) {
      const [delivery] = await deliveries(connection, { releases: [release] });
      return delivery?.receipt?.digest ?? null;
    },
    bundleText: (statement, viewer) => evidence.bundleText({ statement }, viewer),
  });
}

function pages(app: App, node: Node, evidence: Evidence, options: ServerOptions): void {
  const { store, ledger, reader, authority, reckoning } = node;
  const { connection } = store;
  const now = () => ledger.now();
  const services: PageServices = {
    connection,
    ledger,
    reader,
    authority,
    reckoning,
    references: node.references,
    partyNames: createPartyNames(connection, ledger),
    stateNames: options.stateNames ?? {},
    checkStatement: (digest, viewer) => checkStatement(evidence, digest, viewer, node.world()),
    bundleText: (statement, viewer) => evidence.bundleText({ statement }, viewer),
  };
  // It starts with the first document, and ends with the server.
  const { data, realm } = node.settings;
  const exercise = (language: string) => exerciseMark(language as Language, realm);
  const printer = createPrinter({ fontFolders: [join(data, 'fonts')], exercise });
  app.addHook('onClose', () => printer[Symbol.asyncDispose]());
  signInPages(app, { connection, now, seats: options.seats ?? null });
  const stateName = stateNames(services.stateNames);
  const peers = () => standingPeers(connection);
  directoryPages(app, { connection, reader, ledger, partyNames: services.partyNames, stateName, peers });
  const administration = { connection, ledger, authority, publicUrl: node.settings.publicUrl, world: node.world };
  tokenPages(app, administration);
  personPages(app, administration);
  peerPages(app, { federation: node.federation, authority, partyNames: services.partyNames });
  logPages(app, { connection, ledger, reader });
  const reminding = {
    connection,
    ledger,
    reader,
    authority,
    reminders: node.reminders,
    publicUrl: node.settings.publicUrl,
  };
  const gateways = {
    ...services,
    gateway: node.gateway,
    webhookKey: node.reminders.webhookKey,
    publicUrl: node.settings.publicUrl,
    desks: node.settings.mailDoor?.desks ?? new Map<string, string>(),
  };
  gatewayRoutes(app, gateways);
  gatewayPages(app, gateways);
  reminderRoutes(app, reminding);
  reminderPages(app, { ...services, ...reminding });
  exercisePages(app, { ...services, exercise: node.exercise });
  contactsPages(app, { ...services, wake: () => node.contacts.wake() });
  incidentPages(app, {
    ...services,
    rulebook: node.rulebook,
    keyring: node.keyring,
    fetchPeer: node.federation.fetchPeer,
    printer,
  });
  deskPages(app, { ...services, help: HELP_SOURCES });
  cooperationPages(app, services);
  borderPages(app, services);
  footprintPages(app, services);
  clockPages(app, services);
  scorePages(app, { ...scoreServices(node, evidence), partyNames: services.partyNames });
  reports(app, node, services, printer);
}

/** Whatever is printed: reports for each law, their MISP object, and the brief for a minister. */
function reports(app: App, { rulebook }: Node, services: PageServices, printer: Printer): void {
  const book = rulebook.regimes;
  const names = async () => ({ party: (await services.partyNames()).name, states: services.stateNames });
  reportingRoutes(app, { ...services, book, printer, names });
  reportingPages(app, { ...services, book });
  mispRoutes(app, { reader: services.reader, book });
  pressPages(app, services, printer);
}

/** The duty finder, for programs and for people. */
function duties(app: App, { rulebook, ledger }: Node, options: ServerOptions): void {
  const own = options.stateNames ?? {};
  const services = { rulebook, stateName: stateNames(own), now: () => ledger.now() };
  dutyRoutes(app, services);
  dutyPages(app, { ...services, exerciseStates: Object.keys(own) });
}

function scoreServices(
  { store, reckoning, ledger, settings }: Node,
  { exporter, trustText }: Evidence,
): ScoreRouteServices {
  const { connection } = store;
  return { connection, exporter, reckoning, trustText, now: () => ledger.now(), fictional: settings.stateGroups };
}

async function checkStatement(
  { exporter, trustText }: Evidence,
  digest: string,
  viewer: Viewer,
  at: Temporal.Instant,
): Promise<StatementReport | null> {
  const bundle = await exportStatement(exporter, digest, viewer);
  const trusted = parseTrust(await trustText());
  if (!bundle.ok || !trusted.ok) return null;
  return verifyParsed(bundle.value, trusted.value, at).statements[0] ?? null;
}
