import { Type } from 'typebox';
import { givenFreely, hidesVictim, isPrivate } from '#federation/given-claims.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type Fields, fieldsOf } from '#site/form-body.ts';
import { notFound, type SeenInCase, seeInCase } from '#site/seeing.ts';
import { namesFor, noPerson, type PageServices, type Person, personOf } from '#site/services.ts';
import { signOrPropose } from '#site/sign-or-propose.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import type { Draft } from '#statement/draft.ts';
import { Digest } from '#statement/statement-type.ts';
import { traitsOf } from '#statement/traits.ts';
import { html, said } from '#web/html.ts';
import { claimLabel, typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, checkboxes, selectField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { tlpLabel } from '#web/parts/marks.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';

const T = INCIDENT_TEXTS.release;
const params = Type.Object({ digest: Digest });
const TEXT_LIMIT_CHARACTERS = 2_000;
/** Always given along: a receiver could not place a statement without them. */
const PLACED: readonly string[] = ['iat', 'case', 'number', 'case_number'];

/** `/statements/<digest>/release`: give any statement to a party, claim by claim. */
export function releasePages(app: App, services: PageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/statements/:digest/release', settings, async (request, reply) => {
    const seen = await seeInCase(services, request, request.params.digest);
    return seen === null ? notFound(reply) : sendForm(services, request, reply, seen, undefined, NO_ERRORS);
  });

  app.post('/statements/:digest/release', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = await seeInCase(services, request, request.params.digest);
    if (seen === null) return notFound(reply);
    const typed = fieldsOf(request.body);
    const draft = await releaseOf(services, person, seen, typed);
    const given = await signOrPropose(services, request, person, draft);
    if (given.ok) return seeOther(reply, given.value);
    const errors = refusalErrors(given.refusal, ['to', 'claims', 'basis', 'crossing', 'purpose']);
    return sendForm(services, request, refusedForm(reply, given.refusal.code), seen, typed, errors);
  });
}

async function releaseOf(services: PageServices, person: Person, seen: SeenInCase, typed: Fields): Promise<Draft> {
  const text = (name: string) => ([typed[name]].flat()[0] ?? '').trim().slice(0, TEXT_LIMIT_CHARACTERS);
  const chosen = [typed.claims ?? []].flat().filter((name) => seen.shown.claims.has(name));
  const names = [...PLACED.filter((name) => seen.shown.claims.has(name)), ...chosen];
  const speaker = (await services.partyNames()).parties.get(seen.shown.issuer);
  const hides = hidesVictim(traitsOf(services.ledger.types), seen.shown.type, names, speaker);
  const optional = ['basis', 'purpose', 'crossing'].flatMap((name) =>
    text(name) === '' ? [] : [[name, text(name)]],
  );
  const claims = {
    target: seen.shown.digest,
    to: text('to'),
    claims: names,
    channel: 'csirt',
    hides_victim: hides,
    ...Object.fromEntries(optional),
  };
  return { type: 'release', issuer: person.party, case: seen.caseId, claims };
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  seen: SeenInCase,
  typed: Fields | undefined,
  errors: FieldErrors,
): Promise<Reply> {
  const names = await namesFor(services);
  const own = request.signedIn!.actor.party;
  const chosen = typed === undefined ? undefined : [typed.claims ?? []].flat();
  const text = (name: string) => (typed === undefined ? undefined : [typed[name]].flat()[0]);
  const free = givenFreely(traitsOf(services.ledger.types), seen.shown.type, seen.shown.claims);
  const claims = [...seen.shown.claims.values()]
    .filter(({ name }) => !isPrivate(name) && !PLACED.includes(name))
    .map(({ name, marking }) => ({
      value: name,
      label: html`${claimLabel(seen.shown.type, name)} ${tlpLabel(marking.tlp)}`,
      checked: chosen === undefined ? marking.tlp !== 'red' && free.includes(name) : chosen.includes(name),
    }));
  const parties = [...names.book.parties.values()].filter(({ party }) => party !== own);
  const fields = html`${selectField({
    name: 'to',
    label: T.to,
    error: errors.get('to'),
    choices: [
      { value: '', label: T.choose },
      ...parties.map(({ party, name }) => ({
        value: party,
        label: name,
        words: 'name' as const,
        checked: text('to') === party,
      })),
    ],
  })}
${checkboxes({ name: 'claims', label: T.claims, help: T.claimsHelp, error: errors.get('claims'), choices: claims })}
${areaField({ name: 'purpose', label: T.purpose, optional: true, rows: 2, value: text('purpose') })}
${areaField({ name: 'basis', label: T.basis, help: T.basisHelp, optional: true, rows: 2, value: text('basis'), error: errors.get('basis') })}
${areaField({ name: 'crossing', label: T.crossing, help: T.crossingHelp, optional: true, rows: 2, value: text('crossing'), error: errors.get('crossing') })}
${actions(button(T.button))}`;
  const label = typeLabel(seen.shown.type);
  const lead = sentence(T.lead, { type: label, party: said(names.party(seen.shown.issuer)) });
  const body = html`${backLink(label, `/statements/${seen.shown.digest}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead })}
${form(request, reply, { action: `/statements/${seen.shown.digest}/release` }, fields)}`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}
