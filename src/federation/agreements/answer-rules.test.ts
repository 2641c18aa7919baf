import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Actor, RuleContext } from '#ledger/contract.ts';
import type { Draft } from '#statement/draft.ts';
import {
  type AcknowledgementState,
  decideAcknowledgement,
  decideReceipt,
  type ReceiptState,
} from './answer-rules.ts';
import { decideConsent, decideRecall, decideRecallReport } from './recall-rules.ts';
import type { Verdict } from './release-state.ts';

const HOST = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const GUEST = 'did:web:communications.sorrel.example';
const READER = `${ARVENIA}#jon`;

function context(actor: Actor = { kind: 'node' }): RuleContext {
  return { actor, at: Temporal.Instant.from('2026-03-01T08:00:00Z'), roles: new Set(), approvers: new Map() };
}
const jon: Actor = { kind: 'person', person: READER, party: ARVENIA };
const guest: Actor = { kind: 'guest', party: GUEST, link: 'l' };

function code(verdict: Verdict): string {
  return verdict.ok ? 'accepted' : verdict.refusal.code;
}

describe('a receipt', () => {
  const release = {
    digest: 'r',
    issuer: HOST,
    recipient: ARVENIA,
    target: 't',
    claims: ['summary'],
    receipt: null,
    origin: 'own',
  } as const;
  const draft = (claims: Draft['claims'] = {}, issuer = ARVENIA): Draft => ({
    type: 'receipt',
    issuer,
    case: 'c',
    claims: { release: 'r', target: 't', claims: [], ...claims },
  });
  const decide = (state: ReceiptState, said: Draft, actor?: Actor) =>
    code(decideReceipt(state, said, context(actor)));

  test("is the node's word for the party that was addressed", () => {
    assert.equal(decide({ release }, draft()), 'accepted');
  });
  test('is given by nobody else', () => {
    assert.equal(decide({ release }, draft({}, HOST)), 'receipt-only-by-addressee');
    assert.equal(decide({ release }, draft({ target: 'other' })), 'receipt-only-by-addressee');
  });
  test('is written in the name of nobody but whom the release was made to', () => {
    assert.equal(decide({ release }, draft({ on_behalf_of: GUEST })), 'receipt-only-by-addressee');
    assert.equal(decide({ release }, draft({ on_behalf_of: ARVENIA })), 'receipt-only-by-addressee');
  });
  test('answers a release that is held, once', () => {
    assert.equal(decide({ release: undefined }, draft()), 'release-not-held');
    assert.equal(decide({ release: { ...release, receipt: 'x' } }, draft()), 'already-received');
  });
  test('signed by the party itself names no claim that the release did not give', () => {
    const key: Actor = { kind: 'key', party: ARVENIA };
    assert.equal(decide({ release }, draft({ claims: ['summary'] }), key), 'accepted');
    assert.equal(decide({ release }, draft({ claims: ['summary', 'victim_name'] }), key), 'claim-not-held');
    const all = { release: { ...release, claims: 'all' as const } };
    assert.equal(decide(all, draft({ claims: ['summary', 'victim_name'] }), key), 'accepted');
    const foreign = { release: { ...release, origin: 'foreign' as const } };
    assert.equal(decide(foreign, draft({ claims: ['summary'] }), key), 'receipt-only-by-node');
    assert.equal(decide(foreign, draft({ claims: ['summary'] })), 'accepted');
  });
  test('of a party without a node is written down by whoever released, with lower assurance', () => {
    const toGuest = { release: { ...release, recipient: GUEST } };
    const lower = { on_behalf_of: GUEST, assurance: 'lower', via: 'guest-link' };
    assert.equal(decide(toGuest, draft(lower, HOST), guest), 'accepted');
    assert.equal(decide(toGuest, draft({ ...lower, assurance: 'full' }, HOST), guest), 'assurance-wrong');
    assert.equal(decide(toGuest, draft(lower, ARVENIA), guest), 'receipt-only-by-addressee');
    const stranger: Actor = { kind: 'guest', party: 'did:web:other.example', link: 'l' };
    assert.equal(decide(toGuest, draft(lower, HOST), stranger), 'acknowledgement-only-by-addressee');
  });
});

describe('an acknowledgement', () => {
  const receipt = { issuer: ARVENIA, onBehalfOf: null, target: 't' };
  const draft = (claims: Draft['claims'] = {}, issuer = ARVENIA): Draft => ({
    type: 'acknowledgement',
    issuer,
    case: 'c',
    claims: { receipt: 'x', target: 't', person: READER, ...claims },
  });
  const decide = (state: Partial<AcknowledgementState>, said: Draft, actor: Actor = jon) =>
    code(decideAcknowledgement({ receipt, readBy: [], ...state }, said, context(actor)));

  test('is given by a person of the addressee, for itself', () => {
    assert.equal(decide({}, draft()), 'accepted');
  });
  test('is not given in the name of another person or party', () => {
    assert.equal(decide({}, draft({ person: `${ARVENIA}#signe` })), 'acknowledgement-only-by-addressee');
    assert.equal(decide({}, draft({ person: `${HOST}#tomas` })), 'acknowledgement-only-by-addressee');
    assert.equal(decide({}, draft({}, HOST)), 'acknowledgement-only-by-addressee');
  });
  test('is given once by each person', () => {
    assert.equal(decide({ readBy: [READER] }, draft()), 'already-acknowledged');
    assert.equal(decide({ readBy: [`${ARVENIA}#signe`] }, draft()), 'accepted');
  });
  test('needs a receipt to acknowledge', () => {
    assert.equal(decide({ receipt: undefined }, draft()), 'receipt-not-held');
  });
  test('by telephone or guest link never has full assurance', () => {
    assert.equal(decide({}, draft({ via: 'telephone' })), 'assurance-wrong');
    assert.equal(decide({}, draft({ via: 'telephone', assurance: 'lower' })), 'accepted');
    assert.equal(decide({}, draft({ assurance: 'lower' })), 'assurance-wrong');
  });
  test('of a guest names the guest, and nobody else of the host', () => {
    const state = { receipt: { issuer: HOST, onBehalfOf: GUEST, target: 't' } };
    const said = { person: `${GUEST}#ama`, on_behalf_of: GUEST, assurance: 'lower', via: 'guest-link' };
    assert.equal(decide(state, draft(said, HOST), guest), 'accepted');
    assert.equal(
      decide(state, draft({ ...said, person: READER }, HOST), guest),
      'acknowledgement-only-by-addressee',
    );
    const other: Actor = { kind: 'guest', party: ARVENIA, link: 'l' };
    assert.equal(decide(state, draft(said, HOST), other), 'acknowledgement-only-by-addressee');
  });
});

describe('a recall', () => {
  const draft: Draft = { type: 'recall', issuer: HOST, case: 'c', claims: { target: 't', reason: 'r' } };
  const decide = (state: Parameters<typeof decideRecall>[0]) => code(decideRecall(state, draft, context()));

  test('is made by whoever said it, or by a holder that passed it on', () => {
    assert.equal(decide({ targetIssuer: HOST, passedOn: false, recalled: false }), 'accepted');
    assert.equal(decide({ targetIssuer: ARVENIA, passedOn: true, recalled: false }), 'accepted');
  });
  test('is not made by a mere reader, nor twice', () => {
    assert.equal(decide({ targetIssuer: ARVENIA, passedOn: false, recalled: false }), 'recall-not-yours');
    assert.equal(decide({ targetIssuer: undefined, passedOn: false, recalled: false }), 'target-not-held');
    assert.equal(decide({ targetIssuer: HOST, passedOn: true, recalled: true }), 'already-recalled');
  });
  test('is reported on only to whoever gave it', () => {
    assert.equal(code(decideRecallReport({ given: false }, draft, context())), 'recall-not-received');
    assert.equal(code(decideRecallReport({ given: true }, draft, context())), 'accepted');
  });
});

describe('a consent', () => {
  const draft = (claims: Draft['claims']): Draft => ({ type: 'consent', issuer: HOST, case: 'c', claims });
  const named = draft({ scope: 'named-parties', to: [ARVENIA] });

  test('is given by the speaker of a statement, or by the victim it names', () => {
    assert.equal(code(decideConsent({ targetIssuer: HOST, victim: undefined }, named, context())), 'accepted');
    assert.equal(code(decideConsent({ targetIssuer: ARVENIA, victim: HOST }, named, context())), 'accepted');
    assert.equal(
      code(decideConsent({ targetIssuer: ARVENIA, victim: GUEST }, named, context())),
      'consent-not-yours',
    );
    assert.equal(
      code(decideConsent({ targetIssuer: undefined, victim: undefined }, named, context())),
      'target-not-held',
    );
  });
  test('to named parties names them', () => {
    const nobody = draft({ scope: 'named-parties' });
    assert.equal(
      code(decideConsent({ targetIssuer: HOST, victim: undefined }, nobody, context())),
      'consent-does-not-cover',
    );
  });
});
