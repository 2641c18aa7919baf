import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyTypeProvider,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Actor } from '#ledger/contract.ts';
import type { Refusal } from '#outcome.ts';
import type { Viewer } from '#statement/show.ts';
import type { Language } from '#texts/languages.ts';
import type { ApiDocument } from './api-document.ts';
import type { RateClass } from './limits.ts';

/** What a handler may hand over for an answer: whatever becomes the answer once it is written as JSON. */
type Said<Answer> = Answer extends string
  ? Answer | { toJSON(): Answer }
  : Answer extends readonly (infer Item)[]
    ? readonly Said<Item>[]
    : Answer extends object
      ? {
          readonly [Name in keyof Answer]:
            | Said<Answer[Name]>
            | (undefined extends Answer[Name] ? undefined : never);
        }
      : Answer;

/** Types of params, query, body and replies follow from their TypeBox schemas. */
export interface TypeBoxProvider extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  serializer: this['schema'] extends TSchema ? Said<Static<this['schema']>> | FastifyReply : unknown;
}

/** The server as a capability's `routes.ts` and `pages.ts` see it: `(app: App, rooms) => void`. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxProvider>;
export type Request = FastifyRequest;
export type Reply = FastifyReply;

/** Somebody the server has recognised, by a session cookie or a bearer token. */
export type SignedIn = {
  readonly actor: Extract<Actor, { kind: 'person' | 'key' }>;
  readonly viewer: Viewer;
  /** What the person is called on the page; a token's label where no person stands behind the request. */
  readonly name: string;
  readonly partyName: string;
  /** Mandates in force now. Pages use them to offer the right next step; rules check them again. */
  readonly roles: ReadonlySet<string>;
  /** The one this person chose; undefined before. */
  readonly language?: Language | undefined;
};

/** Who stands behind a secret. Both answer null for anything unknown, expired or revoked. */
export interface Identities {
  fromSession(secret: string): Promise<SignedIn | null>;
  fromToken(token: string): Promise<SignedIn | null>;
  /** For a person who chooses a language, to be found again on every device. */
  keepLanguage?(person: string, language: Language): Promise<void>;
}

/** What each page and answer says about the node itself. */
export type NodeDescription = {
  /** The node's name, as "CSIRT Aldmark". */
  readonly name: string;
  /** Who runs it, in one sentence. */
  readonly operator: string;
  /** Where browsers reach it. Its origin is the only one that forms are accepted from; https hardens the cookies. */
  readonly publicUrl: string;
  readonly realm: string;
  /** True for every realm but `live`: each page then carries the banner. */
  readonly exercise: boolean;
  /** What the clock of an exercise shows and how many times as fast as the world's it runs; absent where nobody started one. */
  readonly exerciseClock?: () => { readonly at: Temporal.Instant; readonly speed: number } | undefined;
  /** One-click seats instead of passkeys. */
  readonly demo: boolean;
  /** The number that answers day and night, shown before any form. */
  readonly emergencyPhone?: string;
};

/**
 * `page`: HTML for people, refusals become a page. `api`: JSON, refusals become problem+json.
 * `machine`: other nodes (federation, witness, mirror, log); no cookies are read, so nobody is signed in.
 */
export type RouteKind = 'page' | 'api' | 'machine';

/**
 * The cookies of a node: who is signed in, which browser a form was shown to, which language it reads, which report is
 * gone on with by a code.
 */
export type Cookies = {
  readonly session: string;
  readonly form: string;
  readonly language: string;
  readonly report: string;
  readonly options: CookieSerializeOptions;
};

/** The two pages the server shows by itself; the web room draws them. */
export interface PeoplePages {
  refusal(request: Request, reply: Reply, refusal: Refusal, status: number): string;
  /** Somebody sent a form and is no longer signed in: the page keeps what was typed, to be sent again. */
  keptForm(request: Request, reply: Reply, fields: ReadonlyMap<string, readonly string[]>): string;
}

declare module 'fastify' {
  interface FastifyInstance {
    node: NodeDescription;
    publicOrigin: string;
    cookieNames: Cookies;
    people: PeoplePages;
    /** What is counted of this server, as Prometheus text. */
    metricsText: () => Promise<string>;
    /** OpenAPI of every route for programs; to be asked once all of them are registered. */
    apiDocument: () => ApiDocument;
    /** A route's `preHandler` where only somebody signed in may pass; pages lead to the sign-in and back. */
    requireActor(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  }
  interface FastifyContextConfig {
    /** Follows from the path when left out: `/api/` is api; `/federation/`, `/witness/`, `/mirror/`, `/log/` machine. */
    kind?: RouteKind;
    /** Follows from the method when left out: read or write. */
    rate?: RateClass;
    /**
     * A bearer token must carry this scope; sessions are not limited by scopes. Null: any token does. Follows from the act,
     * else from the method, where it is left out.
     */
    scope?: string | null;
    /** What the handler asks the table of authority about, which limits persons by their mandate and tokens by its scope. */
    act?: string;
    /** Whoever knows this route's path may come in by it: the journal names the route alone. */
    secretInPath?: true;
  }
  interface FastifyRequest {
    /** Null for the public. */
    signedIn: SignedIn | null;
    actor: Actor | null;
    /** The public's eyes when nobody is signed in. */
    viewer: Viewer;
    /** From the `Idempotency-Key` header or the form field of that purpose; handed on to the ledger. */
    idempotencyKey: string | undefined;
  }
}
