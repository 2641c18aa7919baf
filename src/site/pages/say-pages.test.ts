import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { rolesOf } from '#parties/view.ts';
import { askedOf, readForm } from '#site/kinds/form.ts';
import type { Typed } from '#site/kinds/parts.ts';
import { typedFrom } from '#site/kinds/typed.ts';
import { valueOfKind } from '#site/testing/values.ts';
import type { JsonValue } from '#statement/draft.ts';
import { kindOf } from '#statement/kinds.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { formsOf, refusedFields } from '#testing/forms.ts';
import { openPageSite, type PageSite, type Visitor } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';

let site: PageSite;
/** A case that the authority opened, and what it said there. */
let caseId: string;
let said: string;

before(async () => {
  site = await openPageSite();
  caseId = crypto.randomUUID();
  said = await site.node.say(site.person('Tomas'), {
    type: 'near-miss',
    issuer: CSIRT,
    case: caseId,
    claims: { summary: 'A door stood open.' },
  });
});
after(() => site[Symbol.asyncDispose]());

const FORMS_OWN = new Set(['form_token', 'idempotency_key']);
type Person = Exclude<Visitor, null>;
const VISITORS = ['Tomas', 'Mira', 'Henrik', 'Ilse', 'Lena'] as const;

/** Every type that a person at this node may say, with one who may: asked once, since forms are many. */
let asked: Promise<readonly (readonly [StatementType, Person])[]> | undefined;
function sayable(): Promise<readonly (readonly [StatementType, Person])[]> {
  asked ??= findSayable();
  return asked;
}

async function findSayable(): Promise<readonly (readonly [StatementType, Person])[]> {
  const { authority, connection, ledger, clock } = site.node;
  const roles = await Promise.all(
    VISITORS.map((name) => rolesOf(connection, site.person(name), site.person(name).party, clock.now)),
  );
  return [...ledger.types.values()].flatMap((type) => {
    const at = roles.findIndex(
      (own, one) => authority.mayAct(site.person(VISITORS[one]!), own, `author:${type.name}`).ok,
    );
    return at === -1 || type.place.page !== undefined ? [] : [[type, VISITORS[at]!] as const];
  });
}

const tokens = new Map<Person, string>();
/** As a page would send it, with the token of one page for all forms of a visitor. */
async function send(who: Person, url: string, fields: Readonly<Record<string, string | readonly string[]>>) {
  let token = tokens.get(who);
  if (token === undefined) {
    token = /name="form_token" value="([^"]+)"/.exec((await site.get(who, '/report')).body)?.[1] ?? '';
    tokens.set(who, token);
  }
  const body = new URLSearchParams({ form_token: token });
  if (!Object.hasOwn(fields, 'idempotency_key')) body.set('idempotency_key', crypto.randomUUID());
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return site.raw(who, url, body.toString());
}

/** A plausible statement of the type, the same in every run. */
function claimsOf(type: StatementType, issuer: string): Record<string, JsonValue> {
  return Object.fromEntries(
    askedOf(type).map(([name, { schema }]) => {
      const kind = kindOf(schema);
      if (type.saidBy.by === 'itself' && type.saidBy.of === name) return [name, issuer];
      if (kind.name === 'digest') return [name, said];
      return [name, fc.sample(valueOfKind({ ...kind, schema }), { numRuns: 1, seed: 7 })[0]!];
    }),
  );
}

function fieldsOf(typed: Typed): Record<string, string | readonly string[]> {
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, value ?? '']));
}

test('every type that a person may say has a form, asks each of its claims there, and says at its place what is missing', async () => {
  const types = await sayable();
  assert.ok(types.length > 50, `${types.length} types`);
  for (const [type, visitor] of types) {
    const address = `/say/${type.name}`;
    const { body } = await site.get(visitor, address);
    const names = formsOf(body, address).flatMap(({ fields }) => fields.map(({ name }) => name));
    for (const [name] of askedOf(type)) {
      const own = names.filter((field) => field === name || field.startsWith(`${name}.`));
      assert.ok(own.length > 0, `${type.name} asks ${name}`);
    }
    const empty = await send(visitor, address, {});
    // Where nothing must be answered, what is empty is for the rule to refuse.
    const isDue = askedOf(type).some(([, { required }]) => required);
    assert.equal(empty.status, isDue ? 422 : 200, type.name);
    const refused = refusedFields(empty.body);
    for (const [name, { required }] of askedOf(type)) {
      const at = [...refused].some((field) => field === name || field.startsWith(`${name}.`));
      assert.equal(at, required && kindOf(type.claims[name]!.schema).name !== 'constant', `${type.name}.${name}`);
    }
  }
});

test('what is right is shown before it is signed, goes along letter for letter, and is read back as it was typed', async () => {
  let signed = 0;
  for (const [type, visitor] of await sayable()) {
    const address = `/say/${type.name}`;
    const claims = claimsOf(type, site.person(visitor).party);
    const typed = fieldsOf(typedFrom(type, claims));
    assert.deepEqual(readForm(type, typed), { claims, errors: new Map() }, type.name);
    const preview = await send(visitor, address, typed);
    assert.equal(preview.status, 200, `${type.name}: ${[...refusedFields(preview.body)]}`);
    assert.match(preview.body, /name="form-step" value="sign"/);
    const [carried] = formsOf(preview.body, address).filter(({ fields }) =>
      fields.some(({ name }) => name === 'form-step'),
    );
    const own = Object.fromEntries(
      Object.entries(Object.groupBy(carried!.fields, ({ name }) => name))
        .filter(([name, fields]) => !FORMS_OWN.has(name) && fields![0]!.kind === 'carried')
        .map(([name, fields]) => [name, fields!.flatMap(({ values }) => values)]),
    );
    assert.deepEqual(readForm(type, own), { claims, errors: new Map() }, `${type.name}, carried`);
    const done = await send(visitor, address, { ...typed, 'form-step': 'sign' });
    if (done.status !== 303) continue;
    const digest = /^\/statements\/([A-Za-z0-9_-]{43})\/done$/.exec(done.location)?.[1];
    if (digest === undefined) continue;
    signed += 1;
    const person = site.person(visitor);
    const viewer = { party: person.party, person: person.person, servedBy: [], communities: [] };
    const shown = await site.node.reader.statement(digest, viewer);
    for (const [name, value] of Object.entries(claims)) {
      // What is for named persons alone is not shown to its author either.
      if (type.claims[name]!.marking.tlp !== 'red') assert.deepEqual(shown?.claims.get(name)?.value, value, name);
    }
    const page = await site.get(visitor, `/statements/${digest}`);
    assert.equal(page.status, 200, type.name);
  }
  assert.ok(signed >= 5, `${signed} types were signed without anything said before them`);
});

const HOSTILE = ['\u202e<script>alert(1)</script>', 'a\u0000b', 'x'.repeat(9_000), ['one', 'two']];
const WRITTEN: ReadonlySet<string> = new Set(['line', 'text', 'word', 'instant', 'day', 'time', 'digest', 'case']);

test('hostile values are refused at their field in every form, and markup stays text', async () => {
  for (const [type, visitor] of await sayable()) {
    const address = `/say/${type.name}`;
    const typed = fieldsOf(typedFrom(type, claimsOf(type, site.person(visitor).party)));
    const plain = askedOf(type).filter(([, { schema }]) => WRITTEN.has(kindOf(schema).name));
    const spoilt = plain.map(([name], at) => [name, HOSTILE[at % HOSTILE.length]!] as const);
    const answer = await send(visitor, address, { ...typed, ...Object.fromEntries(spoilt) });
    assert.doesNotMatch(answer.body, /<script>alert/);
    if (plain.length > 0) assert.equal(answer.status, 422, type.name);
    const refused = refusedFields(answer.body);
    for (const [name] of spoilt) assert.ok(refused.has(name), `${type.name}.${name}`);
  }
});

test('a megabyte is refused whole, and a form of another type or case is none', async () => {
  const large = await send('Tomas', `/cases/${caseId}/say/near-miss`, { summary: 'x'.repeat(1_000_000) });
  assert.equal(large.status, 413);
  assert.equal((await site.get('Tomas', '/say/space-weather')).status, 404);
  assert.equal((await site.get('Tomas', `/cases/${crypto.randomUUID()}/say/near-miss`)).status, 404);
  assert.equal((await site.get('Tomas', '/say/receipt')).status, 404);
});

test('what is said about a statement names it without being typed, and a form sent twice is one statement', async () => {
  const address = `/cases/${caseId}/say/promise?about=${said}`;
  const { body } = await site.get('Tomas', address);
  assert.match(body, new RegExp(`name="about" value="${said}"`));
  const typed = { what: 'We look into it.', due: '2026-03-05T12:00' };
  const fields = { ...typed, 'form-step': 'sign', idempotency_key: crypto.randomUUID() };
  const [first, second] = [await send('Tomas', address, fields), await send('Tomas', address, fields)];
  assert.equal(first.status, 303);
  const inCase = await site.node.reader.case(caseId, {
    ...{ party: CSIRT, person: site.person('Tomas').person, servedBy: [], communities: [] },
  });
  const promises = inCase.filter(({ type }) => type === 'promise');
  assert.equal(second.location, first.location);
  assert.equal(promises.length, 1);
  assert.ok(promises.every(({ claims }) => claims.get('about')?.value === said));
});

test('a press of "Change it" shows the form again with every word in it', async () => {
  const typed = { what: 'We look into it.', due: '2026-03-05T12:00', 'form-step': 'change' };
  const { status, body } = await send('Tomas', `/cases/${caseId}/say/promise`, typed);
  assert.equal(status, 200);
  assert.match(body, />\s*We look into it\.<\/textarea>/);
  assert.match(body, /value="2026-03-05T12:00"/);
});

test('the case page and the menu offer what this seat may say, and nobody is offered what the rules would refuse', async () => {
  const page = await site.get('Tomas', `/cases/${caseId}`);
  assert.match(page.body, new RegExp(`/cases/${caseId}/say/promise`));
  assert.doesNotMatch((await site.get(null, `/cases/${caseId}`)).body, /\/say\//);
  assert.doesNotMatch((await site.get(null, '/menu')).body, /\/say\//);
});

test('a list of each kind shows what the reader shows its viewer, found by words and by who said it', async () => {
  const own = await site.get('Tomas', '/said/near-miss');
  assert.match(own.body, /A door stood open\./);
  assert.match((await site.get('Tomas', '/said/near-miss?q=door')).body, /A door stood open\./);
  assert.doesNotMatch((await site.get('Tomas', '/said/near-miss?q=window')).body, /A door stood open\./);
  assert.doesNotMatch((await site.get('Ilse', '/said/near-miss')).body, /A door stood open\./);
  assert.doesNotMatch((await site.get(null, '/said/near-miss')).body, /A door stood open\./);
});
