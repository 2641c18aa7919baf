import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, RuleContext } from '#ledger/contract.ts';
import type { Party } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { type PingState, pingRule, SURPRISES_A_DAY_MOST } from './rules.ts';

const US = 'did:web:csirt.veldmark.example';
const THEM = 'did:web:cyber.arvenia.example';
const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const ENTRY = '0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';

const csirt = { party: US, kind: 'csirt', territory: 'XV' } as Party;
const them = { party: THEM, kind: 'csirt', territory: 'XA' } as Party;
const person: Actor = { kind: 'person', person: `${US}#tomas`, party: US };

function verdict(state: Partial<PingState> = {}, claims: Draft['claims'] = {}, actor: Actor = person): string {
  const draft: Draft = {
    type: 'reachability-ping',
    issuer: US,
    case: 'c',
    claims: {
      to: THEM,
      channel: 'csirt',
      challenge: 'AAAAA-BBBBB',
      mode: 'surprise',
      answer_by: '2026-03-02T08:00:00Z',
      ...claims,
    },
  };
  const context: RuleContext = { actor, at: NOW, roles: new Set(), approvers: new Map() };
  const all: PingState = { issuer: csirt, to: them, entry: undefined, before: [], ...state };
  const outcome = pingRule.decide(all, draft, context);
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

const earlier = (hours: number, mode: 'scheduled' | 'surprise') => ({ mode, at: NOW.subtract({ hours }) });

test('a national CSIRT pings its neighbour; nobody pings itself or a stranger', () => {
  assert.equal(verdict(), 'accepted');
  assert.equal(verdict({}, { to: US }), 'ping-to-itself');
  assert.equal(verdict({ to: undefined }), 'ping-party-unknown');
});

test('an operator tries its own authority, and leaves the border to it', () => {
  const operator = { ...csirt, kind: 'operator' } as Party;
  assert.equal(verdict({ issuer: operator }), 'ping-not-mandated');
  assert.equal(verdict({ issuer: operator, to: { ...them, territory: 'XV' } }), 'accepted');
  assert.equal(verdict({ issuer: undefined }), 'ping-not-mandated');
});

test('an entry that is named must be one of that party in that channel', () => {
  assert.equal(verdict({ entry: `${THEM} csirt` }, { contact: ENTRY }), 'accepted');
  assert.equal(verdict({ entry: `${THEM} police` }, { contact: ENTRY }), 'ping-contact-unknown');
  assert.equal(verdict({ entry: `${US} csirt` }, { contact: ENTRY }), 'ping-contact-unknown');
  assert.equal(verdict({ entry: undefined }, { contact: ENTRY }), 'ping-contact-unknown');
});

test('the answer is wanted later than now and within thirty days, at a moment that exists', () => {
  assert.equal(verdict({}, { answer_by: '2026-03-01T08:00:00Z' }), 'ping-answer-time');
  assert.equal(verdict({}, { answer_by: '2026-03-31T08:00:01Z' }), 'ping-answer-time');
  assert.equal(verdict({}, { answer_by: '2026-03-31T08:00:00Z' }), 'accepted');
  assert.equal(verdict({}, { answer_by: '2026-02-30T08:00:00Z' }), 'ping-answer-time');
});

test('the node pings in the rhythm only, and not twice within it', () => {
  const node: Actor = { kind: 'node' };
  assert.equal(verdict({}, { mode: 'scheduled' }, node), 'accepted');
  assert.equal(verdict({}, {}, node), 'ping-surprise-by-person');
  assert.equal(
    verdict({ before: [earlier(24 * 20 - 1, 'scheduled')] }, { mode: 'scheduled' }, node),
    'pinged-already',
  );
  assert.equal(verdict({ before: [earlier(24 * 20, 'scheduled')] }, { mode: 'scheduled' }, node), 'accepted');
  assert.equal(verdict({ before: [earlier(1, 'surprise')] }, { mode: 'scheduled' }, node), 'accepted');
});

test('a contact is not worn down by surprise pings', () => {
  const many = Array.from({ length: SURPRISES_A_DAY_MOST }, () => earlier(23, 'surprise'));
  assert.equal(verdict({ before: many }), 'pinged-too-often');
  assert.equal(verdict({ before: many.slice(1) }), 'accepted');
  assert.equal(verdict({ before: many.map(() => earlier(24, 'surprise')) }), 'accepted');
});
