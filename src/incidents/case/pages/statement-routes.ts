import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { changesIn } from '#incidents/case/standing.ts';
import { type LinkForm, type LinkValues, readLink } from '#incidents/form/form-link.ts';
import { filledByLink } from '#incidents/form/pages/form-link-parts.ts';
import { sendDone } from '#incidents/pages/done-page.ts';
import { notFound, type Seen, seeInCase, seeStatement } from '#site/seeing.ts';
import { namesFor, type PageServices, personOf } from '#site/services.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { Digest } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { sendPage } from '#web/shell.ts';
import { withLaw } from './law-names.ts';
import { receiptOf, statementActions } from './statement-actions.ts';
import { withStatements } from './statement-names.ts';
import { statementBody } from './statement-page.ts';

const NOTE_LIMIT_CHARACTERS = 2_000;
const params = Type.Object({ digest: Digest });
/** `/statements/<digest>/acknowledge?note=…`: what another desk proposes for the note. */
const NOTE_LINK: LinkForm = { note: { fits: (value) => [value].flat().join().length <= NOTE_LIMIT_CHARACTERS } };

/** `/statements/<digest>`: what it says, what became of it, its proof; and the acknowledgement. */
export function statementPages(app: App, services: PageServices): void {
  app.get('/statements/:digest', { schema: { params } }, async (request, reply) => {
    const seen = await seeStatement(services, request, request.params.digest);
    return seen === null ? notFound(reply) : sendStatement(services, request, reply, seen);
  });

  app.get(
    '/statements/:digest/acknowledge',
    { preHandler: app.requireActor, schema: { params } },
    async (request, reply) => {
      const seen = await seeStatement(services, request, request.params.digest);
      if (seen === null) return notFound(reply);
      return sendStatement(services, request, reply, seen, { link: readLink(NOTE_LINK, request.query) });
    },
  );

  const Acknowledgement = Type.Object({
    note: Type.Optional(Type.String({ maxLength: 4 * NOTE_LIMIT_CHARACTERS })),
  });
  app.post(
    '/statements/:digest/acknowledge',
    { preHandler: app.requireActor, schema: { params, body: Acknowledgement } },
    async (request, reply) => {
      const seen = await seeInCase(services, request, request.params.digest);
      if (seen === null) return notFound(reply);
      const typed = request.body.note?.trim() ?? '';
      const outcome = await acknowledge(services, request, seen, typed);
      if (!outcome.ok) {
        const errors = refusalErrors(outcome.refusal, ['note']);
        return sendStatement(services, request, refusedForm(reply, outcome.refusal.code), seen, { errors, typed });
      }
      return seeOther(reply, `/statements/${outcome.value?.digest ?? seen.shown.digest}/done`);
    },
  );

  app.get(
    '/statements/:digest/done',
    { preHandler: app.requireActor, schema: { params } },
    async (request, reply) => {
      const seen = await seeInCase(services, request, request.params.digest);
      if (seen === null) return notFound(reply);
      const D = INCIDENT_TEXTS.done;
      const texts: Readonly<Record<string, { title: string; next: readonly string[] }>> = {
        acknowledgement: { title: D.acknowledgedTitle, next: [D.acknowledgedNext] },
        'incident-withdrawal': { title: D.withdrawnTitle, next: [D.withdrawnNext] },
        'incident-correction': { title: D.correctedTitle, next: [D.correctedNext] },
        release: { title: D.givenTitle, next: [D.givenNext] },
      };
      const { title, next } = texts[seen.shown.type] ?? { title: D.title, next: [] };
      return sendDone(request, reply, { title, next, shown: seen.shown, caseId: seen.caseId });
    },
  );
}

async function acknowledge(
  services: PageServices,
  request: Request,
  seen: Seen & { caseId: string },
  note: string,
) {
  const person = personOf(request)!;
  const own = receiptOf(seen.shown.digest, person.party, seen.inCase);
  const claims = {
    receipt: own?.receipt ?? '',
    target: seen.shown.digest,
    person: person.person,
    at: services.ledger.now().toString({ smallestUnit: 'second' }),
    assurance: 'full',
    via: 'node',
    ...(note === '' ? {} : { note }),
  };
  return services.ledger.submit({
    kind: 'draft',
    actor: person,
    draft: { type: 'acknowledgement', issuer: person.party, case: seen.caseId, claims },
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
  });
}

/** What stands in the acknowledgement: typed and refused, or proposed by a link. */
type Noted = { readonly errors?: FieldErrors; readonly typed?: string; readonly link?: LinkValues };

async function sendStatement(
  services: PageServices,
  request: Request,
  reply: Reply,
  seen: Seen,
  { errors = NO_ERRORS, typed, link }: Noted = {},
): Promise<Reply> {
  const { shown, caseId, inCase } = seen;
  const typedNote = typed ?? [link?.fields.note].flat()[0];
  const claim = (name: string) => shown.claims.get(name)?.value;
  const names = withStatements(withLaw(await namesFor(services), services.reckoning.regimes, claim), inCase);
  const changes = changesIn(inCase).filter((change) => change.target === shown.digest);
  const report = await services.checkStatement(shown.digest, request.viewer);
  const partyKind = names.book.parties.get(request.viewer.party ?? '')?.kind;
  const actions = statementActions(services, request, reply, {
    ...{ shown, caseId, inCase, changes, partyKind, errors },
    ...(typedNote === undefined ? {} : { typedNote }),
  });
  const type = services.ledger.types.get(shown.type);
  const body = html`${errorSummary(errors)}${link !== undefined && filledByLink(link)}${statementBody({
    ...{ shown, type, caseId, changes, names, actions },
    proof: report?.verdict ?? 'not-yet-witnessed',
    steps: report?.steps ?? [],
  })}`;
  const title = typeLabel(shown.type);
  return sendPage(request, reply, { title, section: 'cases', leave: shown.type === 'victim-notice', body });
}
