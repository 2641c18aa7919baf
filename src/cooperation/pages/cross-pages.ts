import { Type } from 'typebox';
import { senderFor } from '#cooperation/routes.ts';
import { givenClaims, keepCrossing } from '#cooperation/sending.ts';
import { TYPE_BY_NAME } from '#cooperation/statements.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Refusal } from '#outcome.ts';
import { CHANNELS, MANDATED_KINDS } from '#parties/statements.ts';
import { type Fields, fieldsOf } from '#site/form-body.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { notFound, type SeenInCase, seeInCase } from '#site/seeing.ts';
import { namesFor, type PageServices } from '#site/services.ts';
import { COMMON_CLAIMS, Digest } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, radios, selectField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { valueWord } from '#web/value-words.ts';
import { COOPERATION_TEXTS } from './texts.ts';

const T = COOPERATION_TEXTS.cross;
const TEXT_LIMIT_CHARACTERS = 2_000;
const params = Type.Object({ digest: Digest });

/** `/cooperation/statements/<digest>/cross`: the recorded decision that something leaves its channel, with the reason. */
export function crossPages(app: App, services: PageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/cooperation/statements/:digest/cross', settings, async (request, reply) => {
    const seen = await between(services, request, request.params.digest);
    return seen === null ? notFound(reply) : sendForm(services, request, reply, seen, {}, NO_ERRORS);
  });

  app.post('/cooperation/statements/:digest/cross', settings, async (request, reply) => {
    const seen = await between(services, request, request.params.digest);
    if (seen === null) return notFound(reply);
    const sender = senderFor(request, services);
    if (!sender.ok) return refused(reply, sender.refusal);
    const typed = fieldsOf(request.body) as Fields;
    const text = (name: string) => ([typed[name] ?? ''].flat()[0] ?? '').trim().slice(0, TEXT_LIMIT_CHARACTERS);
    const wrong = faultIn(seen, text);
    const values = Object.fromEntries([...seen.shown.claims.values()].map(({ name, value }) => [name, value]));
    const names = givenClaims(seen.shown.type, values).filter((name) => !Object.hasOwn(COMMON_CLAIMS, name));
    const kept =
      wrong ??
      (await keepCrossing(
        sender.value,
        { target: seen.shown.digest, case: seen.caseId, names },
        { recipients: [text('to')], channel: text('channel'), crossing: text('reason') },
      ));
    if ('ok' in kept && kept.ok) return seeOther(reply, `/cooperation/drafts/${kept.value.id}`);
    const refusal = 'ok' in kept ? kept.refusal : kept;
    const errors = refusalErrors(refusal, ['channel', 'to', 'reason']);
    return sendForm(services, request, refusedForm(reply, refusal.code), seen, typed, errors);
  });
}

async function between(services: PageServices, request: Request, digest: string): Promise<SeenInCase | null> {
  const seen = await seeInCase(services, request, digest);
  return seen !== null && TYPE_BY_NAME.has(seen.shown.type) ? seen : null;
}

function faultIn(seen: SeenInCase, text: (name: string) => string): Refusal | undefined {
  const channel = text('channel');
  const own = seen.shown.claims.get('channel')?.value;
  if (!CHANNELS.some((one) => one === channel) || channel === own) {
    return { code: 'field-malformed', sentence: T.chooseOther, place: 'channel', spoken: true };
  }
  if (text('to') === '') return { code: 'field-malformed', sentence: T.chooseParty, place: 'to', spoken: true };
  if (text('reason') === '')
    return { code: 'field-malformed', sentence: T.reasonNeeded, place: 'reason', spoken: true };
  return undefined;
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  seen: SeenInCase,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const names = await namesFor(services);
  const own = request.signedIn!.actor.party;
  const room = seen.shown.claims.get('channel')?.value;
  const word = typeof room === 'string' ? (valueWord('channel', room) ?? room) : '–';
  const text = (name: string) => [typed[name] ?? ''].flat()[0];
  const authorities = [...names.book.parties.values()].filter(
    ({ party, kind }) => party !== own && (MANDATED_KINDS.includes(kind) || kind === 'regional-body'),
  );
  const fields = html`${radios({
    name: 'channel',
    label: T.channel,
    error: errors.get('channel'),
    choices: CHANNELS.filter((channel) => channel !== room).map((channel) => ({
      value: channel,
      label: valueWord('channel', channel) ?? channel,
      checked: text('channel') === channel,
    })),
  })}
${selectField({
  name: 'to',
  label: T.to,
  error: errors.get('to'),
  choices: [
    { value: '', label: SAYING.field.choose },
    ...authorities.map(({ party, name }) => ({
      value: party,
      label: name,
      words: 'name' as const,
      checked: text('to') === party,
    })),
  ],
})}
${areaField({ name: 'reason', label: T.reason, rows: 3, value: text('reason'), error: errors.get('reason') })}
${actions(button(T.button))}`;
  const label = typeLabel(seen.shown.type);
  const body = html`${backLink(label, `/cooperation/threads/${seen.caseId}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
<p>${sentence(T.from, { channel: word })}</p>
${form(request, reply, { action: `/cooperation/statements/${seen.shown.digest}/cross` }, fields)}`;
  return sendPage(request, reply, { title: T.title, section: 'cooperation', body });
}
