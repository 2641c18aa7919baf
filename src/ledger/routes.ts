import { type Static, Type } from 'typebox';
import { type Bundle, formatBundle } from '#bundle/format.ts';
import { created } from '#http/answers.ts';
import type { App, Reply } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import type { Draft } from '#statement/draft.ts';
import { PAP_ORDER, TLP_ORDER, USES } from '#statement/marking.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import type { Appended, Ledger, Shown } from './contract.ts';
import { type Exporter, exportCase, exportStatement } from './export.ts';

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
    '/api/v1/statements',
    {
      ...signedInOnly(app),
      schema: { body: NewStatement, summary: 'Let your party sign and log a statement', tags: ['statements'] },
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
    '/api/v1/statements/signed',
    {
      schema: {
        body: SignedStatement,
        summary: 'Log a statement that your party signed with a key it keeps itself',
        tags: ['statements'],
      },
    },
    async (request, reply) => {
      const { presentation } = request.body;
      const party = issuerOf(presentation);
      const actor = { kind: 'key', party } as const;
      const outcome = await ledger.submit({
        kind: 'signed',
        actor,
        presentation,
        ...keyOf(request.idempotencyKey),
      });
      return outcome.ok ? created(reply).send(appendedJson(outcome.value)) : refused(reply, outcome.refusal);
    },
  );
}

function readRoutes(app: App, exporter: Exporter): void {
  app.get(
    '/api/v1/statements/:digest',
    {
      schema: {
        params: Type.Object({ digest: Digest }),
        summary: 'A statement as you may see it',
        tags: ['statements'],
      },
    },
    async (request, reply) => {
      const shown = await exporter.reader.statement(request.params.digest, request.viewer);
      return shown === null ? refused(reply, statementNotFound) : reply.send(shownJson(shown));
    },
  );

  app.get(
    '/api/v1/statements/:digest/proof',
    { schema: { params: Type.Object({ digest: Digest }), summary: 'Its C2SP tlog-proof', tags: ['statements'] } },
    async (request, reply) => {
      const proof = await exporter.ledger.proof(request.params.digest);
      if (proof === undefined) return refused(reply, statementNotFound);
      return reply.type('text/plain; charset=utf-8').send(proof);
    },
  );

  app.get(
    '/api/v1/statements/:digest/bundle',
    {
      config: { rate: 'costly' },
      schema: {
        params: Type.Object({ digest: Digest }),
        summary: 'Evidence bundle of a statement',
        tags: ['statements'],
      },
    },
    async (request, reply) => {
      const bundle = await exportStatement(exporter, request.params.digest, request.viewer);
      return bundle.ok ? sendBundle(reply, bundle.value, request.params.digest) : refused(reply, bundle.refusal);
    },
  );
}

function caseRoutes(app: App, exporter: Exporter): void {
  app.get(
    '/api/v1/cases/:case/statements',
    {
      schema: {
        params: Type.Object({ case: Uuid }),
        summary: 'What you may see of a case, in order of arrival',
        tags: ['cases'],
      },
    },
    async (request) => {
      const shown = await exporter.reader.case(request.params.case, request.viewer);
      return { case: request.params.case, statements: shown.map(shownJson) };
    },
  );

  app.get(
    '/api/v1/cases/:case/bundle',
    {
      config: { rate: 'costly' },
      schema: { params: Type.Object({ case: Uuid }), summary: 'Evidence bundle of a case', tags: ['cases'] },
    },
    async (request, reply) => {
      const bundle = await exportCase(exporter, request.params.case, request.viewer);
      if (!bundle.ok) return refused(reply, bundle.refusal);
      return sendBundle(reply, bundle.value, request.params.case);
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
    '/api/v1/cases',
    {
      schema: { querystring: Page, summary: 'Cases with something for you, latest change first', tags: ['cases'] },
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

/** Read leniently: whatever this yields, the ledger verifies the signature against that party's keys. */
function issuerOf(presentation: string): string {
  try {
    const payload = presentation.split('.', 3)[1] ?? '';
    const text = new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: 'base64url' }));
    const { iss } = JSON.parse(text) as { iss?: unknown };
    return typeof iss === 'string' ? iss : '';
  } catch {
    return '';
  }
}

/** The submitter's answer; null where an arrival was only stored. */
function appendedJson(appended: Appended | null) {
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
