import { type Dependency, type Reach, serviceFootprint } from '#border/statements.ts';
import { footprintsBy } from '#border/view.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Shown } from '#ledger/contract.ts';
import type { Names } from '#site/claim-value.ts';
import { type Fields, fieldsOf } from '#site/form-body.ts';
import { may, namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { likelyStates } from '#site/state-choice.ts';
import { currentLanguage } from '#speaking';
import type { JsonValue } from '#statement/draft.ts';
import { fits } from '#statement/validator.ts';
import { listText, numberText } from '#texts/icu.ts';
import { SECTOR_IDS, sectorLabel } from '#vocabulary/sectors.ts';
import { type Content, html, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { type ErrorText, errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { backLink, emptyState, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { tellsStates } from './parts.ts';
import { MORE_STATES, reachField, readReach } from './reach-field.ts';
import { BORDER_TEXTS as T } from './texts.ts';

const MAX_LINES = 64;
const MAX_LISTED = 100;
const CLAIMS = ['service', 'sector', 'reach', 'depends_on'];

/** `/border/footprints`: where this party's services reach and what they rest on, and the form to say it. */
export function footprintPages(app: App, services: PageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/border/footprints', signedIn, (request, reply) =>
    sendFootprints(services, request, reply, {}, NO_ERRORS),
  );

  app.post('/border/footprints', signedIn, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const typed = fieldsOf(request.body);
    if (typed[MORE_STATES] !== undefined) return sendFootprints(services, request, reply, typed, NO_ERRORS);
    const { claims, errors } = read(typed, person.party);
    if (errors.size > 0) return sendFootprints(services, request, refusedForm(reply), typed, errors);
    const outcome = await services.ledger.submit({
      kind: 'draft',
      actor: person,
      draft: { type: serviceFootprint.name, issuer: person.party, case: crypto.randomUUID(), claims },
      ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
    });
    if (outcome.ok) return seeOther(reply, '/border/footprints');
    return sendFootprints(services, request, refusedForm(reply), typed, refusalErrors(outcome.refusal, CLAIMS));
  });
}

function read(typed: Fields, subject: string): { claims: Record<string, JsonValue>; errors: FieldErrors } {
  const errors = new Map<string, ErrorText>();
  for (const name of ['service', 'sector']) if (textOf(typed, name) === '') errors.set(name, T.needed);
  const { reach, errors: wrongReach } = readReach(typed);
  for (const [name, error] of wrongReach) errors.set(name, error);
  const depends = linesOf(textOf(typed, 'depends_on')).map(
    (line, at) => dependencyIn(line) ?? bad(errors, 'depends_on', at, line),
  );
  const claims: Record<string, JsonValue> = {
    subject,
    service: textOf(typed, 'service'),
    sector: textOf(typed, 'sector'),
    reach: reach as unknown as JsonValue,
    ...(depends.length === 0 ? {} : { depends_on: depends.filter((one) => one !== null) as unknown as JsonValue }),
  };
  return { claims, errors };
}

function textOf(typed: Fields, name: string): string {
  return String([typed[name]].flat()[0] ?? '').trim();
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').slice(0, MAX_LINES);
}

function bad(errors: Map<string, ErrorText>, field: string, at: number, text: string): null {
  if (!errors.has(field)) errors.set(field, plainSentence(T.badLine, { line: at + 1, text: text.slice(0, 80) }));
  return null;
}

/** `did:web:grid.example, power`: who, then which service. */
function dependencyIn(line: string): Dependency | undefined {
  const at = line.indexOf(',');
  if (at < 1) return undefined;
  const who = line.slice(0, at).trim();
  const service = line.slice(at + 1).trim();
  if (service === '') return undefined;
  return who.startsWith('did:') ? { party: who, service } : { name: who, service };
}

async function sendFootprints(
  services: PageServices,
  request: Request,
  reply: Reply,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const names = await namesFor(services);
  const home = names.book.parties.get(request.signedIn!.actor.party)?.territory;
  const likely = likelyStates(services, names.book, home);
  const digests = (await footprintsBy(services.connection, request.signedIn!.actor.party)).slice(0, MAX_LISTED);
  const said_ = await Promise.all(digests.map((digest) => services.reader.statement(digest, request.viewer)));
  const rows = said_.flatMap((one) => (one === null ? [] : [rowOf(one, names)]));
  const list =
    rows.length === 0
      ? emptyState(T.footprintsEmpty, T.footprintsEmptyBody)
      : table(
          T.footprints,
          T.footprintColumns.map((label) => ({ label })),
          rows,
          true,
        );
  const fields = html`${textField({ name: 'service', label: T.service, help: T.serviceHelp, value: textOf(typed, 'service'), maxLength: 300, error: errors.get('service') })}
${selectField({ name: 'sector', label: T.sector, error: errors.get('sector'), choices: [{ value: '', label: '–' }, ...SECTOR_IDS.map((id) => ({ value: id, label: sectorLabel(id), checked: textOf(typed, 'sector') === id }))] })}
${reachField({ typed, errors, likely, nameOf: names.state })}
${areaField({ name: 'depends_on', label: T.dependsOn, help: T.dependsHelp, optional: true, rows: 3, value: textOf(typed, 'depends_on'), error: errors.get('depends_on') })}
${actions(button(T.sayButton))}`;
  const says = may(services, request, 'author:service-footprint');
  const body = html`${(await tellsStates(services, request)) ? backLink(T.crumb, '/border') : backLink(T.desk, '/desk')}${errorSummary(errors)}${pageHead({ title: T.footprints, lead: T.footprintsLead })}<div class="stack loose">${list}${
    says &&
    html`<section class="stack" aria-labelledby="say"><h2 id="say">${T.say}</h2>${form(request, reply, { action: '/border/footprints' }, fields)}</section>`
  }</div>`;
  return sendPage(request, reply, { title: T.footprints, section: 'desk', body });
}

function rowOf(one: Shown, names: Names): readonly Content[] {
  const value = (name: string) => {
    const found = one.claims.get(name)?.value;
    return found !== undefined && fits(serviceFootprint.claims[name]!.schema, found) ? found : undefined;
  };
  const reach = (value('reach') ?? []) as unknown as readonly Reach[];
  const depends = (value('depends_on') ?? []) as unknown as readonly Dependency[];
  const sector = value('sector');
  const service = value('service');
  return [
    html`<a href="/statements/${one.digest}">${said(typeof service === 'string' ? service : '')}</a>`,
    typeof sector === 'string' ? sectorLabel(sector) : '',
    listText(
      currentLanguage(),
      reach.map(({ state, customers }) =>
        customers === undefined
          ? names.state(state)
          : `${names.state(state)} (${numberText(currentLanguage(), customers)})`,
      ),
    ),
    html`${depends.map(
      ({ party, name, service }) =>
        html`${said(party === undefined ? (name ?? '') : names.party(party))}: ${said(service)}<br>`,
    )}`,
    when(one.recordedAt),
  ];
}
