import { Type } from 'typebox';
import { apiRoute } from '#http/api-route.ts';

const MispAttribute = Type.Object({
  uuid: Type.String(),
  object_relation: Type.String(),
  type: Type.String(),
  category: Type.Literal('Other'),
  value: Type.String(),
  to_ids: Type.Literal(false),
});

const MispObject = Type.Object({
  uuid: Type.String(),
  name: Type.String(),
  'meta-category': Type.String(),
  template_uuid: Type.String(),
  template_version: Type.String(),
  Attribute: Type.Array(MispAttribute),
});

export const exportReportAsMisp = apiRoute(
  'GET',
  '/api/v1/reports/:digest/misp',
  'exportReportAsMisp',
  Type.Object({
    Event: Type.Object({
      uuid: Type.String(),
      info: Type.String(),
      date: Type.String(),
      threat_level_id: Type.String(),
      analysis: Type.String(),
      distribution: Type.String(),
      Tag: Type.Array(Type.Object({ name: Type.String() })),
      Object: Type.Array(MispObject),
    }),
  }),
);
