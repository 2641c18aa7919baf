import type { SiteParts } from '#site/parts.ts';
import { PRESS_TEXTS } from './texts.ts';

export const pressParts: SiteParts = {
  caseLinks(_rooms, { signedIn }, caseId) {
    const T = PRESS_TEXTS.inCase;
    const lines = { label: T.lines, labelInMenu: T.linesInMenu, href: `/cases/${caseId}/lines` };
    const brief = { label: T.brief, labelInMenu: T.briefInMenu, href: `/cases/${caseId}/brief` };
    return signedIn === null ? [lines] : [lines, brief];
  },
};
