import { MAX_NOTE_CHARACTERS, type Note, notesOf } from '#cases/notes.ts';
import { type Taken, takenOf } from '#cases/taken.ts';
import type { Reply, Request } from '#http/contract.ts';
import { mandatesOf } from '#parties/view.ts';
import { may, type PageServices, type Person, personOf } from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { areaField, selectField } from '#web/parts/field.ts';
import { actions, form, hidden } from '#web/parts/form.ts';
import { tag } from '#web/parts/marks.ts';
import { details } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { CASE_DESK_TEXTS as T } from './texts.ts';

const NOTES_SHOWN = 3;

/** What was typed into the note that was refused. */
export type TypedNote = { readonly text: string; readonly errors: FieldErrors };

/**
 * What the viewer's own desk keeps about a case: who has it, and notes. Nothing of it leaves the party's workspace; false
 * for whoever has no desk here.
 */
export async function caseDesk(
  services: PageServices,
  request: Request,
  reply: Reply,
  caseId: string,
): Promise<Markup | false> {
  const person = personOf(request);
  if (person === undefined || !may(services, request, 'read')) return false;
  const { connection, ledger } = services;
  const place = { party: person.party, case: caseId };
  const taken = (await takenOf(connection, person.party, [caseId])).get(caseId);
  const notes = await notesOf(connection, place);
  const mandates = await mandatesOf(connection, person.party, ledger.now());
  const people = new Map(mandates.map((mandate) => [mandate.person, mandate.name ?? mandate.person]));
  const acts = may(services, request, 'draft');
  const parts = { request, reply, caseId, person, people };
  const names = may(services, request, 'author:case-title');
  return html`<section class="stack tight no-print" aria-labelledby="own-desk"><h2 id="own-desk">${T.heading}</h2><p class="note">${T.private}</p>
<p>${takenLine(taken, people)}</p>${acts && takenForms(parts, taken)}
${noteList(parts, notes)}${acts && noteForm(request, reply, caseId)}
${names && html`<p><a href="/cases/${caseId}/say/case-title">${T.title}</a></p>`}</section>`;
}

type NameOf = (person: string) => string;
/** Persons with a mandate now. */
type People = ReadonlyMap<string, string>;

/** Who has it, as a row of the desk says it; nothing where nobody does. */
export function takenMark(taken: Taken | undefined, person: string, nameOf: NameOf): Markup | false {
  if (taken === undefined) return false;
  return taken.person === person
    ? html`${tag(T.yours, 'going')}`
    : html`${tag(sentence(T.has, { name: said(nameOf(taken.person)) }))}`;
}

function takenLine(taken: Taken | undefined, people: People): Markup {
  if (taken === undefined) return html`<span class="soft">${T.nobody}</span>`;
  const line = sentence(T.hasSince, {
    name: html`<strong>${nameIn(people, taken.person)}</strong>`,
    when: when(taken.since),
  });
  return people.has(taken.person) ? line : html`${line} ${tag(T.mandateEnded, 'wait')}`;
}

function nameIn(people: People, person: string): Markup {
  const name = people.get(person);
  return name === undefined ? html`${T.former}` : said(name);
}

type Parts = {
  readonly request: Request;
  readonly reply: Reply;
  readonly caseId: string;
  readonly person: Person;
  readonly people: People;
};

/** Also what somebody else has may be taken over or given away: a shift may have gone home with it. */
function takenForms(parts: Parts, taken: Taken | undefined): Markup {
  const { request, reply, caseId, person } = parts;
  const from = hidden('from', taken?.person ?? '');
  const act = (to: string, label: string) =>
    form(
      request,
      reply,
      { action: `/cases/${caseId}/taken`, look: 'inline', label },
      html`${from}${hidden('to', to)}${button(label, 'second')}`,
    );
  const others = [...parts.people].filter(([other]) => other !== taken?.person && other !== person.person);
  const choices = others.map(([value, label]) => ({ value, label, words: 'name' as const }));
  const give =
    choices.length > 0 &&
    details(
      T.handOver,
      form(
        request,
        reply,
        { action: `/cases/${caseId}/taken`, label: T.handOver },
        html`${from}${selectField({ name: 'to', label: T.to, choices })}${actions(button(T.handOver, 'second'))}`,
      ),
    );
  const own = taken?.person === person.person;
  return html`<div class="row">${!own && act(person.person, taken === undefined ? T.take : T.takeOver)}${taken !== undefined && act('', T.putBack)}</div>${give}`;
}

function noteList(parts: Parts, notes: readonly Note[]): Markup | false {
  if (notes.length === 0) return false;
  const items = notes.map((note) => html`<li>${noteItem(parts, note)}</li>`);
  const older = items.slice(NOTES_SHOWN);
  return html`<ul class="bare stack tight">${items.slice(0, NOTES_SHOWN)}</ul>${
    older.length > 0 && details(counted(T.older, older.length), html`<ul class="bare stack tight">${older}</ul>`)
  }`;
}

function noteItem(parts: Parts, { id, person: writer, text, at }: Note): Markup {
  const { request, reply, caseId, person, people } = parts;
  const label = plainSentence(T.removeOf, { when: plainWhen(at) });
  const remove =
    writer === person.person &&
    form(
      request,
      reply,
      { action: `/cases/${caseId}/notes/remove`, look: 'inline', label },
      html`${hidden('id', id)}${button(T.remove, 'small')}`,
    );
  const lines = text.split('\n').map((line, at) => html`${at > 0 && html`<br>`}${said(line)}`);
  return html`<p>${lines}</p><div class="row"><span class="note">${nameIn(people, writer)}, ${when(at)}</span>${remove}</div>`;
}

/** The form for a note, also as it comes back when it is refused. */
export function noteForm(request: Request, reply: Reply, caseId: string, typed?: TypedNote): Markup {
  const field = areaField({
    name: 'note',
    label: T.note,
    help: T.noteHelp,
    rows: 3,
    maxLength: MAX_NOTE_CHARACTERS,
    value: typed?.text,
    error: typed?.errors.get('note'),
  });
  const back = typed !== undefined && linkButton(T.back, `/cases/${caseId}`, 'second');
  return form(
    request,
    reply,
    { action: `/cases/${caseId}/notes`, label: T.note },
    html`${field}${actions(button(T.write, 'second'), back)}`,
  );
}
