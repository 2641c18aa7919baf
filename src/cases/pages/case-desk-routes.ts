import { Type } from 'typebox';
import { removeNote, writeNote } from '#cases/notes.ts';
import { handOver } from '#cases/taken.ts';
import { remember } from '#desk/undo.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Outcome } from '#outcome.ts';
import { noPerson, type PageServices, type Person, personOf } from '#site/services.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { Uuid } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { errorSummary, refusalErrors } from '#web/parts/errors.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { noteForm } from './case-desk.ts';
import type { CaseChange } from './parts.ts';
import { CASE_DESK_TEXTS as T } from './texts.ts';

/** A person is named by a UUID, nobody by an empty field; much longer things are typed into a note than are kept. */
const MAX_PERSON_CHARACTERS = 200;
const MAX_TYPED_CHARACTERS = 20_000;
const params = Type.Object({ case: Uuid });
const PersonOrNobody = Type.String({ maxLength: MAX_PERSON_CHARACTERS });

/** What the desk does with a case: private to the party, signed by nobody, and taken back with one press. */
export function caseDeskPages(app: App, services: PageServices): void {
  const { connection, ledger } = services;
  const acting = { preHandler: app.requireActor, config: { act: 'draft' } };

  const Handover = Type.Object({ from: PersonOrNobody, to: PersonOrNobody });
  app.post('/cases/:case/taken', { ...acting, schema: { params, body: Handover } }, async (request, reply) => {
    const caseId = request.params.case;
    return inCase(services, request, reply, caseId, async (person) => {
      const [from, to] = [request.body.from || null, request.body.to || null];
      const given = { party: person.party, case: caseId, from, to };
      const done = await handOver(connection, given, ledger.now());
      return after(services, reply, person, caseId, done, { type: 'case-taken', ...given });
    });
  });

  const Note = Type.Object({ note: Type.String({ maxLength: MAX_TYPED_CHARACTERS }) });
  app.post('/cases/:case/notes', { ...acting, schema: { params, body: Note } }, async (request, reply) => {
    const caseId = request.params.case;
    return inCase(services, request, reply, caseId, async (person) => {
      const text = request.body.note;
      const place = { party: person.party, case: caseId };
      const note = { person: person.person, text };
      const written = await writeNote(connection, place, note, ledger.now());
      if (!written.ok) {
        const errors = refusalErrors(written.refusal, ['note']);
        const again = noteForm(request, refusedForm(reply, written.refusal.code), caseId, { text, errors });
        const body = html`${backLink(INCIDENT_TEXTS.statement.crumb, `/cases/${caseId}`)}${errorSummary(errors)}${pageHead({ title: T.note, lead: T.private })}${again}`;
        return sendPage(request, reply, { title: T.note, section: 'cases', body });
      }
      const change = { type: 'note-written', ...place, id: written.value } as const;
      return after(services, reply, person, caseId, written, change);
    });
  });

  const Removed = Type.Object({ id: Uuid });
  app.post(
    '/cases/:case/notes/remove',
    { ...acting, schema: { params, body: Removed } },
    async (request, reply) => {
      const caseId = request.params.case;
      return inCase(services, request, reply, caseId, async (person) => {
        const { id } = request.body;
        const own = { party: person.party, person: person.person, id };
        const removed = await removeNote(connection, own, { to: 'removed', at: ledger.now() });
        const change = { type: 'note-removed', party: person.party, case: caseId, id } as const;
        return after(services, reply, person, caseId, removed, change);
      });
    },
  );
}

/** For a person with a desk who is shown the case: of any other there is nothing to keep. */
async function inCase(
  services: PageServices,
  request: Request,
  reply: Reply,
  caseId: string,
  act: (person: Person) => Promise<Reply>,
): Promise<Reply> {
  const person = personOf(request);
  if (person === undefined) return refused(reply, noPerson);
  if ((await services.reader.case(caseId, request.viewer)).length > 0) return act(person);
  return refused(reply, { code: 'case-not-found', sentence: INCIDENT_TEXTS.case.noCase, spoken: true });
}

async function after(
  { connection, ledger }: PageServices,
  reply: Reply,
  { person }: Person,
  caseId: string,
  done: Outcome<unknown>,
  change: CaseChange,
): Promise<Reply> {
  if (!done.ok) return refused(reply, done.refusal);
  const undo = await remember(connection, person, change, ledger.now());
  return seeOther(reply, `/cases/${caseId}?undo=${undo}#own-desk`);
}
