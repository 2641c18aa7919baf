import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { personForRoute } from '#parties/services.ts';
import { Digest } from '#statement/statement-type.ts';
import { LIST_BYTES_MOST } from './contact-list.ts';
import * as api from './list-answers.ts';
import {
  EXPORT_FORMS,
  IMPORT_FORMS,
  MEDIA_TYPES,
  readList,
  toldEntries,
  toldProposals,
  writeList,
} from './lists.ts';
import { forgetProposal, keepProposals, type Proposal, proposalsOf } from './proposals.ts';
import { type ContactServices, directoryFor } from './services.ts';

const tags = ['contacts'];
const exact = { additionalProperties: false } as const;
const SOURCE_CHARACTERS_MOST = 300;
const Source = Type.String({ minLength: 1, maxLength: SOURCE_CHARACTERS_MOST });

/** Lists out, for anybody as they may see them; lists in, as unconfirmed entries of the importing party alone. */
export function listRoutes(app: App, services: ContactServices): void {
  const { connection, ledger } = services;

  const Form = Type.Object(
    { form: Type.Enum([...EXPORT_FORMS], { default: 'csv' }), unconfirmed: Type.Optional(Type.Boolean()) },
    exact,
  );
  app.get(
    api.exportContacts.path,
    {
      config: { rate: 'costly' },
      schema: {
        querystring: Type.Partial(Form),
        summary: 'The directory as CSV, JSON or for Cerebrate',
        tags,
        ...api.exportContacts.schema,
      },
    },
    async (request, reply) => {
      const { form = 'csv', unconfirmed = false } = request.query;
      const entries = await directoryFor(services, request.viewer);
      const own = request.signedIn?.actor.party;
      const proposals = unconfirmed && own !== undefined ? await proposalsOf(connection, own, entries) : [];
      const told = [...toldEntries(entries), ...toldProposals(proposals)];
      return reply
        .type(MEDIA_TYPES[form])
        .header('content-disposition', `attachment; filename="contacts.${form === 'csv' ? 'csv' : 'json'}"`)
        .send(writeList(form, told, ledger.now()));
    },
  );

  importRoute(app, services);
  unconfirmedRoutes(app, services);
}

function importRoute(app: App, services: ContactServices): void {
  const { connection, ledger } = services;
  const NewList = Type.Object(
    {
      form: Type.Enum([...IMPORT_FORMS]),
      source: Source,
      text: Type.String({ maxLength: LIST_BYTES_MOST }),
      check: Type.Optional(Type.Boolean({ description: 'Only say what is wrong; keep nothing' })),
    },
    exact,
  );
  app.post(
    api.importContacts.path,
    {
      preHandler: app.requireActor,
      config: { act: 'import-contacts' },
      schema: {
        body: NewList,
        summary: 'Take over a list, as unconfirmed entries of your party; whole or not at all',
        tags,
        ...api.importContacts.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const { form, source, text, check } = request.body;
      const list = readList(form, text);
      if (!list.ok) {
        const [first, ...more] = list.faults;
        const rest = more.map(({ place, sentence }) => ` ${place ?? ''}: ${sentence}`).join('');
        return refused(reply, { ...first!, sentence: `${first!.sentence}${rest}` });
      }
      const { records, repeated } = list.value;
      if (check === true) return reply.send({ kept: 0, found: records.length, repeated });
      const { party, person: by } = person.value;
      const kept = await keepProposals(connection, { party, person: by, source, records }, ledger.now());
      if (!kept.ok) return refused(reply, kept.refusal);
      return reply.send({ kept: kept.value, found: records.length, repeated });
    },
  );
}

function unconfirmedRoutes(app: App, services: ContactServices): void {
  const { connection } = services;
  const signedIn = { preHandler: app.requireActor };
  app.get(
    api.listUnconfirmedContacts.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: {
        summary: 'Entries your party took over and nobody has stated',
        tags,
        ...api.listUnconfirmedContacts.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const entries = await directoryFor(services, request.viewer);
      const proposals = await proposalsOf(connection, person.value.party, entries);
      return reply.send({ contacts: proposals.map(proposalJson) });
    },
  );

  app.delete(
    api.dropUnconfirmedContact.path,
    {
      ...signedIn,
      config: { act: 'import-contacts' },
      schema: {
        params: Type.Object({ id: Digest }),
        summary: 'Forget such an entry',
        tags,
        ...api.dropUnconfirmedContact.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const gone = await forgetProposal(connection, person.value.party, request.params.id);
      return gone.ok ? reply.send({}) : refused(reply, gone.refusal);
    },
  );
}

function proposalJson({ id, record, source, importedBy, importedAt }: Proposal) {
  return { ...record, id, source, importedBy, importedAt: importedAt.toString(), unconfirmed: true };
}
