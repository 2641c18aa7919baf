import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Act, Claim, Marking, Viewer } from './acts.ts';
import {
  ada,
  anna,
  by,
  claim,
  hana,
  nora,
  owed,
  paul,
  person,
  receipt,
  release,
  say,
  seen,
  sent,
  spoken,
  visitor,
} from './examples.ts';
import { founding } from './founding.ts';
import { knows } from './knowledge.ts';
import { outletsOf, paddedTo } from './outlets.ts';

test('each marking opens to its own viewers, and no further', () => {
  assert.deepEqual(seen([spoken], visitor), ['clear']);
  assert.deepEqual(seen([spoken], paul), ['clear']);
  assert.deepEqual(seen([spoken], ada), ['amber', 'clear', 'green', 'strict']);
  assert.deepEqual(seen([spoken], hana), ['amber', 'clear', 'green', 'red'], 'a member, served, and named');
  assert.deepEqual(seen([spoken], nora), [], 'nothing has reached the other node');
});

test('what was given is owed once it arrived', () => {
  const given = [spoken, release('r1', 'Authority', 'ada', 'Partner', 'all')];
  assert.deepEqual(seen(given, paul), ['amber', 'clear', 'green', 'strict']);
  assert.deepEqual(owed(given, paul), ['clear']);
  assert.deepEqual(owed([...given, receipt('r1', 'Partner')], paul), ['amber', 'clear', 'strict']);
});

test('a partial holder that releases "all" gives its part, to an accomplice and to itself', () => {
  const part = [spoken, release('r1', 'Authority', 'ada', 'Partner', ['amber'])];
  const onward = [...part, release('r2', 'Partner', 'paul', 'Guest', 'all')];
  assert.deepEqual(seen(onward, person('gina', 'Guest')), ['amber', 'clear']);
  assert.deepEqual(seen([...part, release('r2', 'Partner', 'paul', 'Partner', 'all')], paul), ['amber', 'clear']);
});

test('"all" means what its author may see then, not what it comes to see later', () => {
  const acts = [
    spoken,
    release('r1', 'Authority', 'ada', 'Partner', ['amber']),
    release('r2', 'Partner', 'paul', 'Guest', 'all'),
    release('r3', 'Authority', 'ada', 'Partner', ['strict']),
  ];
  assert.deepEqual(seen(acts, person('gina', 'Guest')), ['amber', 'clear']);
});

test('a receipt that names more than its release opens nothing, nor does one in the name of another', () => {
  const acts: Act[] = [spoken, release('r1', 'Authority', 'ada', 'Partner', ['amber'])];
  const greedy: Act = { ...receipt('r1', 'Partner'), claims: ['amber', 'strict', 'red'] };
  assert.deepEqual(seen([...acts, greedy], paul), ['amber', 'clear']);
  const delivered = knows([...founding, ...acts, greedy]).must({ type: 'party', party: 'Partner' }, 'delivery');
  assert.deepEqual([...delivered], ['amber']);
  const behalf: Act = { type: 'on-behalf-of', ...by('b1', 'Partner', 'paul'), release: 'r1', served: 'Guest' };
  assert.deepEqual(seen([...acts, behalf], person('gina', 'Guest')), ['clear']);
});

test('a role in a case opens nothing by itself', () => {
  const role: Act = { type: 'role', ...by('g1', 'Authority', 'ada'), of: 's1', to: 'Partner', role: 'accused' };
  assert.deepEqual(seen([spoken, role], paul), ['clear']);
});

test('across a border only an authority releases, and two approve', () => {
  const toNora = (approvedBy: string[]): Act => ({
    ...release('r1', 'Authority', 'ada', 'Neighbour', 'all'),
    approvedBy,
  });
  assert.deepEqual(seen([spoken, toNora(['ada'])], nora), []);
  assert.deepEqual(seen([spoken, toNora(['ada', 'ada'])], nora), []);
  assert.deepEqual(seen([spoken, toNora(['ada', 'anna'])], nora), [], 'anna may not approve');
  assert.deepEqual(seen([spoken, toNora(['ada', 'alan'])], nora), ['amber', 'clear', 'green', 'strict']);
  const own = say('s2', 'Hospital', 'hana', [claim('amber', 'amber')]);
  const abroad = { ...release('r2', 'Hospital', 'hana', 'Neighbour', 'all'), approvedBy: ['hana', 'hugo'] };
  assert.deepEqual(seen([own, abroad], nora), []);
});

test('a victim is named across a border only with its own consent', () => {
  const named: Claim = { ...claim('victim', 'amber'), victim: 'Hospital' };
  const about = say('s1', 'Authority', 'ada', [named, claim('other', 'amber')]);
  const abroad = release('r1', 'Authority', 'ada', 'Neighbour', 'all');
  const consent = (party: string): Act => ({ type: 'consent', ...by('c1', party), of: 's1' });
  assert.deepEqual(seen([about, abroad], nora), ['other']);
  assert.deepEqual(seen([about, consent('Liar'), abroad], nora), ['other']);
  assert.deepEqual(seen([about, consent('Hospital'), abroad], nora), ['other', 'victim']);
});

test('who restates its profile crosses the same border as before; our own confirmation changes it', () => {
  const statement = say('s1', 'Hospital', 'hana', [claim('amber', 'amber')]);
  const abroad = release('r1', 'Hospital', 'hana', 'Liar', 'all');
  const profile = { party: 'Liar', state: 'X', kind: 'authority' } as const;
  const liar: Viewer = { type: 'party', party: 'Liar' };
  const restated: Act = { type: 'restate', about: 'Liar', ...profile };
  assert.deepEqual(sent([statement, restated, abroad], liar), []);
  assert.deepEqual(sent([statement, { type: 'confirm', ...profile }, abroad], liar), ['amber']);
});

test('a hold hides itself from those it names and from the public, also when it is over, and nothing of what it holds', () => {
  const hold: Act = {
    type: 'hold',
    ...by('h1', 'Authority', 'ada'),
    claims: [claim('reason', 'clear')],
    of: 's1',
    hiddenFrom: ['public', 'Hospital'],
    hours: 10,
  };
  const over: Act = { type: 'wait', hours: 10 };
  for (const acts of [
    [spoken, hold],
    [spoken, hold, over],
  ]) {
    assert.deepEqual(seen(acts, hana), seen([spoken], hana));
    assert.deepEqual(seen(acts, visitor), ['clear']);
    assert.ok(seen(acts, ada).includes('reason'));
    assert.ok(seen(acts, paul).includes('reason'), 'clear, and hidden from others');
  }
  const forget: Act = {
    type: 'erase',
    ...by('e1', 'Hospital', 'hana'),
    of: 'h1',
    claims: ['hidden_from', 'reason'],
  };
  assert.ok(!seen([spoken, hold, forget], hana).includes('reason'));
});

test('erasing takes one’s own copy and nobody else’s', () => {
  const acts = [spoken, release('r1', 'Authority', 'ada', 'Partner', 'all'), receipt('r1', 'Partner')];
  const erase = (party: string): Act => ({
    type: 'erase',
    ...by('e1', party),
    of: 's1',
    claims: ['amber', 'clear'],
  });
  for (const party of ['Hospital', 'Grid']) {
    assert.deepEqual(owed([...acts, erase(party)], visitor), ['clear'], 'who was given nothing erases nothing');
  }
  assert.deepEqual(owed([...acts, erase('Partner')], ada), owed(acts, ada));
  assert.deepEqual(seen([...acts, erase('Partner')], paul), ['clear', 'green', 'strict']);
  assert.deepEqual(seen([spoken, erase('Authority')], visitor), []);
});

test('signing a draft sends only the releases that were looked at', () => {
  const grant = (label: string, to: string) => ({ release: label, of: 's1', to, claims: 'all' }) as const;
  const acts: Act[] = [
    spoken,
    {
      type: 'draft',
      ...by('d1', 'Authority', 'ada'),
      claims: [claim('drafted', 'amber')],
      sends: [grant('r1', 'Partner'), grant('r2', 'Guest')],
    },
  ];
  assert.ok(seen(acts, ada).includes('drafted'));
  assert.ok(!seen(acts, hana).includes('drafted'));
  const sign: Act = { type: 'sign', draft: 'd1', approvedBy: ['ada', 'alan'], covers: ['r1'] };
  assert.deepEqual(seen([...acts, sign], paul), ['amber', 'clear', 'green', 'strict']);
  assert.deepEqual(seen([...acts, sign], person('gina', 'Guest')), ['clear']);
});

test('a late disclosure shows a claim to all, if its issuer makes it', () => {
  const disclose = (party: string): Act => ({ type: 'declassify', ...by('l', party), of: 's1', claims: ['red'] });
  assert.deepEqual(seen([spoken, disclose('Hospital')], visitor), ['clear']);
  assert.deepEqual(owed([spoken, disclose('Authority')], visitor), ['clear', 'red']);
});

test('a link names another case no more loosely than that case names itself, and opens nothing of it', () => {
  const secret = say('s1', 'Authority', 'ada', [
    { ...claim('one', 'amber'), name: 'case' },
    claim('amber', 'amber'),
  ]);
  const link = (marking: Marking): Act => ({
    type: 'link',
    ...by('s2', 'Authority', 'ada'),
    target: 's1',
    claims: [
      { ...claim('two', 'clear'), name: 'case' },
      { ...claim('one', marking), name: 'linked' },
    ],
  });
  assert.deepEqual(seen([secret, link('clear')], visitor), []);
  assert.deepEqual(seen([secret, link('amber')], visitor), ['two']);
  assert.equal(knows([...founding, secret, link('amber')]).count(visitor, 'one').most, 0);
});

test('reminders, webhooks and the event stream name cases only, public figures clear claims only', () => {
  const statement = say('s1', 'Authority', 'ada', [
    { ...claim('open', 'green', ['sector']), name: 'case' },
    claim('amber', 'amber'),
    claim('clear', 'clear'),
  ]);
  const known = knows([...founding, statement]);
  assert.deepEqual([...known.may(ada, 'mail')], ['open']);
  assert.deepEqual([...known.may(ada, 'events')], ['open']);
  assert.deepEqual([...known.may(ada, 'csv')], ['clear']);
  assert.deepEqual([...known.may(anna, 'events')], []);
});

test('the number of claims that anybody learns is a padded one', () => {
  assert.deepEqual([1, 8, 9, 33].map(paddedTo), [8, 8, 16, 64]);
});

test('every viewer has an outlet', () => {
  for (const viewer of [visitor, ada, { type: 'peer', node: 'far' } as const])
    assert.ok(outletsOf(viewer).length > 0);
});
