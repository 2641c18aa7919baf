/** Who may say what about whom: histories that meet a fault of the second gate. */
import { CASE } from './acts.ts';
import {
  ada,
  aldo,
  claims,
  does,
  type Fault,
  hana,
  lena,
  mayNot,
  nora,
  recall,
  release,
  say,
  signed,
  tries,
} from './fault-words.ts';

export const said: readonly Fault[] = [
  {
    fault: 'a peer restates its state, and giving to it crosses no border any more',
    steps: [
      does(say('r1', hana, { title: 'amber' })),
      tries({ type: 'restate', party: 'Liar', about: 'Liar', state: 'X', kind: 'authority' }),
      mayNot({ ...release('r1r', hana, 'r1', 'Liar'), approvedBy: [] }),
    ],
  },
  {
    fault: 'a peer that restates itself holds back what others give',
    steps: [
      does(say('r2', ada, { title: 'green', note: 'clear' }, { audience: ['world'] })),
      does(release('r2r', ada, 'r2', 'Liar')),
      tries({ type: 'restate', party: 'Liar', about: 'Liar', state: 'X', kind: 'authority' }),
      does({
        ...{ type: 'hold', ...signed('r2h', lena), of: 'r2', hours: 48, hiddenFrom: ['public'] },
        claims: claims('r2h', { [CASE]: 'amber+strict', title: 'amber+strict' }, { inCase: 'r2' }),
      }),
      does(release('r2g', lena, 'r2h', 'Authority')),
      does(release('r2n', ada, 'r2', 'Neighbour')),
    ],
  },
  {
    fault: 'a peer vouches for a root of another, and what that one says is refused',
    steps: [
      tries({ type: 'vouch', party: 'Liar', about: 'Neighbour', what: 'root' }),
      does(say('v1', nora, { title: 'amber' })),
      does(release('v1r', nora, 'v1', 'Authority')),
    ],
  },
  {
    fault: 'an absurd count ends the reports of recalls',
    steps: [
      does(say('n1', nora, { title: 'clear' }, {})),
      does(release('n1r', nora, 'n1', 'Authority')),
      does(release('n1l', ada, 'n1', 'Liar', [CASE, 'title'], 'Act 1')),
      does(recall('n1w', nora, 'n1')),
      tries({ type: 'recall-report', ...signed('n1c', lena), of: 'n1', count: 2_000_000 }),
      does(say('n2', nora, { title: 'clear' })),
      does(release('n2r', nora, 'n2', 'Authority')),
      does(release('n2h', ada, 'n2', 'Hospital', [CASE, 'title'], 'Act 1')),
      does(recall('n2w', nora, 'n2')),
    ],
  },
  {
    fault: 'a recall misses whoever is given the statement after it',
    steps: [
      does(say('w1', ada, { title: 'amber' })),
      does(recall('w1w', ada, 'w1')),
      does(release('w1r', ada, 'w1', 'Neighbour')),
      does(release('w1h', ada, 'w1', 'Partner')),
    ],
  },
  {
    fault: 'whoever was only given a statement calls it back from others',
    steps: [
      does(say('w2', ada, { title: 'clear' })),
      does(release('w2n', ada, 'w2', 'Neighbour')),
      does(release('w2l', ada, 'w2', 'Liar')),
      does(release('w2r', lena, 'w2', 'Neighbour')),
      tries(recall('w2w', lena, 'w2')),
      does(say('w3', lena, { title: 'clear' })),
      does(release('w3r', lena, 'w3', 'Neighbour')),
      does(recall('w3w', lena, 'w3')),
    ],
  },
  {
    fault: 'the acknowledgement of somebody else counts',
    steps: [
      does(say('a1', ada, { title: 'amber' })),
      does(release('a1r', ada, 'a1', 'Neighbour')),
      tries({ type: 'acknowledge', ...signed('a1f', aldo), release: 'a1r' }),
      does(say('a2', ada, { title: 'amber' })),
      does(release('a2r', ada, 'a2', 'Neighbour')),
      does({ type: 'acknowledge', ...signed('a2k', nora), release: 'a2r' }),
    ],
  },
  {
    fault: 'a party dates what it said by a receipt of its own',
    steps: [
      does(say('f1', lena, { title: 'clear' })),
      does(release('f1s', lena, 'f1', 'Liar')),
      tries({ type: 'receipt', ...signed('f1d', lena), release: 'f1s', claims: 'all' }),
      does(release('f1r', lena, 'f1', 'Authority')),
      tries({ type: 'receipt', ...signed('f1e', lena), release: 'f1s', claims: 'all' }),
    ],
    outlets: ['export'],
  },
];
