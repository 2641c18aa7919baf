import type { App } from '#http/contract.ts';
import { alertAddressPages } from './pages/alert-address.ts';
import { alertCheckPages } from './pages/alert-check.ts';
import { alertReceiptPages } from './pages/alert-delivery.ts';
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
import { relayDecisionPages } from './pages/relay-decision.ts';
import { relayProposalPages } from './pages/relay-proposal.ts';
import { releasePages } from './pages/release-routes.ts';
import type { PageRooms } from './pages/rooms.ts';
import { statementPages } from './pages/statement-routes.ts';
import { telephonePages } from './pages/telephone-routes.ts';
import { updatePages } from './pages/update-routes.ts';
import { withdrawPages } from './pages/withdraw-routes.ts';

/** Every page about incidents: report, desk, relay, guests, cases, statements. */
export function incidentPages(app: App, rooms: PageRooms): void {
  alertStartPages(app, rooms);
  formLinkPages(app);
  alertTaskPages(app, rooms);
  alertQuestionPages(app, rooms);
  alertAddressPages(app, rooms);
  alertCheckPages(app, rooms);
  alertReceiptPages(app, rooms);
  casePages(app, rooms);
  answerPages(app, rooms);
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
  guestPages(app, rooms);
}
