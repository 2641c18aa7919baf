import type { Request } from '#http/contract.ts';
import { readSecret } from '#http/cookies.ts';
import { SESSION_HOURS, SESSION_IDLE_MINUTES } from '#parties/persons/session.ts';
import { html, type Markup, said } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { notice } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { SIGN_IN_TEXTS } from './texts.ts';

/** Where somebody is asked to read what another wrote, before it is signed or leaves. */
const APPROVALS = /^\/(?:relay|drafts|cooperation\/drafts)\//;

/**
 * Why this page was opened and where it leads. Both are read from the browser's own session and from the address asked
 * for, so that no link can make the page say something else.
 */
export function whySignIn(request: Request, next: string | undefined): Markup | false {
  const T = SIGN_IN_TEXTS.signIn.why;
  const { signedIn } = request;
  if (signedIn !== null) {
    const who = sentence(T.already, { name: said(signedIn.name), party: said(signedIn.partyName) });
    return notice(who, html`<p>${linkButton(T.goOn, next ?? '/desk')}</p>`, 'right');
  }
  const onward = next !== undefined && html`<p>${T.onward}</p>`;
  if (readSecret(request, request.server.cookieNames.session) !== undefined) {
    const limits = { minutes: SESSION_IDLE_MINUTES, hours: SESSION_HOURS };
    return notice(T.ended, html`<p>${plainSentence(T.endedBody, limits)}</p>${onward}`, 'wait');
  }
  if (next === undefined) return false;
  return APPROVALS.test(next)
    ? notice(T.approval, html`<p>${T.approvalBody}</p>${onward}`)
    : notice(T.seat, html`<p>${T.seatBody}</p>${onward}`);
}
