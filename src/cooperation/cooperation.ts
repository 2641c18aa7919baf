import type { Model } from '#ledger/contract.ts';
import { type StatementType, saidAt } from '#statement/statement-type.ts';
import { COOPERATION_ACTS } from './acts.ts';
import { LINKS } from './links.ts';
import { cooperationRules } from './rules.ts';
import { COOPERATION_TYPES } from './statements.ts';
import { cooperationView } from './view.ts';

/** Everything the ledger needs to take, judge and keep what states say to each other. */
export const cooperationModel: Model = {
  name: 'cooperation',
  types: COOPERATION_TYPES.map(inItsRoom),
  rules: cooperationRules(),
  views: [cooperationView],
  acts: COOPERATION_ACTS,
};

/** It is written in the room of its channel, where its draft waits for the others; an answer, from what it answers. */
function inItsRoom(type: StatementType): StatementType {
  const answers = LINKS[type.name] === undefined ? '' : '&about={about}';
  return saidAt({ page: `/cooperation/new/${type.name}?case={case}${answers}` }, type);
}
