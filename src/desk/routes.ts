import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import * as api from './answers.ts';
import { MAX_QUERY_CHARACTERS } from './query.ts';
import { type Hit, type SearchServices, search } from './search.ts';

const MIN_QUERY_CHARACTERS = 2;

/** `GET /api/v1/search`: what the caller may read that holds these words. */
export function deskRoutes(app: App, services: SearchServices): void {
  const querystring = Type.Object(
    {
      q: Type.String({ minLength: MIN_QUERY_CHARACTERS, maxLength: MAX_QUERY_CHARACTERS }),
      before: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    { additionalProperties: false },
  );
  app.get(
    api.searchAll.path,
    {
      config: { rate: 'costly' },
      schema: {
        querystring,
        summary: 'Cases, statements, parties and help in which you may read these words, the newest first',
        tags: ['cases'],
        ...api.searchAll.schema,
      },
    },
    async (request) => {
      const { q, before } = request.query;
      const found = await search(services, request.viewer, { typed: q, before });
      const cases = found.hits.flatMap(({ shown }) => caseOf(shown) ?? []);
      return {
        statement: found.statement?.digest ?? null,
        case: found.case,
        reference: found.reference,
        cases: [...new Set(cases)],
        hits: found.hits.map(hitJson),
        parties: found.parties.map(({ party, name }) => ({ party, name })),
        help: found.help,
        next: found.next ?? null,
      };
    },
  );
}

function hitJson({ shown, found }: Hit) {
  return {
    digest: shown.digest,
    issuer: shown.issuer,
    type: shown.type,
    case: caseOf(shown),
    recordedAt: shown.recordedAt.toString(),
    found: found.map(({ claim, tlp, pieces }) => ({ claim, tlp, text: pieces.map(({ text }) => text).join('') })),
  };
}

function caseOf({ claims }: Hit['shown']): string | null {
  const value = claims.get('case')?.value;
  return typeof value === 'string' ? value : null;
}
