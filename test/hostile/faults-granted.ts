/** What is given is a list, and what controls is not erased: histories that meet a fault of the third gate. */
import { CASE } from './acts.ts';
import {
  ada,
  aldo,
  back,
  claims,
  does,
  type Fault,
  hana,
  hugo,
  mayNot,
  paul,
  release,
  say,
  signed,
  tries,
} from './fault-words.ts';

export const granted: readonly Fault[] = [
  {
    fault: '"all" of whoever has a part gives the whole',
    steps: [
      does(say('g1', hana, { title: 'amber', note: 'amber', contact: 'amber+strict' })),
      does(release('g1p', hana, 'g1', 'Partner', [CASE, 'title'])),
      does(release('g1g', paul, 'g1', 'Guest', 'all', 'Act 1')),
    ],
    outlets: ['export'],
  },
  {
    fault: 'a receipt opens what its release did not bring',
    steps: [
      does(say('g2', hana, { title: 'clear', note: 'amber', contact: 'amber+strict' })),
      tries(release('g2p', aldo, 'g2', 'Partner')),
      tries({ type: 'receipt', ...signed('g2f', paul), release: 'g2p', claims: 'all' }),
    ],
  },
  {
    fault: 'whoever was given nothing erases it for others, and is told its case',
    steps: [
      does(say('e1', hana, { title: 'amber', note: 'amber' })),
      tries({ type: 'erase', ...signed('e1p', paul), of: 'e1', claims: ['title'] }),
      tries({ type: 'erase', ...signed('e1q', paul), of: 'e1', claims: ['title', 'note'] }),
    ],
  },
  {
    fault: 'a holder that erases takes it from others',
    steps: [
      does(say('e2', hana, { title: 'amber', note: 'amber' })),
      does(release('e2p', hana, 'e2', 'Partner')),
      does({ type: 'erase', ...signed('e2e', paul), of: 'e2', claims: ['note'] }),
    ],
  },
  {
    fault: 'the end of a mandate is erased, and whoever it ended is back',
    steps: [
      does(back('m0')),
      does({ type: 'end-mandate', ...signed('m1', hana), person: 'hugo' }),
      tries({ type: 'erase', ...signed('m1e', hana), of: 'm1', claims: ['mandate'] }),
      does(say('m2', hana, { title: 'amber' })),
    ],
  },
  {
    fault: 'somebody speaks in the batch in which his mandate ends',
    steps: [
      does(back('b1')),
      {
        act: {
          type: 'batch',
          acts: [
            { type: 'end-mandate', ...signed('b2', hana), person: 'hugo' },
            say('b3', hugo, { title: 'amber' }),
          ],
        },
        isDone: undefined,
      },
    ],
  },
  {
    fault: 'the approval of a draft sends what it did not cover',
    steps: [
      does(back('d0')),
      does(say('d1', hana, { title: 'amber', note: 'amber+strict' })),
      does({
        ...{ type: 'draft', ...signed('d2', hana), claims: claims('d2', { title: 'amber' }, { inCase: 'd1' }) },
        sends: [{ release: 'd2r', of: 'd1', to: 'Guest', claims: 'all' }],
      }),
      tries({ type: 'sign', draft: 'd2', approvedBy: ['hugo'], covers: [] }),
    ],
  },
  {
    fault: 'the page of a draft that was signed shows what is for a few of its party',
    steps: [
      does(back('d4')),
      does({
        ...{ type: 'draft', ...signed('d3', hana), sends: [] },
        claims: claims('d3', { title: 'amber', note: 'red' }, { audience: ['hugo'] }),
      }),
      does({ type: 'sign', draft: 'd3', approvedBy: ['hugo'], covers: [] }),
    ],
    outlets: ['page', 'search'],
  },
  {
    fault: 'somebody else declassifies what was said',
    steps: [
      does(back('u0')),
      does(say('u1', ada, { title: 'amber', note: 'amber' })),
      does(release('u1h', ada, 'u1', 'Hospital')),
      mayNot({ type: 'declassify', ...signed('u1d', hana), of: 'u1', claims: ['note'] }),
    ],
  },
  {
    fault: 'a hold shows itself to those from whom it is hidden',
    steps: [
      does(say('x1', hana, { title: 'amber' })),
      does(release('x1a', hana, 'x1', 'Authority')),
      does({
        ...{ type: 'hold', ...signed('x2', ada), of: 'x1', hours: 1, hiddenFrom: ['Hospital', 'public'] },
        claims: claims('x2', { [CASE]: 'amber+strict', title: 'amber+strict' }, { inCase: 'x1' }),
      }),
      tries(release('x2h', ada, 'x2', 'Hospital')),
      does({ type: 'wait', hours: 2 }),
    ],
    outlets: ['page'],
  },
];
