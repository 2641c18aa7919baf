import { randomUUID } from 'node:crypto';
import { type Static, Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type Person, personForRoute } from '#parties/services.ts';
import { CONTACT_KINDS, contactPoint, Territory } from '#parties/statements.ts';
import { partyOf } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { PartyId, Uuid } from '#statement/statement-type.ts';
import { channelOf } from './contact-record.ts';
import type { ContactEntry } from './directory.ts';
import * as api from './directory-answers.ts';
import type { Measure } from './measure.ts';
import { type ContactServices, directoryFor } from './services.ts';
import { fillTemplate, PLACE_CHARACTERS_MOST, TEMPLATES } from './templates.ts';

const tags = ['contacts'];
const claims = contactPoint.claims;
const exact = { additionalProperties: false } as const;
const PLACES_MOST = 32;

/** A contact point as a form or a program states it; the channel follows from the kind. */
export const NewContact = Type.Object(
  {
    party: Type.Optional(PartyId),
    contact: Type.Optional(Uuid),
    kind: Type.Enum([...CONTACT_KINDS]),
    name: Type.Unsafe<string>(claims.name!.schema),
    languages: Type.Optional(Type.Unsafe<string[]>(claims.languages!.schema)),
    hours: Type.Optional(Type.Unsafe<string>(claims.hours!.schema)),
    phone: Type.Optional(Type.Unsafe<string>(claims.phone!.schema)),
    email: Type.Optional(Type.Unsafe<string>(claims.email!.schema)),
    url: Type.Optional(Type.Unsafe<string>(claims.url!.schema)),
    seal: Type.Optional(Type.Unsafe<string>(claims.seal!.schema)),
    pgp: Type.Optional(Type.Unsafe<string>(claims.pgp!.schema)),
    verified_on: Type.Optional(Type.Unsafe<string>(claims.verified_on!.schema)),
    valid_until: Type.Optional(Type.Unsafe<string>(claims.valid_until!.schema)),
  },
  exact,
);
export type NewContact = Static<typeof NewContact>;

const Which = Type.Object(
  {
    state: Type.Optional(Territory),
    kind: Type.Optional(Type.Enum([...CONTACT_KINDS])),
    stale: Type.Optional(Type.Boolean()),
  },
  exact,
);

export function directoryApi(app: App, services: ContactServices): void {
  app.get(
    api.listContacts.path,
    {
      schema: {
        querystring: Which,
        summary: 'Points of contact, as you may see them',
        tags,
        ...api.listContacts.schema,
      },
    },
    async (request) => {
      const { state, kind, stale } = request.query;
      const entries = (await directoryFor(services, request.viewer)).filter(
        (entry) =>
          (state === undefined || entry.state === state) &&
          (kind === undefined || entry.kind === kind) &&
          (stale === undefined || entry.stale.length > 0 === stale),
      );
      return { contacts: entries.map(entryJson) };
    },
  );

  app.post(
    api.stateContact.path,
    {
      preHandler: app.requireActor,
      config: { act: 'author:contact-point' },
      schema: {
        body: NewContact,
        summary: 'State a point of contact; the same entry again replaces it',
        tags,
        ...api.stateContact.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const stated = await stateContact(services, person.value, request.body, request.idempotencyKey);
      return stated.ok ? reply.send(stated.value) : refused(reply, stated.refusal);
    },
  );

  templateRoutes(app);
}

function templateRoutes(app: App): void {
  app.get(
    api.listContactTemplates.path,
    { schema: { summary: 'Texts for the usual requests', tags, ...api.listContactTemplates.schema } },
    async () => ({
      templates: TEMPLATES,
    }),
  );

  const Filled = Type.Object(
    {
      template: Type.String({ maxLength: 60 }),
      values: Type.Record(
        Type.String({ pattern: '^[a-z_]{1,40}$' }),
        Type.String({ maxLength: PLACE_CHARACTERS_MOST }),
        {
          maxProperties: PLACES_MOST,
        },
      ),
    },
    exact,
  );
  app.post(
    api.fillContactTemplate.path,
    {
      schema: {
        body: Filled,
        summary: 'A template with its places filled',
        tags,
        ...api.fillContactTemplate.schema,
      },
      config: { rate: 'read' },
    },
    async (request, reply) => {
      const filled = fillTemplate(request.body.template, request.body.values);
      return filled.ok ? reply.send(filled.value) : refused(reply, filled.refusal);
    },
  );
}

/** States an entry of one's own party, or of one that it describes, in the party's own case. */
export async function stateContact(
  { connection, ledger }: Pick<ContactServices, 'connection' | 'ledger'>,
  person: Person,
  wish: NewContact,
  idempotencyKey?: string,
) {
  const contact = wish.contact ?? randomUUID();
  const { party = person.party, kind, contact: _entry, ...rest } = wish;
  const ownCase = (await partyOf(connection, person.party))?.case ?? randomUUID();
  const claimsSaid: Record<string, JsonValue> = { party, contact, channel: channelOf(kind), kind, ...rest };
  const outcome = await ledger.submit({
    kind: 'draft',
    actor: person,
    draft: { type: 'contact-point', issuer: person.party, case: ownCase, claims: claimsSaid },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  return outcome.ok ? { ok: true as const, value: { digest: outcome.value?.digest ?? '', contact } } : outcome;
}

function entryJson({ measure, ...entry }: ContactEntry) {
  return { ...entry, unconfirmed: false, measured: measureJson(measure) };
}

export function measureJson({ lastPingAt, ...measure }: Measure) {
  return { ...measure, lastPingAt: lastPingAt?.toString() ?? null };
}
