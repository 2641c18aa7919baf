import { type Static, Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Actor } from '#ledger/contract.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Printer } from '#print/printer.ts';
import { currentLanguage } from '#speaking';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { LANGUAGES, type Language } from '#texts/languages.ts';
import * as api from './answers.ts';
import { isStageFact } from './fact-claims.ts';
import { giveToAddressees, OTHER_WAYS, writeDownFiling } from './filing.ts';
import { reportDraft, unknownForMissing } from './projection.ts';
import type { DocumentNames } from './report-document.ts';
import { reportJson } from './report-json.ts';
import { reportPdf } from './report-pdf.ts';
import { type ReportSeen, readReport } from './report-seen.ts';
import { stageJson } from './stage-json.ts';
import { type ReportingServices, type StageSight, seeStage, seeStages, withAdditions } from './stage-sight.ts';
import { withdrawalRoute } from './withdrawal-route.ts';

export type ReportRouteServices = ReportingServices & {
  readonly printer: Printer;
  names(): Promise<DocumentNames>;
};

type Person = Extract<Actor, { kind: 'person' }>;

const MAX_FACTS = 60;
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' });
const stageParams = Type.Object({ case: Uuid, regime: Id, stage: Id });
const reportParams = Type.Object({ digest: Digest });

const NewReport = Type.Object(
  {
    /** Each a value, `{"estimate": value}`, `{"known": "not-yet"}` or `{"known": "not-applicable"}`. */
    facts: Type.Optional(
      Type.Record(Type.String({ maxLength: 40 }), Type.Unknown(), { maxProperties: MAX_FACTS }),
    ),
    omit: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: MAX_FACTS })),
    unknown: Type.Optional(Type.Boolean({ description: 'Answer all that is missing by "not known yet"' })),
    preliminary: Type.Optional(Type.Boolean()),
    corrects: Type.Optional(Digest),
  },
  { additionalProperties: false },
);

/** `/api/v1/cases/<case>/reports…` and `/api/v1/reports/<digest>…`. */
export function reportingRoutes(app: App, services: ReportRouteServices): void {
  stageRoutes(app, services);
  reportRoutes(app, services);
  filingRoute(app, services);
  withdrawalRoute(app, services);
}

function stageRoutes(app: App, services: ReportRouteServices): void {
  const tags = ['reports'];
  app.get(
    api.listCaseReports.path,
    {
      preHandler: app.requireActor,
      schema: {
        params: Type.Object({ case: Uuid }),
        tags,
        summary: 'Each stage of each law you declared in a case: whom it is told to, and what it still needs',
        ...api.listCaseReports.schema,
      },
    },
    async (request, reply) => {
      const stages = await seeStages(services, request.params.case, reporterOf(request));
      if (!stages.ok) return refused(reply, stages.refusal);
      return reply.send({ case: request.params.case, stages: stages.value.map((sight) => stageJson(sight)) });
    },
  );

  app.get(
    api.readReportForm.path,
    {
      preHandler: app.requireActor,
      schema: {
        params: stageParams,
        tags,
        summary: 'One stage, filled from what you said in the case; nothing is kept',
        ...api.readReportForm.schema,
      },
    },
    async (request, reply) => {
      const sight = await seeStage(services, request.params.case, reporterOf(request), request.params);
      return sight.ok ? reply.send(stageJson(sight.value)) : refused(reply, sight.refusal);
    },
  );

  app.post(
    api.signReport.path,
    {
      preHandler: app.requireActor,
      schema: {
        params: stageParams,
        body: NewReport,
        tags,
        summary:
          'Sign the report of a stage, give it to the addressees that are parties here, and state that it was filed',
        ...api.signReport.schema,
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      if (!person.ok) return refused(reply, person.refusal);
      const sight = await seeStage(services, request.params.case, reporterOf(request), request.params);
      if (!sight.ok) return refused(reply, sight.refusal);
      const signed = await sign(services, person.value, sight.value, request.body, request.idempotencyKey);
      if (!signed.ok) return refused(reply, signed.refusal);
      const filed = await giveToAddressees(services, person.value, request.viewer, signed.value.digest);
      return reply.send({ ...signed.value, filed: filed.ok ? filed.value : { refused: filed.refusal } });
    },
  );
}

async function sign(
  services: ReportRouteServices,
  person: Person,
  sight: StageSight,
  wanted: Static<typeof NewReport>,
  idempotencyKey: string | undefined,
) {
  const facts = wanted.facts ?? {};
  const strange = [...Object.keys(facts), ...(wanted.omit ?? [])].find((name) => !isStageFact(name));
  if (strange !== undefined) return refuse('fact-not-asked', `There is no fact called "${strange}".`, strange);
  const typed = facts as Readonly<Partial<Record<StageFact, JsonValue>>>;
  const omitted = (wanted.omit ?? []) as readonly StageFact[];
  const asked = withAdditions(sight, { typed, omitted });
  const all = wanted.unknown === true ? { ...typed, ...unknownForMissing(asked) } : typed;
  const beyond = Object.keys(typed).find((name) => !asked.fields.some(({ fact }) => fact === name));
  if (beyond !== undefined) {
    return refuse('fact-not-asked', `This stage does not ask for "${beyond}": leave it out.`, beyond);
  }
  const draft = reportDraft(withAdditions(sight, { typed: all, omitted }), {
    issuer: person.party,
    case: sight.case,
    addressees: sight.addressees,
    preliminary: wanted.preliminary ?? true,
    ...(wanted.corrects === undefined ? {} : { corrects: wanted.corrects }),
  });
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const appended = await services.ledger.submit({ kind: 'draft', actor: person, draft, ...key });
  if (!appended.ok) return appended;
  if (appended.value === null) throw new Error('sign a report: the ledger answered without a statement');
  return accept(appended.value);
}

function reportRoutes(app: App, services: ReportRouteServices): void {
  const tags = ['reports'];
  app.get(
    api.readReport.path,
    {
      schema: {
        params: reportParams,
        tags,
        summary: 'A signed report with the law it rests on, every answer, and the statement itself',
        ...api.readReport.schema,
      },
    },
    async (request, reply) => {
      const report = await reportFor(services, request);
      return report.ok ? reply.send(reportJson(report.value)) : refused(reply, report.refusal);
    },
  );

  app.get(
    api.readReportPdf.path,
    {
      config: { rate: 'costly' },
      schema: {
        params: reportParams,
        querystring: Type.Object(
          { language: Type.Optional(Type.Enum([...LANGUAGES])) },
          { additionalProperties: false },
        ),
        tags,
        summary: 'The same as a tagged PDF (PDF/UA-1) in one of six languages',
        ...api.readReportPdf.schema,
      },
    },
    async (request, reply) =>
      sendPdf(services, request, reply, (request.query.language ?? currentLanguage()) as Language),
  );
}

function filingRoute(app: App, services: ReportRouteServices): void {
  const tags = ['reports'];
  app.post(
    api.fileReport.path,
    {
      preHandler: app.requireActor,
      schema: {
        params: reportParams,
        body: Type.Object(
          {
            role: Id,
            way: Type.Enum([...OTHER_WAYS]),
            at: Type.String({ maxLength: 60, description: 'When, as 2026-03-01T14:30:00Z' }),
            reference: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
          },
          { additionalProperties: false },
        ),
        tags,
        summary: 'Write down that a report was filed outside Comity',
        ...api.fileReport.schema,
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      if (!person.ok) return refused(reply, person.refusal);
      const { role, way, at, reference } = request.body;
      const instant = instantFrom(at);
      if (instant === undefined) {
        return refused(reply, {
          code: 'filing-incomplete',
          sentence: 'Write when as 2026-03-01T14:30:00Z.',
          place: 'at',
        });
      }
      const filed = { role, way, at: instant, ...(reference === undefined ? {} : { reference }) };
      const { digest } = request.params;
      const written = await writeDownFiling(
        services,
        person.value,
        request.viewer,
        digest,
        filed,
        request.idempotencyKey,
      );
      return written.ok ? reply.send({ filing: written.value }) : refused(reply, written.refusal);
    },
  );
}

type ReportRequest = Request & { readonly params: { readonly digest: string } };

async function reportFor(services: ReportRouteServices, request: unknown): Promise<Outcome<ReportSeen>> {
  const { params, viewer } = request as ReportRequest;
  return readReport(await services.reader.statement(params.digest, viewer), services.book);
}

async function sendPdf(
  services: ReportRouteServices,
  request: unknown,
  reply: Reply,
  language: Language,
): Promise<Reply> {
  const report = await reportFor(services, request);
  if (!report.ok) return refused(reply, report.refusal);
  const printed = await reportPdf(services.printer, report.value, language, await services.names());
  if (!printed.ok) return refused(reply, printed.refusal);
  const name = `report-${report.value.shown.digest.slice(0, 8)}-${language}.pdf`;
  return reply
    .type('application/pdf')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Buffer.from(printed.value.pdf));
}

function reporterOf(request: Request) {
  const { actor, viewer } = request.signedIn!;
  return { party: actor.party, viewer };
}

function personOf(request: Request): Outcome<Person> {
  const { actor } = request.signedIn!;
  if (actor.kind === 'person') return accept(actor);
  return refuse('not-mandated', 'A person with a mandate signs and files here.');
}
