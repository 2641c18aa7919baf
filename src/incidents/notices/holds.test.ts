import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { searched } from '#desk/testing/searched.ts';
import { type IncidentNode, NOBODY, openIncidentNode } from '#incidents/testing/incident-node.ts';
import { exportCase, exportStatement } from '#ledger/export.ts';
import { logPages } from '#ledger/pages.ts';
import type { Outcome } from '#outcome.ts';
import { partyOf, viewerFor } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';

const UTILITY = 'did:web:grid.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const WARNING = { headline: 'False messages', summary: 'They are false', advice: 'Do not pay' };
const NOTICE = {
  addressees: 'Patients treated since March',
  summary: 'Your records were read',
  advice: 'Expect calls',
  contact: { phone: '+999 10 555 0140' },
};
const NOT_YET = { known: 'not-yet' } as const;
const ALERT = {
  danger_to_life: 'no',
  incident_type: NOT_YET,
  malicious: 'suspected',
  noticed_at: '2026-03-01T07:40Z',
  sectors: NOT_YET,
  affected_states: ['XV'],
  effects: NOT_YET,
};

const AS_ILSE = `Bearer ${'Ilse'.padEnd(43, '.')}`;

type Person = { kind: 'person'; person: string; party: string };

let here: IncidentNode;
let caseId: string;
let grid: Person;
let stranger: Person;

before(async () => {
  here = await openIncidentNode();
  logPages(here.app, { connection: here.node.connection, ledger: here.node.ledger, reader: here.node.reader });
  const operator = { kind: 'operator', territory: 'XV', parent: CSIRT } as const;
  const utility = await here.node.found({
    ...operator,
    party: UTILITY,
    name: 'Veldmark Grid',
    persons: [{ name: 'Gesa', roles: ['reporter', 'duty-officer', 'approver', 'administrator'] }],
  });
  grid = here.node.person(utility, 'Gesa');
  const arvenia = await here.node.found({
    party: ARVENIA,
    name: 'Arvenia Centre',
    kind: 'csirt',
    territory: 'XA',
    persons: [
      { name: 'Ana', roles: ['duty-officer', 'administrator'] },
      { name: 'Bel', roles: ['approver'] },
    ],
  });
  stranger = here.node.person(arvenia, 'Ana');
  approverOfStranger = here.node.person(arvenia, 'Bel').person;
  // The hospital and the grid rely on their CSIRT, which opens much that is given to it to them.
  const caseOfServices = (await partyOf(here.node.connection, CSIRT))?.case ?? '';
  for (const serves of [HOSPITAL, UTILITY]) {
    done(
      await here.say(here.people.Tomas, 'service-relation', caseOfServices, {
        party: CSIRT,
        serves,
      }),
    );
  }
});
let approverOfStranger: string;
after(() => here[Symbol.asyncDispose]());
beforeEach(() => {
  caseId = crypto.randomUUID();
});

function done(outcome: Outcome<{ digest: string } | null>): string {
  assert.ok(
    outcome.ok,
    outcome.ok ? '' : `${outcome.refusal.code}: ${outcome.refusal.sentence} ${outcome.refusal.place}`,
  );
  return outcome.value!.digest;
}

function code(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'yes' : outcome.refusal.code;
}

async function hold(claims: Readonly<Record<string, JsonValue>>): Promise<string> {
  const { Tomas, Mira } = here.people;
  const whole = { basis: 'Act 12', scope: 'Until the arrest', until: '2026-03-20', ...claims };
  return done(await here.say(Tomas, 'hold', caseId, whole, [Mira.person]));
}

function give(target: string, to: string, claims: JsonValue = 'all', from: Person = here.people.Tomas) {
  const hides = from.party === CSIRT || from.party === ARVENIA;
  const release = { target, to, claims, channel: 'csirt', hides_victim: hides };
  return here.say(from, 'release', caseId, release, from.party === CSIRT ? [here.people.Mira.person] : []);
}

function warn() {
  return here.say(here.people.Tomas, 'public-warning', caseId, WARNING, [here.people.Mira.person]);
}

async function eyes(person: Person) {
  return viewerFor(here.node.connection, person, here.node.clock.now);
}

test('a hold on the release of one statement delays that one, and no other', async () => {
  const one = done(await here.say(here.people.Tomas, 'incident-alert', caseId, ALERT));
  const other = done(await here.say(here.people.Tomas, 'affected-party-notice', caseId, NOTICE));
  await hold({ holds: 'release', target: one });
  assert.equal(code(await give(one, UTILITY)), 'held-until');
  done(await give(other, UTILITY));
});

test('a hold on notices delays giving away one that was written before', async () => {
  const notice = done(await here.say(here.people.Tomas, 'affected-party-notice', caseId, NOTICE));
  await hold({ holds: 'affected-party-notice' });
  assert.equal(code(await here.say(here.people.Tomas, 'affected-party-notice', caseId, NOTICE)), 'held-until');
  assert.equal(code(await give(notice, UTILITY)), 'held-until');
});

test('a hold holds nothing in another case', async () => {
  await hold({ holds: 'public-warning' });
  caseId = crypto.randomUUID();
  done(await warn());
});

test('a hold binds an operator that was given it by its authority, and not one that was not', async () => {
  done(await here.say(grid, 'incident-alert', caseId, ALERT));
  const held = await hold({ holds: 'affected-party-notice' });
  done(await here.say(grid, 'affected-party-notice', caseId, NOTICE));
  done(await give(held, UTILITY));
  const refused = await here.say(grid, 'affected-party-notice', caseId, NOTICE);
  assert.equal(code(refused), 'held-until');
  assert.match(refused.ok ? '' : refused.refusal.sentence, new RegExp(CSIRT));
});

test('the hold of another state’s authority binds nobody here, though it was given to them', async () => {
  done(await here.say(grid, 'incident-alert', caseId, ALERT));
  const claims = { holds: 'affected-party-notice', basis: 'Act 9', scope: 'All', until: '2026-03-20' };
  const foreign = done(await here.say(stranger, 'hold', caseId, claims, [approverOfStranger]));
  const release = { target: foreign, to: UTILITY, claims: 'all', channel: 'csirt', hides_victim: true };
  done(await here.say(stranger, 'release', caseId, release, [approverOfStranger]));
  done(await here.say(grid, 'affected-party-notice', caseId, NOTICE));
});

test('a hold is given to those who must keep it, with the word from whom to hide it, and never to those', async () => {
  const held = await hold({ holds: 'victim-notice', hidden_from: [HOSPITAL] });
  const refused = await give(held, HOSPITAL);
  assert.equal(code(refused), 'hidden-from-recipient');
  assert.equal(code(await give(held, UTILITY, ['iat', 'case', 'holds', 'until'])), 'hiding-left-out');
  done(await give(held, UTILITY));
  // Who was given it cannot give it on to them either.
  const onward = {
    target: held,
    to: HOSPITAL,
    claims: 'all',
    channel: 'csirt',
    hides_victim: true,
    basis: 'None',
  };
  assert.equal(code(await here.say(grid, 'release', caseId, onward)), 'hidden-from-recipient');
});

test('a party from whom a hold is hidden speaks as if there were none', async () => {
  done(await here.say(here.people.Ilse, 'incident-alert', caseId, ALERT));
  await hold({ holds: 'affected-party-notice', hidden_from: [HOSPITAL] });
  assert.equal(code(await here.say(here.people.Tomas, 'affected-party-notice', caseId, NOTICE)), 'held-until');
  done(await here.say(here.people.Ilse, 'affected-party-notice', caseId, NOTICE));
});

test('a party from whom a hold is hidden finds no trace of it on any page, list, export or search', async () => {
  const own = done(await here.say(here.people.Ilse, 'incident-alert', caseId, ALERT));
  done(await give(own, CSIRT, 'all', here.people.Ilse));
  const hospital = await eyes(here.people.Ilse);
  const look = async () => ({
    case: await here.reader.case(caseId, hospital),
    cases: (await here.reader.casesOf(hospital, { limit: 50 })).cases,
    exported: await exportCase(
      { reader: here.reader, ledger: here.node.ledger, keyStatements: async () => [] },
      caseId,
      hospital,
    ),
    search: (await searched(here.node, hospital, 'arrest')).hits,
    publicly: await here.reader.case(caseId, NOBODY),
  });
  // What the hospital may see is settled: its alert, its release and the receipts between the two.
  const before = strip(await look());
  const held = await hold({ holds: 'victim-notice', hidden_from: [HOSPITAL], scope: 'Until the arrest' });
  const given = done(await give(held, UTILITY));
  const receipt = done(
    await here.node.ledger.submit({
      kind: 'draft',
      actor: { kind: 'node' },
      draft: {
        type: 'receipt',
        issuer: UTILITY,
        case: caseId,
        claims: {
          release: given,
          target: held,
          received_at: '2026-03-01T08:00:01Z',
          claims: ['holds', 'hidden_from'],
        },
      },
    }),
  );
  const after_ = strip(await look());
  assert.deepEqual(after_, before);
  const exporter = { reader: here.reader, ledger: here.node.ledger, keyStatements: async () => [] };
  for (const digest of [held, given, receipt]) {
    assert.equal(await here.reader.statement(digest, hospital), null);
    assert.equal(code(await exportStatement(exporter, digest, hospital)), 'statement-not-found');
    const answer = await here.app.inject({
      url: `/api/v1/statements/${digest}`,
      headers: { authorization: AS_ILSE },
    });
    assert.equal(answer.json().code, 'statement-not-found');
  }
  // The party that was given the hold sees it, and so does its issuer.
  assert.ok((await here.reader.statement(held, await eyes(grid)))?.claims.has('holds'));
  assert.ok((await here.reader.statement(held, await eyes(here.people.Tomas)))?.claims.has('hidden_from'));
});

function strip({
  exported,
  ...rest
}: { exported: Awaited<ReturnType<typeof exportCase>> } & Record<string, unknown>) {
  const entries = exported.ok ? exported.value.statements.map(({ presentation }) => presentation) : [];
  return JSON.stringify({ ...rest, entries }, (_key, value) => (value instanceof Map ? [...value] : value));
}

test('a refusal tells nobody that a digest of the log is a hold', async () => {
  done(await here.say(here.people.Ilse, 'incident-alert', caseId, ALERT));
  const held = await hold({ holds: 'victim-notice', hidden_from: [HOSPITAL] });
  // A statement of the parties room: to an outsider of either, the two must look alike.
  const founded = here.node.connection;
  const other = (await partyOf(founded, CSIRT))?.digest ?? '';
  const { Ilse } = here.people;
  const asked = (target: string) =>
    Promise.all([
      here.say(Ilse, 'incident-withdrawal', caseId, { withdraws: [target], reason: 'false-alarm' }),
      here.say(Ilse, 'incident-correction', caseId, { corrects: target, summary: 'x' }),
      here.say(Ilse, 'erasure', caseId, { target, names: ['holds'], basis: 'x' }),
      here.say(Ilse, 'late-disclosure', caseId, { target, claims: ['holds'], tlp: 'clear' }),
      here.say(Ilse, 'recall', caseId, { target, reason: 'x' }),
    ]);
  const words = async (target: string) =>
    (await asked(target)).map((outcome) =>
      outcome.ok ? 'yes' : JSON.stringify(outcome.refusal).replaceAll(target, ''),
    );
  assert.deepEqual(await words(held), await words(other));
});

test('the log explorer shows of a hold what it shows of any entry', async () => {
  const alert = done(await here.say(here.people.Tomas, 'incident-alert', caseId, ALERT));
  const held = await hold({ holds: 'victim-notice', hidden_from: [HOSPITAL] });
  const page = async (digest: string) => {
    const { body } = await here.app.inject({
      url: `/log-explorer/${digest}`,
      headers: { authorization: AS_ILSE },
    });
    // All that differs between two entries: the digest, the index, and hashes.
    return body
      .replaceAll(/[A-Za-z0-9+/_-]{43}=?/g, '')
      .replaceAll(/\d+/g, '')
      .replaceAll(/<pre>[^<]*<\/pre>/g, '')
      .replaceAll(/<ol class="bare">.*?<\/ol>/gs, '');
  };
  assert.equal(await page(held), await page(alert));
});

test('a hold ends early by another that names it, hides as it did, and holds nothing itself', async () => {
  const held = await hold({ holds: 'public-warning', hidden_from: [HOSPITAL] });
  const refused = await here.say(here.people.Tomas, 'incident-withdrawal', caseId, {
    withdraws: [held],
    reason: 'false-alarm',
  });
  assert.equal(code(refused), 'reference-not-changeable');
  assert.equal(code(await warn()), 'held-until');
  await hold({ holds: 'public-warning', until: '2026-03-01T08:00Z', ends: held, hidden_from: [HOSPITAL] });
  done(await warn());
  const again = await here.say(
    here.people.Tomas,
    'hold',
    caseId,
    {
      holds: 'public-warning',
      basis: 'Act',
      scope: 'All',
      until: '2026-03-01',
      ends: held,
      hidden_from: [HOSPITAL],
    },
    [here.people.Mira.person],
  );
  assert.equal(code(again), 'hold-not-yours');
});

test('once its hiding is disclosed to all, a hold is hidden from nobody any more', async () => {
  const held = await hold({ holds: 'victim-notice', hidden_from: [HOSPITAL] });
  const disclose = (claims: readonly string[]) =>
    here.say(here.people.Tomas, 'late-disclosure', caseId, { target: held, claims, tlp: 'clear' }, [
      here.people.Mira.person,
    ]);
  done(await disclose(['holds', 'basis']));
  assert.equal(await here.reader.statement(held, NOBODY), null);
  assert.equal(await here.reader.statement(held, await eyes(here.people.Ilse)), null);
  done(await disclose(['hidden_from']));
  assert.equal((await here.reader.statement(held, NOBODY))?.claims.get('basis')?.value, 'Act 12');
});

test('verdicts under holds are the same when the views are folded anew', async () => {
  await hold({ holds: 'public-warning' });
  assert.ok((await here.node.ledger.rebuildViews()).ok);
  assert.equal(code(await warn()), 'held-until');
});

test('a hold in force delays the warning it names and says until when, and on its last day the warning goes out', async () => {
  await hold({ holds: 'public-warning' });
  const refused = await warn();
  assert.equal(code(refused), 'held-until');
  assert.match(refused.ok ? '' : refused.refusal.sentence, /delays this until 2026-03-21T00:00Z/);
  here.node.clock.now = Temporal.Instant.from('2026-03-20T23:59:59Z');
  assert.equal(code(await warn()), 'held-until');
  here.node.clock.now = Temporal.Instant.from('2026-03-21T00:00:00Z');
  done(await warn());
});
