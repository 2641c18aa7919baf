import { Type } from 'typebox';
import type { ApiOperation, ApiSchema } from '#http/api-document.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { rowOf, type SchemaRow, schemaRows } from './api-schema.ts';
import { API_TEXTS as T } from './api-texts.ts';
import { type Content, html, type Markup, said } from './html.ts';
import { button } from './parts/button.ts';
import { english } from './parts/english.ts';
import { textField } from './parts/field.ts';
import { summaryList, table } from './parts/lists.ts';
import { backLink, details, pageHead } from './parts/notice.ts';
import { sentence } from './sentence.ts';
import { sendPage } from './shell.ts';

const LOOKED_CHARACTERS_MOST = 100;
const ROOM_CHARACTERS_MOST = 40;
const JSON_SPACES = 1;
const DOCUMENT = '/api/v1/openapi.json';
const SCOPES = ['read', 'draft', 'author:…', 'release', 'acknowledge', 'administer'];

type Route = {
  readonly room: string;
  readonly method: string;
  readonly path: string;
  readonly anchor: string;
  readonly operation: ApiOperation;
};

/** `/api`: every route for programs, found by a word, and `/api/<room>`: what each takes and answers. */
export function registerApiPages(app: App): void {
  const querystring = Type.Object({ q: Type.Optional(Type.String({ maxLength: LOOKED_CHARACTERS_MOST })) });
  const config = { kind: 'page' } as const;
  app.get('/api', { schema: { querystring }, config }, (request, reply) =>
    sendIndex(request, reply, request.query.q?.trim() ?? ''),
  );
  const params = Type.Object({ room: Type.String({ maxLength: ROOM_CHARACTERS_MOST }) });
  app.get('/api/:room', { schema: { params }, config }, (request, reply) => {
    const routes = routesOf(app).filter(({ room }) => room === request.params.room);
    if (routes.length > 0) return sendRoom(request, reply, request.params.room, routes);
    return refused(reply, {
      code: 'not-found',
      sentence: 'There is nothing at this address. Check it, or begin at the home page.',
    });
  });
}

function routesOf(app: App): readonly Route[] {
  return Object.entries(app.apiDocument().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ path, operation, method: method.toUpperCase() },
      room: operation.tags?.[0] ?? 'other',
      anchor: `${method}${path.replaceAll(/[^a-z0-9]+/giu, '-')}`.replace(/-$/u, ''),
    })),
  );
}

function sendIndex(request: Request, reply: Reply, looked: string): Reply {
  const words = looked.toLowerCase().split(/\s+/u);
  const routes = routesOf(request.server).filter(({ method, path, room, operation }) => {
    const text = `${method} ${path} ${room} ${operation.summary ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rooms = [...Map.groupBy(routes, ({ room }) => room)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const scopes = html`${SCOPES.map((scope, at) => html`${at > 0 && ' '}<code>${scope}</code>`)}`;
  const body = html`${pageHead({ title: T.title, lead: sentence(T.lead, { document: html`<a href="${DOCUMENT}">OpenAPI 3.1</a>` }) })}<div class="stack loose">
<section class="stack tight" aria-labelledby="begin"><h2 id="begin">${T.begin}</h2><p>${sentence(T.token, { header: html`<code>Authorization: Bearer …</code>` })}</p><p>${sentence(T.scopes, { scopes, code: html`<code>scope-missing</code>` })}</p><p>${sentence(T.refusals, { type: html`<code>application/problem+json</code>`, help: html`<a href="/help#refused">${T.refusalsLink}</a>` })}</p><p>${sentence(T.again, { header: html`<code>Idempotency-Key</code>` })}</p></section>
<form class="row look-up" method="get" action="/api" role="search">${textField({ name: 'q', label: T.search, type: 'search', value: looked, maxLength: LOOKED_CHARACTERS_MOST })}${button(T.searchButton, 'second')}</form>
${looked !== '' && html`<p role="status">${sentence(routes.length === 0 ? T.none : T.found, { looked: said(looked), count: routes.length })}</p>`}
${rooms.map(([room, own]) => roomList(room, own))}</div>`;
  return sendPage(request, reply, { title: T.title, body });
}

function roomList(room: string, routes: readonly Route[]): Markup {
  const rows = routes.map((route) => [
    html`<a href="/api/${room}#${route.anchor}">${nameOf(route)}</a>`,
    english(route.operation.summary ?? ''),
  ]);
  return html`<section class="stack tight" aria-labelledby="${room}"><h2 id="${room}"><a href="/api/${room}">${english(room)}</a></h2>${table(room, [{ label: T.route }, { label: T.what }], rows, true)}</section>`;
}

function nameOf({ method, path }: Route): Markup {
  return html`<code class="route">${method} ${path}</code>`;
}

function sendRoom(request: Request, reply: Reply, room: string, routes: readonly Route[]): Reply {
  const contents = html`<nav aria-label="${T.routes}"><ul class="plain">${routes.map((route) => html`<li><a href="#${route.anchor}">${nameOf(route)}</a></li>`)}</ul></nav>`;
  const body = html`${backLink(T.title, '/api')}${pageHead({ title: english(room), caption: T.title })}<div class="stack loose">${contents}${routes.map(section)}</div>`;
  return sendPage(request, reply, { title: `${room}: ${T.title}`, body });
}

function section(route: Route): Markup {
  const { operation, anchor } = route;
  const { parameters = [], requestBody } = operation;
  const asked = parameters.map((one) => ({
    ...rowOf(one.name, { description: one.description, ...one.schema }, one.required === true),
    where: one.in === 'path' ? T.inPath : T.inQuery,
  }));
  return html`<section class="stack tight" aria-labelledby="${anchor}"><h2 id="${anchor}">${nameOf(route)}</h2>
<p>${english(operation.summary ?? '')}</p>${summaryList(whoMay(operation))}
${
  asked.length > 0 &&
  html`<h3>${T.asked}</h3>${valuesTable(
    route,
    T.asked,
    asked,
    asked.map(({ where }) => where),
  )}`
}
${Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => bodyOf(route, type, schema))}
<h3>${T.answers}</h3>${answersTable(route)}</section>`;
}

function whoMay({ security, 'x-scope': scope, 'x-per-minute': most }: ApiOperation) {
  return [
    { key: T.who, value: security === undefined ? T.anybody : T.signedIn },
    ...(scope === undefined ? [] : [{ key: T.scope, value: html`<code>${scope}</code>` }]),
    { key: T.often, value: sentence(T.perMinute, { count: most }) },
  ];
}

function bodyOf(route: Route, type: string, schema: ApiSchema): Markup {
  const rows = schemaRows(schema);
  const whole = html`<pre tabindex="0" aria-label="${T.schema}">${JSON.stringify(schema, null, JSON_SPACES)}</pre>`;
  return html`<h3>${T.body} <code>${type}</code></h3>${rows.length > 0 && valuesTable(route, T.body, rows)}${details(T.schema, whole)}`;
}

function valuesTable(
  route: Route,
  caption: string,
  rows: readonly SchemaRow[],
  where?: readonly Content[],
): Markup {
  const columns = [T.name, T.kind, T.needed, ...(where === undefined ? [] : [T.where]), T.meaning];
  const cells = rows.map(({ name, kind, required, description }, at) => [
    html`<code>${name}</code>`,
    html`<code>${kind}</code>`,
    required ? T.yes : T.no,
    ...(where === undefined ? [] : [where[at]]),
    description === '' ? '–' : english(description),
  ]);
  return table(
    `${caption}: ${route.method} ${route.path}`,
    columns.map((label) => ({ label })),
    cells,
    true,
  );
}

function answersTable(route: Route): Markup {
  const answers = Object.entries(route.operation.responses).map(([status, { description }]) => [
    status === 'default' ? T.otherStatus : html`<code>${status}</code>`,
    english(description),
  ]);
  const columns = [{ label: T.status }, { label: T.codes }];
  return table(`${T.answers}: ${route.method} ${route.path}`, columns, answers, true);
}
