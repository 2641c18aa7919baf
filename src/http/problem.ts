import { type TSchema, Type } from 'typebox';
import { nextStepFor } from '#help/next-steps.ts';
import { refusalInWords } from '#help/refusal-words.ts';
import type { Refusal } from '#outcome.ts';
import type { Reply } from './contract.ts';
import { kindOf } from './route-kind.ts';
import { statusOf } from './status.ts';

/** RFC 9457, with the refusal's stable code and the place in the input it speaks of. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** `detail` in the language of whoever asked, where that is another one and the sentence is known in it. */
  readonly said?: string;
  readonly code: string;
  readonly next: string;
  readonly place?: string;
};

export const ProblemSchema: TSchema = Type.Object(
  {
    type: Type.String({ description: '`urn:comity:problem:` and the code' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'A sentence that says what to do' }),
    said: Type.Optional(Type.String({ description: '`detail` in the language asked for, where known' })),
    code: Type.String({ description: 'Stable; for programs' }),
    next: Type.String({ description: 'What whoever was refused can do now' }),
    place: Type.Optional(Type.String({ description: 'Where in the input' })),
  },
  { title: 'Problem', description: 'RFC 9457 problem details' },
);

export function problemOf(refusal: Refusal): Problem {
  const said = refusalInWords(refusal) ?? refusal.sentence;
  return {
    type: `urn:comity:problem:${refusal.code}`,
    title: refusal.code.replaceAll('-', ' '),
    status: statusOf(refusal.code),
    detail: refusal.sentence,
    ...(said === refusal.sentence ? {} : { said }),
    code: refusal.code,
    next: nextStepFor(refusal.code),
    ...(refusal.place === undefined ? {} : { place: refusal.place }),
  };
}

/**
 * Answer with a refusal in the form the route's readers expect: problem+json for programs, a page for people.
 * `return refused(reply, outcome.refusal)` ends a handler.
 */
export function refused(reply: Reply, refusal: Refusal): Reply {
  const problem = problemOf(refusal);
  void reply.code(problem.status);
  if (kindOf(reply.request) === 'page') {
    return reply
      .type('text/html; charset=utf-8')
      .send(reply.server.people.refusal(reply.request, reply, refusal, problem.status));
  }
  return reply.type('application/problem+json').send(JSON.stringify(problem));
}
