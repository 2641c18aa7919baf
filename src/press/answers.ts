import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import { Embargo, LINE_STAGES } from './statements.ts';

const Line = Type.Object({
  line: Digest,
  issuer: PartyId,
  stage: Type.Enum([...LINE_STAGES]),
  language: Type.String(),
  headline: Type.String(),
  text: Type.String(),
  names: orNull(Type.String()),
  embargo: orNull(Type.Object({ ...Embargo.properties, end: Instant })),
  state: Type.Enum(['under-embargo', 'ready', 'published', 'withdrawn']),
  recordedAt: Instant,
  published: orNull(
    Type.Object({
      digest: Digest,
      at: Instant,
      early: orNull(Type.Object({ where: Type.String(), by: orNull(Type.String()) })),
    }),
  ),
  withdrawn: orNull(Type.Object({ digest: Digest, at: Instant, reason: orNull(Type.String()) })),
  corrects: orNull(Digest),
  correctedBy: orNull(Digest),
});

export const listPressLines = apiRoute(
  'GET',
  '/api/v1/cases/:case/lines',
  'listPressLines',
  Type.Object({ case: Uuid, lines: Type.Array(Line) }),
);
