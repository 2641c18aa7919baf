import type { SiteParts } from '#site/parts.ts';
import { REPORTING_TEXTS } from './texts.ts';

export const reportingParts: SiteParts = {
  caseLinks(_rooms, { signedIn }, caseId) {
    const { reportOnce, reportOnceInMenu } = REPORTING_TEXTS.inCase;
    if (signedIn === null) return [];
    return [{ label: reportOnce, labelInMenu: reportOnceInMenu, href: `/report-once/${caseId}` }];
  },
};
