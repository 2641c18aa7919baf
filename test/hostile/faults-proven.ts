/** What is answered belongs to whoever proved who they are: histories that meet a fault of the first gate. */
import { CASE } from './acts.ts';
import {
  ada,
  back,
  claims,
  does,
  type Fault,
  hana,
  hugo,
  nora,
  paul,
  person,
  recall,
  release,
  say,
  signed,
  tries,
  visitor,
} from './fault-words.ts';

export const proven: readonly Fault[] = [
  {
    fault: 'a known statement handed in again in part is answered with more of it',
    steps: [
      does(say('p1', hana, { title: 'clear', note: 'amber', contact: 'amber+strict' })),
      tries({ type: 'replay', viewer: visitor, node: 'north', of: 'p1', claims: [CASE, 'title'], forged: false }),
      tries({
        type: 'replay',
        viewer: person(paul),
        node: 'north',
        of: 'p1',
        claims: [CASE, 'title'],
        forged: false,
      }),
    ],
    outlets: ['reply'],
  },
  {
    fault: 'a key is used up by a colleague before the recall that it is for',
    steps: [
      does(say('k1', ada, { title: 'clear' })),
      tries({
        type: 'squat',
        viewer: person(['Authority', 'anna']),
        node: 'north',
        victim: 'Authority',
        of: 'k1',
      }),
      does(recall('k1w', ada, 'k1')),
    ],
  },
  {
    fault: 'the key by which a node passes a recall on is foretold and used up',
    steps: [
      does(say('k2', ada, { title: 'clear' })),
      does(recall('k2w', ada, 'k2')),
      tries({
        type: 'squat',
        viewer: person(['Authority', 'anna']),
        node: 'north',
        victim: 'Authority',
        of: 'k2',
      }),
      does(release('k2r', ada, 'k2', 'Neighbour')),
    ],
  },
  {
    fault: 'the proof of what was said elsewhere tells that it is here',
    steps: [
      does(say('l1', nora, { title: 'amber' })),
      does(release('l1r', nora, 'l1', 'Authority')),
      does(say('l2', ada, { title: 'amber' })),
    ],
    outlets: ['log'],
  },
  {
    fault: 'it is told how many claims are withheld',
    steps: [
      does(say('t1', ada, { title: 'clear', note: 'amber+strict' })),
      does(
        say('t2', ada, {
          ...{ title: 'clear', narrative: 'amber+strict', indicator: 'amber+strict' },
          ...{ contact: 'amber+strict', note: 'amber+strict' },
        }),
      ),
    ],
    twins: ['t1', 't2'],
  },
  {
    fault: 'a statement whose case is withheld is counted there',
    steps: [
      does(say('c1', ada, { title: 'amber' })),
      does(release('c1r', ada, 'c1', 'Hospital')),
      does(say('c2', ada, { [CASE]: 'amber+strict', title: 'clear' }, { inCase: 'c1' })),
    ],
    outlets: ['page', 'export'],
  },
  {
    fault: 'a webhook outlives the mandate of whoever made it',
    steps: [
      does(back('h0')),
      does({ type: 'webhook', ...signed('h1', hugo), webhook: 'hook1' }),
      does({ type: 'webhook', ...signed('h2', hana), webhook: 'hook2' }),
      does({ type: 'end-mandate', ...signed('h3', hana), person: 'hugo' }),
      does(say('h4', hana, { title: 'amber' })),
    ],
    outlets: ['webhook'],
  },
  {
    fault: 'a token hears of recalls without the scope for it',
    steps: [
      does({ type: 'token', ...signed('s1', ada), token: 'mute', scopes: ['submit'] }),
      does(say('s2', ada, { title: 'amber' })),
      does(release('s2r', ada, 's2', 'Neighbour')),
      does(recall('s2w', ada, 's2')),
    ],
    outlets: ['recalls'],
  },
  {
    fault: 'a revoked token lives, and one whose maker lost his mandate',
    steps: [
      does(back('o0')),
      does({ type: 'token', ...signed('o1', hana), token: 'short', scopes: ['statements', 'recalls'] }),
      does({ type: 'token', ...signed('o2', hugo), token: 'orphan', scopes: ['statements', 'recalls'] }),
      does({ type: 'revoke-token', ...signed('o3', hana), token: 'short' }),
      does({ type: 'end-mandate', ...signed('o4', hana), person: 'hugo' }),
      does(say('o5', hana, { title: 'amber' })),
    ],
  },
  {
    fault: 'the root of a party says more than which keys it has',
    steps: [
      tries({
        ...{ type: 'impersonate', statement: 'y2', party: 'Stranger', as: 'Authority', key: 'stolen-root' },
        claims: claims('y2', { title: 'clear' }),
      }),
      does(say('y3', ada, { title: 'clear' })),
    ],
    outlets: ['page'],
  },
];
