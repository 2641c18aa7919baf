import type { Reply, Request } from '#http/contract.ts';
import type { Change } from '#incidents/case/standing.ts';
import { NOTICE_TEXTS as NOTICES } from '#incidents/notices/pages/notice-texts.ts';
import { INCIDENT_TYPES, THREAD_TYPES } from '#incidents/statements.ts';
import type { Shown } from '#ledger/contract.ts';
import { MANDATED_KINDS } from '#parties/statements.ts';
import { sayAbout } from '#site/pages/sayable.ts';
import { may, type PageServices } from '#site/services.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { html, type Markup } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { areaField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { nextStep, notice } from '#web/parts/notice.ts';

const T = INCIDENT_TEXTS.statement;

/** What a party has of one statement: the receipt it signed, and whether a person of it has read it. */
export type OwnReceipt = { readonly receipt: string; readonly read: boolean };

/** The receipt of this party for a statement, among what it is shown of the case. */
export function receiptOf(target: string, party: string, inCase: readonly Shown[]): OwnReceipt | undefined {
  const claims = ({ claims: all }: Shown, name: string) => all.get(name)?.value;
  const receipt = inCase.find(
    (one) => one.type === 'receipt' && one.issuer === party && claims(one, 'target') === target,
  );
  if (receipt === undefined) return undefined;
  const read = inCase.some(
    (one) => one.type === 'acknowledgement' && one.issuer === party && claims(one, 'receipt') === receipt.digest,
  );
  return { receipt: receipt.digest, read };
}

export type ActionsFor = {
  readonly shown: Shown;
  readonly caseId: string | null;
  readonly inCase: readonly Shown[];
  readonly changes: readonly Change[];
  readonly partyKind: string | undefined;
  readonly errors: FieldErrors;
  readonly typedNote?: string;
};

/** What this seat can do about a statement; nothing is offered that the rules would refuse. */
export function statementActions(
  services: PageServices,
  request: Request,
  reply: Reply,
  what: ActionsFor,
): Markup | false {
  const party = request.signedIn?.actor.party;
  if (party === undefined) return false;
  const { shown, caseId, inCase } = what;
  const own = receiptOf(shown.digest, party, inCase);
  const withdrawn = what.changes.some((change) => change.kind === 'withdrawal' && change.effective);
  const links: Markup[] = [];
  if (
    shown.issuer === party &&
    THREAD_TYPES.includes(shown.type) &&
    !withdrawn &&
    may(services, request, 'author:incident-withdrawal')
  ) {
    links.push(linkButton(T.correct, `/statements/${shown.digest}/correct`, 'second'));
    links.push(linkButton(T.withdraw, `/statements/${shown.digest}/withdraw`, 'second'));
  }
  const reported = shown.type === 'incident-alert' || shown.type === 'incident-report';
  const authority = MANDATED_KINDS.some((kind) => kind === what.partyKind);
  if (
    reported &&
    shown.issuer !== party &&
    authority &&
    !withdrawn &&
    caseId !== null &&
    may(services, request, 'author:incident-report')
  ) {
    links.push(linkButton(T.relay, `/cases/${caseId}/relay`, 'second'));
  }
  if (caseId !== null && !withdrawn && may(services, request, 'author:release')) {
    links.push(linkButton(T.release, `/statements/${shown.digest}/release`, 'second'));
  }
  links.push(...answerLinks(services, request, what, party));
  if (caseId !== null && !withdrawn) {
    for (const [title, address] of sayAbout(services, request, shown, caseId))
      links.push(linkButton(title, address, 'second'));
  }
  const acknowledge =
    own !== undefined &&
    !own.read &&
    may(services, request, 'author:acknowledgement') &&
    acknowledgeForm(request, reply, what);
  const acknowledged = own?.read === true && notice(T.acknowledged, html``, 'right');
  if (links.length === 0 && acknowledge === false && !acknowledged) return false;
  return html`${acknowledge}${acknowledged}${links.length > 0 && nextStep(T.actionsHeading, html``, html`<div class="stack tight">${links}</div>`)}`;
}

/** Consent of whoever it names, the call that answers a notice, the end of a hold. */
function answerLinks(
  services: PageServices,
  request: Request,
  { shown, partyKind }: ActionsFor,
  party: string,
): readonly Markup[] {
  const isAuthority = MANDATED_KINDS.some((kind) => kind === partyKind);
  const own = shown.issuer === party;
  const isVictim = own || shown.claims.get('victim_party')?.value === party;
  const fits = {
    consent: THREAD_TYPES.includes(shown.type) && isVictim && may(services, request, 'author:consent'),
    'call-back':
      own &&
      shown.type === 'victim-notice' &&
      !shown.claims.has('follows') &&
      may(services, request, 'author:victim-notice'),
    'hold-release':
      INCIDENT_TYPES.some(({ name }) => name === shown.type) &&
      shown.type !== 'hold' &&
      may(services, request, 'author:hold') &&
      isAuthority,
    'end-hold': own && shown.type === 'hold' && !shown.claims.has('ends') && may(services, request, 'author:hold'),
  } as const;
  const kinds = (Object.keys(fits) as (keyof typeof fits)[]).filter((kind) => fits[kind]);
  return kinds.map((kind) =>
    linkButton(NOTICES.links[kind], `/statements/${shown.digest}/answer/${kind}`, 'second'),
  );
}

function acknowledgeForm(request: Request, reply: Reply, { shown, errors, typedNote }: ActionsFor): Markup {
  const fields = html`${areaField({ name: 'note', label: T.note, help: T.noteHelp, optional: true, rows: 3, value: typedNote, error: errors.get('note') })}<p>${button(T.acknowledgeButton)}</p>`;
  return nextStep(
    T.acknowledge,
    html`<p>${T.acknowledgeLead}</p>`,
    form(request, reply, { action: `/statements/${shown.digest}/acknowledge`, label: T.acknowledge }, fields),
  );
}
