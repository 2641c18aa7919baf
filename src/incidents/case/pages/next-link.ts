import type { NextStep } from '#incidents/case/next-step.ts';

export type NextLink = { readonly href: string };

/** Where the one action for this seat is done; some steps are only waiting. */
export function nextLink({ act, target }: NextStep, caseId: string): NextLink | undefined {
  switch (act) {
    case 'acknowledge':
      return target === undefined ? undefined : { href: `/statements/${target}` };
    case 'report':
    case 'update':
      return { href: `/cases/${caseId}/update` };
    case 'relay':
      return { href: `/cases/${caseId}/relay` };
    case 'withdraw-relay':
      return target === undefined ? undefined : { href: `/statements/${target}/withdraw` };
    case 'check':
      return { href: `/check?case=${caseId}#verify` };
    case 'name-states':
    case 'follow':
      return undefined;
  }
}
