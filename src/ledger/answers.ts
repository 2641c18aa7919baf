import { Type } from 'typebox';
import { apiRoute, fileRoute, Instant } from '#http/api-route.ts';
import { PAP_ORDER, TLP_ORDER, USES } from '#statement/marking.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

/** Claim values are as their type's schema says; `/schemas/` lists the types. */
export const ClaimValues = Type.Record(Type.String(), Type.Unknown());

/** What was signed and logged. */
export const Logged = Type.Object({
  digest: Digest,
  arrival: Type.Integer({ description: 'Its place among all that this node holds' }),
  logIndex: Type.Integer(),
  proof: Type.String({ description: 'C2SP tlog-proof' }),
});

/** The same, empty where what arrived was only stored. */
export const LoggedOrStored = Type.Partial(Logged);

/** Why something in an answer was refused; as a whole, a request is refused by problem+json. */
export const RefusedPart = Type.Object({
  code: Type.String(),
  sentence: Type.String(),
  place: Type.Optional(Type.String()),
  spoken: Type.Optional(Type.Literal(true)),
});

const Markings = Type.Object({
  tlp: Type.Enum([...TLP_ORDER]),
  pap: Type.Enum([...PAP_ORDER]),
  uses: Type.Array(Type.Enum([...USES])),
  audience: Type.Array(Type.String()),
});

/** By claim, where an author marked otherwise than the type does. */
export const MarkingsByClaim = Type.Record(Type.String(), Type.Partial(Markings));

export const Drafted = Type.Object({
  type: Type.String(),
  issuer: PartyId,
  case: Uuid,
  claims: ClaimValues,
  markings: Type.Optional(MarkingsByClaim),
  approvals: Type.Optional(Type.Array(Type.String())),
  signWith: Type.Optional(Type.String()),
});

const ShownStatement = Type.Object({
  digest: Digest,
  issuer: PartyId,
  type: Type.String(),
  vct: Type.String(),
  realm: Type.String(),
  origin: Type.Enum(['own', 'foreign']),
  log: Type.String(),
  logIndex: Type.Integer(),
  arrival: Type.Integer(),
  recordedAt: Instant,
  provenAt: Type.Optional(Instant),
  claims: Type.Record(Type.String(), Type.Object({ value: Type.Unknown(), marking: Markings })),
  withheld: Type.Boolean({ description: 'More is held here than is shown to you' }),
  erased: Type.Integer(),
  presentation: Type.String({ description: 'SD-JWT with the disclosures that are shown to you' }),
});

export const submitStatement = apiRoute('POST', '/api/v1/statements', 'submitStatement', LoggedOrStored, 201);

export const submitSignedStatement = apiRoute(
  'POST',
  '/api/v1/statements/signed',
  'submitSignedStatement',
  Type.Partial(Type.Omit(Logged, ['arrival'])),
  201,
);

export const readStatement = apiRoute('GET', '/api/v1/statements/:digest', 'readStatement', ShownStatement);

export const readProof = fileRoute('/api/v1/statements/:digest/proof', 'readProof', 'text/plain');

export const exportStatement = fileRoute(
  '/api/v1/statements/:digest/bundle',
  'exportStatement',
  'application/json',
);

/** A trust file: whom this node trusts, and whose word for the time counts. */
export const readTrust = fileRoute('/api/v1/trust', 'readTrust', 'text/plain');

export const listCaseStatements = apiRoute(
  'GET',
  '/api/v1/cases/:case/statements',
  'listCaseStatements',
  Type.Object({ case: Uuid, statements: Type.Array(ShownStatement), next: Type.Optional(Type.Integer()) }),
);

export const exportCase = fileRoute('/api/v1/cases/:case/bundle', 'exportCase', 'application/json');

export const listCases = apiRoute(
  'GET',
  '/api/v1/cases',
  'listCases',
  Type.Object({
    cases: Type.Array(Type.Object({ case: Uuid, latestArrival: Type.Integer() })),
    next: Type.Optional(Type.String()),
  }),
);
