import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Act, Viewer } from './acts.ts';
import { ada, by, claim, hana, owed, paul, receipt, release, say, seen, spoken, visitor } from './examples.ts';
import { founding } from './founding.ts';
import { knows } from './knowledge.ts';

test('an ended mandate ends sessions, tokens and webhooks, whatever is erased or restored afterwards', () => {
  const acts: Act[] = [
    spoken,
    { type: 'token', ...by('t', 'Authority', 'ada'), token: 't1', scopes: ['statements'] },
    { type: 'webhook', ...by('w', 'Authority', 'ada'), webhook: 'w1' },
    { type: 'backup', node: 'north', backup: 'b1' },
    { type: 'end-mandate', ...by('end', 'Authority', 'alan'), person: 'ada' },
    { type: 'erase', ...by('e1', 'Authority', 'alan'), of: 'end', claims: ['mandate'] },
    { type: 'restore', node: 'north', backup: 'b1' },
  ];
  assert.deepEqual(seen(acts, ada), ['clear']);
  assert.deepEqual(seen(acts, { type: 'token', token: 't1' }), ['clear']);
  assert.deepEqual([...knows(acts).may({ type: 'webhook', webhook: 'w1' }, 'webhook')], []);
  assert.equal(knows(acts).isMandated('ada', 'Authority'), false);
});

test('after the end of its mandate nobody speaks, also within one batch', () => {
  const late = say('s2', 'Authority', 'anna', [claim('late', 'clear')]);
  const end = { type: 'end-mandate', ...by('end', 'Authority', 'ada'), person: 'anna' } as const;
  assert.deepEqual(seen([{ type: 'batch', acts: [end, late] }], visitor), []);
  assert.deepEqual(seen([{ type: 'batch', acts: [late, end] }], visitor), ['late']);
});

test('a token hears only within its scopes, and of red claims at most its maker’s', () => {
  const token = (scopes: ('statements' | 'recalls')[]): Act => ({
    type: 'token',
    ...by('t', 'Hospital', 'hana'),
    token: 't1',
    scopes,
  });
  const viewer: Viewer = { type: 'token', token: 't1' };
  assert.deepEqual(seen([spoken, token(['statements'])], viewer), ['amber', 'clear', 'green', 'red']);
  assert.deepEqual(owed([spoken, token(['statements'])], viewer), ['clear', 'green']);
  assert.deepEqual([...knows([...founding, spoken, token(['statements'])]).may(viewer, 'recalls')], ['clear']);
  assert.deepEqual(seen([spoken, token(['recalls'])], viewer), ['clear']);
});

test('a restored node owes what it had, and opens nothing', () => {
  const acts: Act[] = [
    spoken,
    { type: 'backup', node: 'north', backup: 'b1' },
    say('s2', 'Authority', 'ada', [claim('later', 'clear')]),
  ];
  const restore: Act = { type: 'restore', node: 'north', backup: 'b1' };
  assert.deepEqual(owed([...acts, restore], visitor), ['clear']);
  assert.deepEqual(seen([...acts, restore], visitor), ['clear', 'later']);
});

test('a recall counts from the issuer alone, at each who was given the statement before or after', () => {
  const given = (label: string, to: string) => release(label, 'Authority', 'ada', to, 'all');
  const recall = (party: string): Act => ({ type: 'recall', ...by('x', party), of: 's1', how: 'withdraw' });
  const acts = [spoken, given('r1', 'Partner'), recall('Authority'), given('r2', 'Hospital')];
  const known = knows([...founding, ...acts]);
  assert.deepEqual(
    ['Partner', 'Hospital', 'Grid'].map((party) => known.isRecalledAt('s1', party)),
    [true, true, false],
  );
  const forged = knows([...founding, spoken, given('r1', 'Partner'), recall('Partner')]);
  assert.equal(forged.isRecalledAt('s1', 'Partner'), false);
});

test('an acknowledgement counts from a person of the receiver, after the receipt', () => {
  const acts = [spoken, release('r1', 'Authority', 'ada', 'Partner', 'all')];
  const acknowledge = (party: string, person: string): Act => ({
    type: 'acknowledge',
    ...by('a', party, person),
    release: 'r1',
  });
  const counts = (...more: Act[]) => knows([...founding, ...acts, ...more]).isAcknowledged('r1');
  assert.equal(counts(receipt('r1', 'Partner'), acknowledge('Liar', 'lena')), false);
  assert.equal(counts(receipt('r1', 'Liar'), acknowledge('Partner', 'paul')), false);
  assert.equal(counts(receipt('r1', 'Partner'), acknowledge('Partner', 'paul')), true);
});

test('time is proven by another’s receipt or by two witnesses, not by oneself or a copied key', () => {
  const wait: Act = { type: 'wait', hours: 5 };
  const cosign = (by: string, key = by): Act => ({ type: 'cosign', log: 'north', by, key });
  const hour = (...acts: Act[]) => knows([...founding, spoken, ...acts]).provenHour('s1');
  assert.equal(hour(release('r', 'Authority', 'ada', 'Authority', 'all'), receipt('r', 'Authority')), undefined);
  assert.equal(hour(release('r', 'Authority', 'ada', 'Partner', 'all'), wait, receipt('r', 'Partner')), 5);
  assert.equal(hour(cosign('north'), cosign('south')), undefined, 'a log’s operator is no witness of it');
  assert.equal(hour(cosign('south'), cosign('far', 'south')), undefined);
  assert.equal(hour(cosign('south'), wait, cosign('far')), 5);
});

test('what only an enemy does teaches nobody and takes nothing', () => {
  const claims = ['amber', 'strict'];
  const hostile: Act[] = [
    { type: 'replay', viewer: visitor, node: 'north', of: 's1', claims, forged: true },
    { type: 'squat', viewer: visitor, node: 'north', victim: 'Authority', of: 's1' },
    { type: 'vouch', party: 'Liar', about: 'Authority', what: 'root' },
    {
      type: 'impersonate',
      statement: 'i1',
      party: 'Liar',
      as: 'Authority',
      key: 'own',
      claims: [claim('false', 'clear')],
    },
    { type: 'flood', party: 'Liar', about: 'Hospital', count: 2_001 },
    { type: 'recall-report', ...by('x', 'Liar', 'lena'), of: 's1', count: 2_000_000 },
  ];
  for (const viewer of [visitor, ada, hana, paul]) {
    assert.deepEqual(seen([spoken, ...hostile], viewer), seen([spoken], viewer));
    assert.deepEqual(owed([spoken, ...hostile], viewer), owed([spoken], viewer));
  }
});
