import type { App } from '#http/contract.ts';
import { answerPages, casePages } from './case/pages/case-routes.ts';
import { correctPages } from './case/pages/correct-routes.ts';
import { guestPages } from './case/pages/guest-routes.ts';
import { statementPages } from './case/pages/statement-routes.ts';
import { updatePages } from './case/pages/update-routes.ts';
import { withdrawPages } from './case/pages/withdraw-routes.ts';
import { deskPages } from './desk/pages/desk-routes.ts';
import { draftPages } from './desk/pages/draft-routes.ts';
import { telephonePages } from './desk/pages/telephone-routes.ts';
import { alertAddressPages } from './form/pages/alert-address.ts';
import { alertCheckPages } from './form/pages/alert-check.ts';
import { alertCodePages } from './form/pages/alert-code.ts';
import { alertReceiptPages } from './form/pages/alert-delivery.ts';
import { alertDutyPages } from './form/pages/alert-duties.ts';
import { alertQuestionPages } from './form/pages/alert-question-routes.ts';
import { alertStartPages } from './form/pages/alert-start.ts';
import { alertTaskPages } from './form/pages/alert-tasks.ts';
import { formLinkPages } from './form/pages/form-link-routes.ts';
import { offlinePages } from './form/pages/offline-page.ts';
import type { ReportServices } from './form/pages/report-services.ts';
import { sealedPages } from './form/pages/sealed-page.ts';
import { sentPages } from './form/pages/sent-page.ts';
import { unsignedPages } from './form/pages/unsigned-routes.ts';
import { sealedRoutes } from './form/sealed-routes.ts';
import { noticePages } from './notices/pages/notice-routes.ts';
import { relayDecisionPages, relayTakeBackPages } from './relay/pages/relay-decision.ts';
import { relayProposalPages } from './relay/pages/relay-proposal.ts';
import { releasePages } from './relay/pages/release-routes.ts';

/** Every page about incidents: report, desk, relay, guests, cases, statements. */
export function incidentPages(app: App, services: ReportServices): void {
  reportPages(app, services);
  formLinkPages(app, services);
  casePages(app, services);
  answerPages(app, services);
  statementPages(app, services);
  withdrawPages(app, services);
  correctPages(app, services);
  releasePages(app, services);
  updatePages(app, services);
  deskPages(app, services);
  draftPages(app, services);
  noticePages(app, services);
  telephonePages(app, services);
  relayProposalPages(app, services);
  relayDecisionPages(app, services);
  relayTakeBackPages(app, services);
  guestPages(app, services);
}

/** The report flow: signed in, by a code, without a sign-in, without a network. */
function reportPages(app: App, services: ReportServices): void {
  const { connection, keyring, fetchPeer, ledger } = services;
  const sealed = { connection, keyring, fetchPeer, realm: ledger.realm, now: () => ledger.now() };
  alertStartPages(app, services);
  alertTaskPages(app, services);
  alertQuestionPages(app, services);
  alertAddressPages(app, services);
  alertCheckPages(app, services);
  alertReceiptPages(app, services);
  alertCodePages(app, services);
  alertDutyPages(app, services);
  unsignedPages(app, services);
  sentPages(app, services);
  offlinePages(app, services);
  sealedPages(app, services, sealed);
  sealedRoutes(app, sealed);
}
