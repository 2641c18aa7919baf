import type { App } from '#http/contract.ts';
import { caseStagePages } from './pages/case-stages.ts';
import { reportReceiptPages } from './pages/report-receipt.ts';
import type { ReportPageServices } from './pages/report-services.ts';
import { stageFormPages } from './pages/stage-form.ts';
import { stagePreviewPages } from './pages/stage-preview.ts';
import { withdrawReportPages } from './pages/withdraw-pages.ts';

/** Report once: the stages of a case, one stage's questions, what each authority will see, and the receipt. */
export function reportingPages(app: App, services: ReportPageServices): void {
  caseStagePages(app, services);
  stageFormPages(app, services);
  stagePreviewPages(app, services);
  reportReceiptPages(app, services);
  withdrawReportPages(app, services);
}
