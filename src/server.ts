/** Every mouth of a node on one HTTP server: what people, programs and other nodes may ask of it. */
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { formatBundle } from '#bundle/format.ts';
import type { StatementReport } from '#bundle/report.ts';
import { parseTrust } from '#bundle/trust.ts';
import { verifyParsed } from '#bundle/verify.ts';
import { CAPABILITIES } from '#capabilities.ts';
import type { SiteServices, Trouble } from '#capability.ts';
import { standingPeers } from '#federation/peering.ts';
import type { App, NodeDescription } from '#http/contract.ts';
import { registerEvents } from '#http/events.ts';
import { registerSchemas } from '#http/schemas.ts';
import { buildServer } from '#http/server.ts';
import { readTrust } from '#ledger/answers.ts';
import { type Exporter, exportCase, exportStatement } from '#ledger/export.ts';
import { logPages } from '#ledger/pages.ts';
import { seesCaseOf } from '#ledger/reader.ts';
import { statementRoutes } from '#ledger/routes.ts';
import type { Node } from '#node.ts';
import { ailmentOf } from '#node-health.ts';
import { registerSite } from '#node-site.ts';
import { trustText } from '#node-trust.ts';
import { scopeOf } from '#parties/authority.ts';
import { createPartyNames } from '#parties/party-names.ts';
import { createPrinter, type Printer } from '#print/printer.ts';
import { stateNames } from '#site/claim-value.ts';
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
import { identities } from './parties/persons/identities.ts';
import type { Seats } from './parties/persons/seats.ts';

export type ServerOptions = {
  /** One-click seats, in the demo of an exercise only; {@link openSeats} refuses them anywhere else. */
  readonly seats?: Seats;
  /** Names of the fictional states of an exercise. */
  readonly stateNames?: Readonly<Record<string, string>>;
  readonly trouble?: Trouble;
  readonly logger?: FastifyBaseLogger;
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
  programs(app, node, evidence);
  logPages(app, { connection: store.connection, ledger, reader: node.reader });
  await registerSite(app, servicesOf(node, evidence, printerOf(app, node), options), CAPABILITIES);
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
    ledger: { now: () => ledger.now(), proof: (digest, of) => bestProof(federation.office, digest, of) },
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

/** The published schemas, the stream of changes, whom this node trusts, and statements as JSON. */
function programs(app: App, { ledger, reader }: Node, evidence: Evidence): void {
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
}

/** It starts with the first document, and ends with the server. */
function printerOf(app: App, { settings: { data, realm } }: Node): Printer {
  const exercise = (language: string) => exerciseMark(language as Language, realm);
  const printer = createPrinter({ fontFolders: [join(data, 'fonts')], exercise });
  app.addHook('onClose', () => printer[Symbol.asyncDispose]());
  return printer;
}

function servicesOf(
  node: Node,
  evidence: Evidence,
  printer: Printer,
  { seats, stateNames: own = {} }: ServerOptions,
): Omit<SiteServices, 'parts'> {
  const { connection } = node.store;
  return {
    ...node,
    ...{ connection, printer, exporter: evidence.exporter, stateNames: own },
    now: () => node.ledger.now(),
    publicUrl: node.settings.publicUrl,
    partyNames: createPartyNames(connection, node.ledger),
    stateName: stateNames(own),
    seats: seats ?? null,
    trustText: evidence.trustText,
    checkStatement: (digest, viewer) => checkStatement(evidence, digest, viewer, node.world()),
    bundleText: (statement, viewer) => evidence.bundleText({ statement }, viewer),
    peers: () => standingPeers(connection),
    async receiptOf(release) {
      const [delivery] = await deliveries(connection, { releases: [release] });
      return delivery?.receipt?.digest ?? null;
    },
  };
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
