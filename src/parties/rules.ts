import type { Rule } from '#ledger/contract.ts';
import { accessionRule, agreementRule, contactPointRule, serviceRelationRule } from './community-rules.ts';
import { partyKeyRevocationRule, partyKeyRule } from './keys/key-rules.ts';
import { mandateEndRule, mandateRule } from './keys/mandate-rules.ts';
import { partyProfileRule } from './profile-rules.ts';

/** One rule a type; who may author at all stands in `acts.ts`. */
// biome-ignore lint/suspicious/noExplicitAny: the state type is each rule's own.
export const PARTY_RULES: readonly Rule<any>[] = [
  partyProfileRule,
  partyKeyRule,
  partyKeyRevocationRule,
  mandateRule,
  mandateEndRule,
  contactPointRule,
  agreementRule,
  accessionRule,
  serviceRelationRule,
];
