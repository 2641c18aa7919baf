import { type Static, Type } from 'typebox';
import { type Bundle, formatBundle } from '#bundle/format.ts';
import { created } from '#http/answers.ts';
import type { App, Reply } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import type { Draft } from '#statement/draft.ts';
import { PAP_ORDER, TLP_ORDER, USES } from '#statement/marking.ts';
import type { Viewer } from '#statement/show.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import * as api from './answers.ts';
import type { Appended, CasePart, Ledger, Shown } from './contract.ts';
import { type Exporter, exportOfCase, exportStatement } from './export.ts';
import { MAX_PART_STATEMENTS, PART_STATEMENTS } from './limits.ts';

const MAX_CLAIMS = 64;
const MAX_PRESENTATION_CHARACTERS = 524_288;
const PAGE_STATEMENTS = 50;

const Marking = Type.Object(
  {
    tlp: Type.Optional(Type.Union(TLP_ORDER.map((label) => Type.Literal(label)))),
    pap: Type.Optional(Type.Union(PAP_ORDER.map((label) => Type.Literal(label)))),
    uses: Type.Optional(Type.Array(Type.Union(USES.map((use) => Type.Literal(use))), { maxItems: USES.length })),
    audience: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 64 })),
  },
  { additionalProperties: false },
);

/** A draft as a program posts it; issuer and case may be left to the node. */
export const NewStatement = Type.Object(
  {
    type: Type.String({ pattern: '^[a-z][a-z-]{1,63}$' }),
    issuer: Type.Optional(PartyId),
    case: Type.Optional(Uuid),
    claims: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: MAX_CLAIMS }),
    markings: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Marking, { maxProperties: MAX_CLAIMS })),
  },
  { additionalProperties: false },
);

const SignedStatement = Type.Object(
  { presentation: Type.String({ maxLength: MAX_PRESENTATION_CHARACTERS }) },
  { additionalProperties: false },
);

const signedInOnly = (app: App) => ({ preHandler: app.requireActor });

/** The statements of this node as JSON: author, submit signed, read, prove, export. */
export function statementRoutes(app: App, ledger: Ledger, exporter: Exporter): void {
  authorRoutes(app, ledger);
  readRoutes(app, exporter);
  caseRoutes(app, exporter);
}

function authorRoutes(app: App, ledger: Ledger): void {
  app.post(
    api.submitStatement.path,
    {
      ...signedInOnly(app),
      schema: {
        body: NewStatement,
        summary: 'Let your party sign and log a statement',
        tags: ['statements'],
        ...api.submitStatement.schema,
      },
    },
    async (request, reply) => {
      const actor = request.actor;
      if (actor === null || actor.kind !== 'person') return refused(reply, personNeeded);
      const outcome = await ledger.submit({
        kind: 'draft',
        actor,
        draft: draftOf(request.body, actor.party, request.idempotencyKey),
        ...keyOf(request.idempotencyKey),
      });
      return outcome.ok ? created(reply).send(appendedJson(outcome.value)) : refused(reply, outcome.refusal);
    },
  );

  app.post(
    api.submitSignedStatement.path,
    {
      schema: {
        body: SignedStatement,
        summary: 'Log a statement that your party signed with a key it keeps itself',
        tags: ['statements'],
        ...api.submitSignedStatement.schema,
      },
    },
    async (request, reply) => {
      const { presentation } = request.body;
      const brought = request.actor === null ? {} : { bringer: request.actor };
      const outcome = await ledger.submit({ kind: 'signed', presentation, ...brought });
      return outcome.ok ? created(reply).send(provenJson(outcome.value)) : refused(reply, outcome.refusal);
    },
  );
}

function readRoutes(app: App, exporter: Exporter): void {
  app.get(
    api.readStatement.path,
    {
      schema: {
        params: Type.Object({ digest: Digest }),
        summary: 'A statement as you may see it',
        tags: ['statements'],
        ...api.readStatement.schema,
      },
    },
    async (request, reply) => {
      const shown = await exporter.reader.statement(request.params.digest, request.viewer);
      return shown === null ? refused(reply, statementNotFound) : reply.send(shownJson(shown));
    },
  );

  app.get(
    api.readProof.path,
    {
      schema: {
        params: Type.Object({ digest: Digest }),
        summary: 'Its C2SP tlog-proof',
        tags: ['statements'],
        ...api.readProof.schema,
      },
    },
    async (request, reply) => {
      const { digest } = request.params;
      // What our log has published is public; which foreign statements came here is for those who were given them.
      const shown = await exporter.reader.statement(digest, request.viewer);
      const proof = await exporter.ledger.proof(digest, shown === null ? 'published' : 'any');
      if (proof === undefined) return refused(reply, statementNotFound);
      return reply.type('text/plain; charset=utf-8').send(proof);
    },
  );

  app.get(
    api.exportStatement.path,
    {
      config: { rate: 'costly' },
      schema: {
        params: Type.Object({ digest: Digest }),
        summary: 'Evidence bundle of a statement',
        tags: ['statements'],
        ...api.exportStatement.schema,
      },
    },
    async (request, reply) => {
      const bundle = await exportStatement(exporter, request.params.digest, request.viewer);
      return bundle.ok ? sendBundle(reply, bundle.value, request.params.digest) : refused(reply, bundle.refusal);
    },
  );
}

/** Of a case: all that its page rests on, or, where one of these is given, a part of all that there is. */
const Part = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'An arrival: 0, then the next of each part' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PART_STATEMENTS })),
  },
  { additionalProperties: false },
);

async function saidIn(
  { reader }: Exporter,
  caseId: string,
  viewer: Viewer,
  { after, limit }: Static<typeof Part>,
): Promise<CasePart> {
  if (after === undefined && limit === undefined) return { statements: await reader.case(caseId, viewer) };
  return reader.partOfCase(caseId, viewer, { after: after ?? 0, limit: limit ?? PART_STATEMENTS });
}

function caseRoutes(app: App, exporter: Exporter): void {
  app.get(
    api.listCaseStatements.path,
    {
      schema: {
        params: Type.Object({ case: Uuid }),
        querystring: Part,
        summary: 'What you may see of a case, in order of arrival; of a very long one all of it in parts',
        tags: ['cases'],
        ...api.listCaseStatements.schema,
      },
    },
    async (request) => {
      const { case: caseId } = request.params;
      const { statements, ...next } = await saidIn(exporter, caseId, request.viewer, request.query);
      return { case: caseId, statements: statements.map(shownJson), ...next };
    },
  );

  app.get(
    api.exportCase.path,
    {
      config: { rate: 'costly' },
      schema: {
        params: Type.Object({ case: Uuid }),
        querystring: Part,
        summary: 'Evidence bundle of a case, or of a part of it; the header Link names the next part',
        tags: ['cases'],
        ...api.exportCase.schema,
      },
    },
    async (request, reply) => {
      const { case: caseId } = request.params;
      const { statements, next } = await saidIn(exporter, caseId, request.viewer, request.query);
      if (next !== undefined) {
        const { limit = PART_STATEMENTS } = request.query;
        void reply.header('link', `</api/v1/cases/${caseId}/bundle?after=${next}&limit=${limit}>; rel="next"`);
      }
      const bundle = await exportOfCase(exporter, statements, request.viewer);
      if (!bundle.ok) return refused(reply, bundle.refusal);
      return sendBundle(reply, bundle.value, caseId);
    },
  );

  const Page = Type.Object(
    {
      after: Type.Optional(Type.String({ maxLength: 64 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    },
    { additionalProperties: false },
  );
  app.get(
    api.listCases.path,
    {
      schema: {
        querystring: Page,
        summary: 'Cases with something for you, latest change first',
        tags: ['cases'],
        ...api.listCases.schema,
      },
    },
    (request) => {
      const { after, limit = PAGE_STATEMENTS } = request.query;
      return exporter.reader.casesOf(request.viewer, after === undefined ? { limit } : { after, limit });
    },
  );
}

function sendBundle(reply: Reply, bundle: Bundle, name: string): Reply {
  void reply.header('content-disposition', `attachment; filename="comity-${name}.json"`);
  return reply.type('application/json').send(formatBundle(bundle));
}

const statementNotFound = {
  code: 'statement-not-found',
  sentence: 'This node holds no such statement, or nothing of it is released to you.',
} as const;

const personNeeded = {
  code: 'not-mandated',
  sentence:
    'A person with a mandate authors statements here; a party that keeps its key posts to /api/v1/statements/signed.',
} as const;

/** Without a case, one is opened; under an idempotency key always the same, so that asking again has one effect. */
export function draftOf(body: Static<typeof NewStatement>, party: string, key?: string): Draft {
  return {
    type: body.type,
    issuer: body.issuer ?? party,
    case: body.case ?? (key === undefined ? crypto.randomUUID() : caseIdFrom(`${party} ${key}`)),
    claims: body.claims as Draft['claims'],
    ...(body.markings === undefined ? {} : { markings: body.markings as NonNullable<Draft['markings']> }),
  };
}

function keyOf(idempotencyKey: string | undefined) {
  return idempotencyKey === undefined ? {} : { idempotencyKey };
}

/** To whoever brought a signed statement, be it a stranger: not how much has arrived here by now. */
function provenJson(appended: Appended | null) {
  const { arrival: _, ...proven } = appendedJson(appended);
  return proven;
}

/** The submitter's answer; null where an arrival was only stored. */
function appendedJson(appended: Appended | null): Partial<Appended> {
  return appended === null ? {} : { ...appended };
}

function shownJson(shown: Shown) {
  return {
    ...shown,
    recordedAt: shown.recordedAt.toString(),
    claims: Object.fromEntries(
      [...shown.claims].map(([name, claim]) => [name, { value: claim.value, marking: claim.marking }]),
    ),
  };
}
