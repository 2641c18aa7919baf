import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Reader } from '#ledger/contract.ts';
import type { RegimeBook } from '#reporting/regime-book.ts';
import { readReport } from '#reporting/report-seen.ts';
import { Digest } from '#statement/statement-type.ts';
import * as api from './answers.ts';
import { ilrEvent } from './ilr-export.ts';

/** `/api/v1/reports/<digest>/misp`: the report as MISP takes it in. */
export function mispRoutes(app: App, services: { readonly reader: Reader; readonly book: RegimeBook }): void {
  app.get(
    api.exportReportAsMisp.path,
    {
      schema: {
        params: Type.Object({ digest: Digest }),
        tags: ['reports'],
        summary: 'The report as a MISP event with the ilr-notification-incident object',
        ...api.exportReportAsMisp.schema,
      },
    },
    async (request, reply) => {
      const report = readReport(
        await services.reader.statement(request.params.digest, request.viewer),
        services.book,
      );
      return report.ok ? reply.send(ilrEvent(report.value)) : refused(reply, report.refusal);
    },
  );
}
