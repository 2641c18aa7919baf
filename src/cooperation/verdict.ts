import type { Outcome } from '#outcome.ts';
import type { ContentCode, RuleCode } from './codes.ts';

/** What a rule of this room answers. */
export type Verdict = Outcome<null, RuleCode | ContentCode>;
