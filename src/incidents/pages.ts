import { caseDeskPages } from '#cases/pages/case-desk-routes.ts';
import type { App } from '#http/contract.ts';
import { alertAddressPages } from './form/pages/alert-address.ts';
import { alertCheckPages } from './form/pages/alert-check.ts';
import { alertCodePages } from './form/pages/alert-code.ts';
import { alertReceiptPages } from './form/pages/alert-delivery.ts';
import { alertDutyPages } from './form/pages/alert-duties.ts';
import { alertQuestionPages } from './form/pages/alert-question-routes.ts';
import { alertStartPages } from './form/pages/alert-start.ts';
import { alertTaskPages } from './form/pages/alert-tasks.ts';
import { answerPages, casePages } from './case/pages/case-routes.ts';
import { correctPages } from './case/pages/correct-routes.ts';
import { deskPages } from './desk/pages/desk-routes.ts';
import { draftPages } from './desk/pages/draft-routes.ts';
import { formLinkPages } from './form/pages/form-link-routes.ts';
import { guestPages } from './case/pages/guest-routes.ts';
import { noticePages } from './notices/pages/notice-routes.ts';
import { offlinePages } from './form/pages/offline-page.ts';
import { relayDecisionPages, relayTakeBackPages } from './relay/pages/relay-decision.ts';
import { relayProposalPages } from './relay/pages/relay-proposal.ts';
import { releasePages } from './relay/pages/release-routes.ts';
import type { ReportRooms } from './form/pages/report-services.ts';
import { sealedPages } from './form/pages/sealed-page.ts';
import { sentPages } from './form/pages/sent-page.ts';
import { statementPages } from './case/pages/statement-routes.ts';
import { telephonePages } from './desk/pages/telephone-routes.ts';
import { unsignedPages } from './form/pages/unsigned-routes.ts';
import { updatePages } from './case/pages/update-routes.ts';
import { withdrawPages } from './case/pages/withdraw-routes.ts';
import { sealedRoutes } from './form/sealed-routes.ts';

/** Every page about incidents: report, desk, relay, guests, cases, statements. */
export function incidentPages(app: App, rooms: ReportRooms): void {
  reportPages(app, rooms);
  formLinkPages(app, rooms);
  casePages(app, rooms);
  answerPages(app, rooms);
  caseDeskPages(app, rooms);
  statementPages(app, rooms);
  withdrawPages(app, rooms);
  correctPages(app, rooms);
  releasePages(app, rooms);
  updatePages(app, rooms);
  deskPages(app, rooms);
  draftPages(app, rooms);
  noticePages(app, rooms);
  telephonePages(app, rooms);
  relayProposalPages(app, rooms);
  relayDecisionPages(app, rooms);
  relayTakeBackPages(app, rooms);
  guestPages(app, rooms);
}

/** The report flow: signed in, by a code, without a sign-in, without a network. */
function reportPages(app: App, rooms: ReportRooms): void {
  const { connection, keyring, fetchPeer, ledger } = rooms;
  const sealed = { connection, keyring, fetchPeer, realm: ledger.realm, now: () => ledger.now() };
  alertStartPages(app, rooms);
  alertTaskPages(app, rooms);
  alertQuestionPages(app, rooms);
  alertAddressPages(app, rooms);
  alertCheckPages(app, rooms);
  alertReceiptPages(app, rooms);
  alertCodePages(app, rooms);
  alertDutyPages(app, rooms);
  unsignedPages(app, rooms);
  sentPages(app, rooms);
  offlinePages(app, rooms);
  sealedPages(app, rooms, sealed);
  sealedRoutes(app, sealed);
}
