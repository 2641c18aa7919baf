import type { Shown } from '#ledger/contract.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { fits } from '#statement/validator.ts';
import { ANSWERS, namingAnswer, namingConsultation } from './statements.ts';

/** An operator asked before it is named, as one viewer sees it. */
export type ConsultationSeen = {
  readonly digest: string;
  readonly issuer: string;
  readonly operator: string;
  readonly proposed: string | null;
  readonly answerBy: Temporal.Instant | null;
  readonly askedAt: Temporal.Instant;
  /** The operator's latest answer. */
  readonly answer: {
    readonly digest: string;
    readonly answer: (typeof ANSWERS)[number];
    readonly remark: string | null;
    readonly at: Temporal.Instant;
  } | null;
};

export function consultationsOf(shown: readonly Shown[]): readonly ConsultationSeen[] {
  const answers = shown.filter(({ type }) => type === 'naming-answer');
  return shown.flatMap((asked): ConsultationSeen[] => {
    const operator = textIn(asked, namingConsultation, 'operator');
    if (asked.type !== 'naming-consultation' || operator === undefined) return [];
    const answer = answers.findLast(
      (one) => one.issuer === operator && textIn(one, namingAnswer, 'consultation') === asked.digest,
    );
    const said = answer && ANSWERS.find((known) => known === textIn(answer, namingAnswer, 'answer'));
    return [
      {
        digest: asked.digest,
        issuer: asked.issuer,
        operator,
        proposed: textIn(asked, namingConsultation, 'proposed') ?? null,
        answerBy: instantFrom(textIn(asked, namingConsultation, 'answer_by')) ?? null,
        askedAt: asked.recordedAt,
        answer:
          answer === undefined || said === undefined
            ? null
            : {
                digest: answer.digest,
                answer: said,
                remark: textIn(answer, namingAnswer, 'remark') ?? null,
                at: answer.recordedAt,
              },
      },
    ];
  });
}

function textIn({ claims }: Shown, type: typeof namingAnswer, name: string): string | undefined {
  const value = claims.get(name)?.value;
  return typeof value === 'string' && fits(type.claims[name]!.schema, value) ? value : undefined;
}
