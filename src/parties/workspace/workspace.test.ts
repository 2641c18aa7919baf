import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '#ledger/contract.ts';
import type { Outcome } from '#outcome.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import {
  approveDraft,
  declineDraft,
  proposeDraft,
  reopenDraft,
  submitDraft,
  submitWithAlong,
} from './approval.ts';
import { listDrafts } from './draft-list.ts';
import {
  createDraft,
  DRAFT_BYTES_MOST,
  discardDraft,
  readDraft,
  resumeDraft,
  saveDraft,
  type Workspace,
} from './workspace.ts';
import { workspaceTables } from './workspace-tables.ts';

async function world() {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await openPartyNode());
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const [tomas, mira, henrik] = ['Tomas', 'Mira', 'Henrik'].map((name) => node.person(csirt, name));
  const ilse = node.person(hospital, 'Ilse');
  const workspace = (who: { person: string; party: string }): Workspace => ({
    connection: node.connection,
    ...who,
  });
  const contact = {
    party: CSIRT,
    contact: '00000000-0000-4000-8000-0000000000e1',
    channel: 'csirt',
    name: 'Desk',
  };
  const begin = async (who = tomas!, wanted: object = {}) => {
    const draft = await createDraft(
      workspace(who),
      { type: 'contact-point', case: csirt.case, claims: contact, ...wanted },
      node.clock.now,
    );
    assert.ok(draft.ok);
    return draft.value;
  };
  const opened = stack.move();
  return {
    node,
    csirt,
    tomas: tomas!,
    mira: mira!,
    henrik: henrik!,
    ilse,
    workspace,
    begin,
    contact,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const community = '00000000-0000-4000-8000-00000000c0de';
/** A type that needs a second person. */
const agreement = {
  type: 'agreement',
  case: community,
  claims: { community, name: 'Shelf', members: [CSIRT], permits: [] },
};

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

test('a draft is saved as it grows and resumed by its code, however that is typed', async () => {
  await using here = await world();
  const draft = await here.begin();
  const saved = await saveDraft(
    here.workspace(here.mira),
    { id: draft.id, version: 1, claims: { name: 'Night desk' }, progress: { answered: ['name'] } },
    here.node.clock.now,
  );
  assert.deepEqual(saved.ok && [saved.value.version, saved.value.updatedBy], [2, here.mira.person]);
  const resumed = await resumeDraft(
    here.workspace(here.henrik),
    ` ${draft.code.toLowerCase().replace('-', ' ')} `,
  );
  assert.deepEqual(resumed.ok && resumed.value.claims, { name: 'Night desk' });
  assert.deepEqual(resumed.ok && resumed.value.progress, { answered: ['name'] });
});

test('of two tabs that save the same version the second is told, and overwrites nothing', async () => {
  await using here = await world();
  const { id } = await here.begin();
  const save = (name: string) =>
    saveDraft(here.workspace(here.tomas), { id, version: 1, claims: { name } }, here.node.clock.now);
  const both = await Promise.all([save('one'), save('two')]);
  assert.deepEqual(both.map(codeOf).sort(), ['accepted', 'version-conflict']);
  const kept = await readDraft(here.workspace(here.tomas), id);
  const won = both.find((outcome) => outcome.ok);
  assert.deepEqual(kept.ok && kept.value.claims, won?.ok && won.value.claims);
});

test('a draft is there for its own party only', async () => {
  await using here = await world();
  const draft = await here.begin();
  const stranger = here.workspace(here.ilse);
  assert.equal(codeOf(await readDraft(stranger, draft.id)), 'draft-not-found');
  assert.equal(codeOf(await resumeDraft(stranger, draft.code)), 'draft-not-found');
  assert.equal(
    codeOf(await saveDraft(stranger, { id: draft.id, version: 1, claims: {} }, here.node.clock.now)),
    'draft-not-found',
  );
  assert.equal(
    codeOf(await proposeDraft(stranger, { id: draft.id, version: 1 }, here.node.clock.now)),
    'draft-not-found',
  );
  assert.equal(codeOf(await discardDraft(stranger, draft.id, 1, here.node.clock.now)), 'draft-not-found');
  const actor = here.ilse;
  assert.equal(
    codeOf(await submitDraft(stranger, here.node.ledger, actor, { id: draft.id, version: 1 })),
    'draft-not-found',
  );
  assert.deepEqual(await listDrafts(stranger), []);
  assert.equal((await listDrafts(here.workspace(here.mira))).length, 1);
});

test('a draft that is too large is refused, and the last version stays', async () => {
  await using here = await world();
  const { id } = await here.begin();
  const claims = { name: 'x'.repeat(DRAFT_BYTES_MOST) };
  assert.equal(
    codeOf(await saveDraft(here.workspace(here.tomas), { id, version: 1, claims }, here.node.clock.now)),
    'draft-too-large',
  );
  const kept = await readDraft(here.workspace(here.tomas), id);
  assert.equal(kept.ok && kept.value.version, 1);
});

test('a discarded draft is empty, and no more written in', async () => {
  await using here = await world();
  const { id } = await here.begin();
  assert.equal(codeOf(await discardDraft(here.workspace(here.tomas), id, 1, here.node.clock.now)), 'accepted');
  const gone = await readDraft(here.workspace(here.tomas), id);
  assert.deepEqual(gone.ok && [gone.value.state, gone.value.claims], ['discarded', {}]);
  assert.equal(
    codeOf(await saveDraft(here.workspace(here.tomas), { id, version: 2, claims: {} }, here.node.clock.now)),
    'draft-not-open',
  );
});

test('a type that needs no second person is signed and logged straight from the draft', async () => {
  await using here = await world();
  const { id } = await here.begin();
  const appended = await submitDraft(here.workspace(here.tomas), here.node.ledger, here.tomas, { id, version: 1 });
  assert.ok(appended.ok);
  const after = await readDraft(here.workspace(here.tomas), id);
  assert.deepEqual(after.ok && [after.value.state, after.value.digest], ['submitted', appended.value.digest]);
});

test('a draft submitted twice, also at once, is one statement', async () => {
  await using here = await world();
  const { id } = await here.begin();
  const submit = () => submitDraft(here.workspace(here.tomas), here.node.ledger, here.tomas, { id, version: 1 });
  const both = await Promise.all([submit(), submit()]);
  const third = await submit();
  assert.ok(both[0]!.ok && both[1]!.ok && third.ok);
  assert.equal(new Set([both[0].value.digest, both[1].value.digest, third.value.digest]).size, 1);
  assert.equal(
    codeOf(await submitDraft(here.workspace(here.mira), here.node.ledger, here.mira, { id, version: 2 })),
    'draft-already-submitted',
  );
});

test('a crash between signing and noting it down is mended by submitting again', async () => {
  await using here = await world();
  const { id } = await here.begin();
  const crashing: Ledger = {
    ...here.node.ledger,
    async submit(submission) {
      const answer = await here.node.ledger.submit(submission);
      throw new Error('power cut', { cause: answer });
    },
  };
  const seen = { id, version: 1 };
  await assert.rejects(submitDraft(here.workspace(here.tomas), crashing, here.tomas, seen), /power cut/);
  const [first] = await here.node.reader
    .case(here.csirt.case, { party: CSIRT, person: null, servedBy: [], communities: [] })
    .then((all) => all.slice(-1));
  const again = await submitDraft(here.workspace(here.tomas), here.node.ledger, here.tomas, seen);
  assert.equal(again.ok && again.value.digest, first?.digest);
});

test('what the ledger refuses stays a draft that can be put right', async () => {
  await using here = await world();
  const { id } = await here.begin(here.tomas, { claims: { ...here.contact, phone: 'call me' } });
  const refused = await submitDraft(here.workspace(here.tomas), here.node.ledger, here.tomas, { id, version: 1 });
  assert.equal(codeOf(refused), 'claim-shape');
  assert.equal(
    codeOf(
      await saveDraft(here.workspace(here.tomas), { id, version: 1, claims: here.contact }, here.node.clock.now),
    ),
    'accepted',
  );
  assert.equal(
    codeOf(await submitDraft(here.workspace(here.tomas), here.node.ledger, here.tomas, { id, version: 2 })),
    'accepted',
  );
});

test('proposed by one, approved by another, signed with both names', async () => {
  await using here = await world();
  const { id } = await here.begin(here.tomas, agreement);
  const { node, workspace, tomas, mira } = here;
  const seen = { id, version: 1 };
  assert.equal(codeOf(await proposeDraft(workspace(tomas), seen, node.clock.now)), 'accepted');
  assert.equal(codeOf(await submitDraft(workspace(tomas), node.ledger, tomas, seen)), 'draft-not-open');
  const approved = await approveDraft(workspace(mira), node.authority, mira, seen, node.clock.now);
  assert.deepEqual(approved.ok && [approved.value.state, approved.value.approvedBy], ['approved', [mira.person]]);
  const appended = await submitDraft(workspace(mira), node.ledger, mira, seen);
  assert.ok(appended.ok);
  const shown = await node.reader.statement(appended.value.digest, {
    party: CSIRT,
    person: null,
    servedBy: [],
    communities: [],
  });
  assert.equal(shown?.claims.get('author')?.value, tomas.person);
  assert.deepEqual(shown?.claims.get('approvals')?.value, [mira.person]);
});

test('an approval is of all that is sent along, and what is changed or added afterwards asks for a new one', async () => {
  await using here = await world();
  const { node, workspace, tomas, mira } = here;
  const along = [{ type: 'release', claims: { to: 'did:web:x.example', claims: ['name'], channel: 'csirt' } }];
  const { id } = await here.begin(tomas, { ...agreement, along });
  const seen = { id, version: 1 };
  assert.equal(codeOf(await proposeDraft(workspace(tomas), seen, node.clock.now)), 'accepted');
  const approve = (more: { covers?: string }) =>
    approveDraft(workspace(mira), node.authority, mira, { ...seen, ...more }, node.clock.now);
  assert.equal(codeOf(await approve({})), 'approval-covers-less');
  assert.equal(codeOf(await approve({ covers: 'A'.repeat(43) })), 'approval-covers-less');
  const read = await readDraft(workspace(mira), id);
  assert.ok(read.ok);
  const approved = await approve({ covers: read.value.covers });
  assert.deepEqual(approved.ok && approved.value.approvedBy, [mira.person]);
  const drafts = workspaceTables(node.connection);
  const content = JSON.stringify({ ...agreement, along: [...along, ...along] });
  await drafts.updateTable('workspace_draft').set({ content }).where('id', '=', id).execute();
  const changed = await readDraft(workspace(mira), id);
  assert.deepEqual(changed.ok && changed.value.approvedBy, []);
  const sent = await submitWithAlong(workspace(tomas), node.ledger, tomas, seen);
  assert.equal(codeOf(sent), 'approval-missing');
});

test('nobody approves their own proposal, without the mandate, or through a token', async () => {
  await using here = await world();
  const { node, workspace, tomas, mira, henrik, ilse } = here;
  const { id } = await here.begin(tomas, agreement);
  const seen = { id, version: 1 };
  assert.equal(
    codeOf(await approveDraft(workspace(mira), node.authority, mira, seen, node.clock.now)),
    'draft-not-proposed',
  );
  await proposeDraft(workspace(tomas), seen, node.clock.now);
  assert.equal(
    codeOf(await approveDraft(workspace(tomas), node.authority, tomas, seen, node.clock.now)),
    'self-approval',
  );
  const token = { ...mira, scopes: ['author:*', 'draft', 'administer'] };
  assert.equal(
    codeOf(await approveDraft(workspace(mira), node.authority, token, seen, node.clock.now)),
    'scope-missing',
  );
  assert.equal(
    codeOf(await approveDraft(workspace(ilse), node.authority, ilse, seen, node.clock.now)),
    'draft-not-found',
  );
  const alert = await here.begin(tomas, { type: 'incident-alert', claims: {} });
  await proposeDraft(workspace(tomas), { id: alert.id, version: 1 }, node.clock.now);
  const contact = await here.begin(tomas);
  await proposeDraft(workspace(tomas), { id: contact.id, version: 1 }, node.clock.now);
  const byLegal = await approveDraft(
    workspace(henrik),
    node.authority,
    henrik,
    { id: contact.id, version: 1 },
    node.clock.now,
  );
  assert.equal(codeOf(byLegal), 'not-mandated');
});

test('an approval is of the version that was read: of another it is refused, and an edit voids it', async () => {
  await using here = await world();
  const { node, workspace, tomas, mira } = here;
  const { id } = await here.begin(tomas, agreement);
  await proposeDraft(workspace(tomas), { id, version: 1 }, node.clock.now);
  const ahead = await approveDraft(workspace(mira), node.authority, mira, { id, version: 2 }, node.clock.now);
  assert.equal(codeOf(ahead), 'version-conflict');
  await approveDraft(workspace(mira), node.authority, mira, { id, version: 1 }, node.clock.now);
  assert.equal(
    codeOf(await saveDraft(workspace(tomas), { id, version: 1, claims: {} }, node.clock.now)),
    'draft-not-open',
  );
  assert.equal(codeOf(await reopenDraft(workspace(tomas), { id, version: 1 }, node.clock.now)), 'accepted');
  const reopened = await readDraft(workspace(tomas), id);
  assert.deepEqual(reopened.ok && [reopened.value.version, reopened.value.approvedBy], [2, []]);
  const unapproved = await submitDraft(workspace(tomas), node.ledger, tomas, { id, version: 2 });
  assert.equal(codeOf(unapproved), 'approval-missing');
});

test('a declined draft says why, and can be proposed again', async () => {
  await using here = await world();
  const { node, workspace, tomas, mira } = here;
  const { id } = await here.begin(tomas, agreement);
  const seen = { id, version: 1 };
  await proposeDraft(workspace(tomas), seen, node.clock.now);
  const selfDecline = await declineDraft(
    workspace(tomas),
    node.authority,
    tomas,
    { ...seen, reason: 'no' },
    node.clock.now,
  );
  assert.equal(codeOf(selfDecline), 'self-approval');
  const declined = await declineDraft(
    workspace(mira),
    node.authority,
    mira,
    { ...seen, reason: 'Members missing' },
    node.clock.now,
  );
  assert.deepEqual(declined.ok && [declined.value.state, declined.value.declinedBecause], [
    'declined',
    'Members missing',
  ]);
  assert.equal(codeOf(await submitDraft(workspace(tomas), node.ledger, tomas, seen)), 'draft-not-open');
  assert.equal(codeOf(await proposeDraft(workspace(tomas), seen, node.clock.now)), 'accepted');
});

test('a token that only drafts does not send off what two persons have decided', async () => {
  await using here = await world();
  const { node, workspace, tomas, mira } = here;
  const { id } = await here.begin(tomas, agreement);
  const seen = { id, version: 1 };
  await proposeDraft(workspace(tomas), seen, node.clock.now);
  await approveDraft(workspace(mira), node.authority, mira, seen, node.clock.now);
  const token = { ...mira, scopes: ['read', 'draft'] };
  assert.equal(codeOf(await submitDraft(workspace(mira), node.ledger, token, seen)), 'scope-missing');
});

test('an approver whose mandate ended before the signing no longer counts', async () => {
  await using here = await world();
  const { node, workspace, tomas, mira } = here;
  const { id } = await here.begin(tomas, agreement);
  const seen = { id, version: 1 };
  await proposeDraft(workspace(tomas), seen, node.clock.now);
  await approveDraft(workspace(mira), node.authority, mira, seen, node.clock.now);
  const mandates = await node.connection
    .$extendTables<{ party_mandate: { digest: string; display_name: string } }>()
    .selectFrom('party_mandate')
    .select('digest')
    .where('display_name', '=', 'Mira')
    .execute();
  const claims = { party: CSIRT, mandate: mandates[0]!.digest, ended_at: node.clock.now.toString() };
  await node.say(tomas, { type: 'mandate-end', issuer: CSIRT, case: here.csirt.case, claims });
  assert.equal(codeOf(await submitDraft(workspace(tomas), node.ledger, tomas, seen)), 'approval-not-mandated');
});

test('drafts of one party say nothing about those of another on the same node', async () => {
  await using here = await world();
  await here.begin();
  await createDraft(here.workspace(here.ilse), { type: 'incident-alert', claims: {} }, here.node.clock.now);
  assert.deepEqual(
    (await listDrafts(here.workspace(here.ilse))).map(({ party }) => party),
    [HOSPITAL],
  );
});
