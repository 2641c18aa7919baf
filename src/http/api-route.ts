import { type Static, type TSchema, Type } from 'typebox';
import { INSTANT_PATTERN } from '#statement/statement-type.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type ApiPath = `/${string}`;

/** One route for programs: what handler, OpenAPI document, page and client all know it by. */
export type ApiRoute<
  M extends Method = Method,
  P extends ApiPath = ApiPath,
  A extends TSchema = TSchema,
  S extends number = number,
> = {
  readonly method: M;
  readonly path: P;
  /** To be spread into the route's own schema. */
  readonly schema: { readonly operationId: string; readonly response: { readonly [Status in S]: A } };
  readonly answer: A;
};

/** A route for programs whose answer is a file: bytes or text, which no schema describes further. */
export type FileRoute<P extends ApiPath = ApiPath> = {
  readonly method: 'GET';
  readonly path: P;
  readonly schema: { readonly operationId: string; readonly response: { readonly 200: object } };
};

/** What the body of an answer holds, as whoever asked reads it. */
export type AnswerOf<R extends { readonly answer: TSchema }> = Static<R['answer']>;

/** The names that an address leaves open, as `case` in `/api/v1/cases/:case/summary`. */
export type NamesIn<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

export function apiRoute<
  const M extends Method,
  const P extends ApiPath,
  A extends TSchema,
  const S extends number = 200,
>(method: M, path: P, operationId: string, answer: A, status?: S): ApiRoute<M, P, A, S> {
  const response = { [status ?? 200]: answer } as { readonly [Status in S]: A };
  return { method, path, answer, schema: { operationId, response } };
}

/** A route whose answer is a file of one of these media types. */
export function fileRoute<const P extends ApiPath>(
  path: P,
  operationId: string,
  ...mediaTypes: readonly string[]
): FileRoute<P> {
  const kinds = mediaTypes.map((type) => [type, { schema: Type.String({ contentMediaType: type }) }]);
  const response = { 200: { description: 'The file', content: Object.fromEntries(kinds) as object } };
  return { method: 'GET', path, schema: { operationId, response } };
}

/** A moment, in UTC. */
export const Instant = Type.String({ pattern: INSTANT_PATTERN });

/** Null where nothing is known or nothing is told. */
export function orNull<A extends TSchema>(answer: A) {
  return Type.Union([answer, Type.Null()]);
}

/** Where to go on in a list, or null at its end. */
export const Next = orNull(Type.String({ description: 'Ask again with `after` set to this; null at the end' }));

/** Done, and nothing more to say. */
export const Done = Type.Object({});
