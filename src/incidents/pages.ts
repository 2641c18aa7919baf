import { caseDeskPages } from '#cases/pages/case-desk-routes.ts';
import type { App } from '#http/contract.ts';
import { alertAddressPages } from './pages/alert-address.ts';
import { alertCheckPages } from './pages/alert-check.ts';
import { alertCodePages } from './pages/alert-code.ts';
import { alertReceiptPages } from './pages/alert-delivery.ts';
import { alertDutyPages } from './pages/alert-duties.ts';
import { alertQuestionPages } from './pages/alert-question-routes.ts';
import { alertStartPages } from './pages/alert-start.ts';
import { alertTaskPages } from './pages/alert-tasks.ts';
import { answerPages, casePages } from './pages/case-routes.ts';
import { correctPages } from './pages/correct-routes.ts';
import { deskPages } from './pages/desk-routes.ts';
import { draftPages } from './pages/draft-routes.ts';
import { formLinkPages } from './pages/form-link-routes.ts';
import { guestPages } from './pages/guest-routes.ts';
import { noticePages } from './pages/notice-routes.ts';
import { offlinePages } from './pages/offline-page.ts';
import { relayDecisionPages, relayTakeBackPages } from './pages/relay-decision.ts';
import { relayProposalPages } from './pages/relay-proposal.ts';
import { releasePages } from './pages/release-routes.ts';
import type { ReportRooms } from './pages/report-rooms.ts';
import { sealedPages } from './pages/sealed-page.ts';
import { sentPages } from './pages/sent-page.ts';
import { statementPages } from './pages/statement-routes.ts';
import { telephonePages } from './pages/telephone-routes.ts';
import { unsignedPages } from './pages/unsigned-routes.ts';
import { updatePages } from './pages/update-routes.ts';
import { withdrawPages } from './pages/withdraw-routes.ts';
import { sealedRoutes } from './sealed-routes.ts';

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
