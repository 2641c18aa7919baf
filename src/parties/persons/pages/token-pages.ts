import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type AdministrationServices, personNames } from '#parties/pages/administration-services.ts';
import { ADMINISTRATION_TEXTS } from '#parties/pages/administration-texts.ts';
import { issueToken, revokeToken, TOKEN_LABEL_CHARACTERS, type Token, tokensOf } from '#parties/persons/tokens.ts';
import { personFor } from '#parties/services.ts';
import { type Fields, manyOf, textOf } from '#site/form-body.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors, refusalText } from '#web/parts/errors.ts';
import { checkboxes, radios, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, emptyState, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';

const T = ADMINISTRATION_TEXTS.tokens;
const HOURS_A_DAY = 24;

/** `/tokens`: what programs may do in a person's name. A new token is shown on the answer to its form, and never again. */
export function tokenPages(app: App, services: AdministrationServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/tokens', signedIn, async (request, reply) => sendTokens(services, request, reply, {}, NO_ERRORS));

  app.post('/tokens', signedIn, async (request, reply) => {
    const actor = personFor(request, services, 'read');
    if (!actor.ok) return refused(reply, actor.refusal);
    if (actor.value.scopes !== undefined) return refused(reply, tokensMakeNone);
    const typed = (request.body ?? {}) as Fields;
    const missing = missingIn(typed);
    if (missing.size > 0) return sendTokens(services, request, refusedForm(reply), typed, missing);
    const { person, party } = actor.value;
    const now = worldOf(services);
    const expiresAt = now.add({ hours: Number(textOf(typed, 'days')) * HOURS_A_DAY });
    const wanted = { person, party, label: textOf(typed, 'label'), scopes: manyOf(typed, 'scopes'), expiresAt };
    const issued = await issueToken(services.connection, wanted, now);
    if (issued.ok) return sendOnce(request, reply, issued.value.token);
    const errors = refusalErrors(issued.refusal, ['label', 'scopes']);
    return sendTokens(services, request, refusedForm(reply, issued.refusal.code), typed, errors);
  });

  const params = Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) });
  app.post('/tokens/:id/revoke', { ...signedIn, schema: { params } }, async (request, reply) => {
    const actor = personFor(request, services, 'read');
    if (!actor.ok) return refused(reply, actor.refusal);
    const { person, party } = actor.value;
    const which = { id: request.params.id, party, ...(seesAll(services, request) ? {} : { person }) };
    const revoked = await revokeToken(services.connection, which, worldOf(services));
    if (revoked.ok) return seeOther(reply, '/tokens');
    const errors = new Map([['', refusalText(revoked.refusal)]]);
    return sendTokens(services, request, refusedForm(reply, revoked.refusal.code), {}, errors);
  });
}

const tokensMakeNone = { code: 'scope-missing', sentence: 'A token makes no other: sign in with your passkey.' };

/** Tokens age by the world's time, however fast an exercise's clock runs. */
function worldOf({ world, ledger }: AdministrationServices): Temporal.Instant {
  return world === undefined ? ledger.now() : world();
}

/** An administrator sees and revokes the tokens of the whole party. */
function seesAll({ authority }: AdministrationServices, { signedIn }: Request): boolean {
  return signedIn !== null && authority.mayAct(signedIn.actor, signedIn.roles, 'administer').ok;
}

function missingIn(typed: Fields): FieldErrors {
  const errors = new Map<string, string>();
  if (textOf(typed, 'label') === '') errors.set('label', T.labelMissing);
  if (manyOf(typed, 'scopes').length === 0) errors.set('scopes', T.scopesMissing);
  if (!(textOf(typed, 'days') in T.dayNames)) errors.set('days', T.daysMissing);
  return errors;
}

function sendOnce(request: Request, reply: Reply, token: string): Reply {
  const body = html`<div class="receipt"><h1>${T.doneTitle}</h1><p>${T.doneLead}</p><div><p class="reference" id="token">${token}</p></div></div>
<div class="stack narrow after"><p>${T.doneNext}</p><p>${linkButton(T.back, '/tokens', 'second')}</p></div>`;
  // A page with a secret is not for anybody's cache.
  return sendPage(request, reply.header('cache-control', 'no-store'), {
    title: T.doneTitle,
    section: 'desk',
    body,
  });
}

async function sendTokens(
  services: AdministrationServices,
  request: Request,
  reply: Reply,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const actor = personFor(request, services, 'read');
  if (!actor.ok) return refused(reply, actor.refusal);
  const { person, party } = actor.value;
  const now = worldOf(services);
  const all = (await tokensOf(services.connection, party)).filter(
    (token) => seesAll(services, request) || token.person === person,
  );
  const works = (token: Token) => token.revokedAt === null && Temporal.Instant.compare(token.expiresAt, now) > 0;
  const names = await personNames(services, party);
  const label = (token: Token) =>
    token.person === person
      ? said(token.label)
      : sentence(T.of, { label: said(token.label), person: said(names(token.person)) });
  const live = all
    .filter(works)
    .map((token) => [
      label(token),
      scopesOf(token),
      when(token.expiresAt),
      token.usedAt === null ? T.never : when(token.usedAt),
      form(request, reply, { action: `/tokens/${token.id}/revoke`, look: 'inline' }, button(T.revoke, 'small')),
    ]);
  const over = all
    .filter((token) => !works(token))
    .map((token) => [
      label(token),
      scopesOf(token),
      when(token.expiresAt),
      token.usedAt === null ? T.never : when(token.usedAt),
      tag(token.revokedAt === null ? T.expired : T.revoked),
    ]);
  const columns = T.columns.map((name) => ({ label: name }));
  const body = html`${backLink(ADMINISTRATION_TEXTS.desk, '/desk')}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack loose"><section class="stack tight" aria-labelledby="live"><h2 id="live">${T.yours}</h2>${live.length === 0 ? emptyState(T.empty, T.emptyBody) : table(T.yours, columns, live, true)}</section>
${over.length > 0 && html`<section class="stack tight" aria-labelledby="over"><h2 id="over">${T.ended}</h2>${table(T.ended, columns, over, true)}</section>`}
<section class="stack" aria-labelledby="make"><h2 id="make">${T.make}</h2>${newTokenForm(request, reply, typed, errors)}</section></div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}

function scopesOf({ scopes }: Token): Markup {
  return html`<span class="fixed">${scopes.join(', ')}</span>`;
}

function newTokenForm(request: Request, reply: Reply, typed: Fields, errors: FieldErrors): Markup {
  const chosen = manyOf(typed, 'scopes');
  const choices = (names: Readonly<Record<string, string>>, isChosen: (value: string) => boolean) =>
    Object.entries(names).map(([value, name]) => ({ value, label: name, checked: isChosen(value) }));
  const fields = html`${textField({ name: 'label', label: T.label, help: T.labelHelp, maxLength: TOKEN_LABEL_CHARACTERS, value: textOf(typed, 'label'), error: errors.get('label') })}
${checkboxes({ name: 'scopes', label: T.scopes, help: T.scopesHelp, choices: choices(T.scopeNames, (value) => chosen.includes(value)), error: errors.get('scopes') })}
${radios({ name: 'days', label: T.days, choices: choices(T.dayNames, (value) => textOf(typed, 'days') === value), error: errors.get('days') })}
${actions(button(T.button))}`;
  return form(request, reply, { action: '/tokens', label: T.make }, fields);
}
