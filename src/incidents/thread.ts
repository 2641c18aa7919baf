import { OPENING_TYPES } from './statements.ts';

/** What one party has said in one case so far, as the rules need it. */
export type Thread = {
  /** Alerts, reports and near misses that stand. */
  readonly opened: boolean;
  /** It had such statements, and took every one of them back. */
  readonly withdrawn: boolean;
  /** Its final report stands. */
  readonly closed: boolean;
  /** Anything at all, withdrawn or not. */
  readonly spoken: boolean;
};

export const SILENT: Thread = { opened: false, withdrawn: false, closed: false, spoken: false };

/** How many statements of one type a party made in a case, and how many of them it withdrew. */
export type SpokenCount = { readonly type: string; readonly said: number; readonly withdrawn: number };

export function threadOf(counts: readonly SpokenCount[]): Thread {
  const opening = counts.filter((count) => OPENING_TYPES.includes(count.type));
  const opened = opening.some((count) => count.said > count.withdrawn);
  return {
    opened,
    withdrawn: !opened && opening.some((count) => count.said > 0),
    closed: counts.some((count) => count.type === 'incident-final' && count.said > count.withdrawn),
    spoken: counts.some((count) => count.said > 0),
  };
}

/** A statement that a draft points at. */
export type Target = {
  readonly digest: string;
  readonly case: string;
  readonly issuer: string;
  readonly type: string;
  readonly withdrawn: boolean;
};

export type CaseFacts = {
  readonly openedBy: string;
  /** The draft's issuer was addressed in the case: reported to, or told that it was hit. */
  readonly addressed: boolean;
};
